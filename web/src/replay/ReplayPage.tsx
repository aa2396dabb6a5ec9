import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, getJson } from '../api/client.ts'
import { Crumbs } from '../drill/Crumbs.tsx'
import { useFormat } from '../format/context.ts'
import type { Params } from '../routing/match.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { PageLoading } from '../shell/PageStates.tsx'
import { useFilters } from '../state/use-filters.ts'
import { texts } from '../texts.ts'
import { humanType } from './describe.ts'
import { Neighbours } from './Neighbours.tsx'
import { Outcome } from './Outcome.tsx'
import '../drill/drill.css'
import '../figure/figure.css'
import './replay.css'
import { Transcript } from './Transcript.tsx'
import { replayTexts } from './texts.ts'
import type { Replay } from './types.ts'

/** A conversation as the person saw it, with what went on behind it and what came of it. */
export default function ReplayPage({ params }: { params: Params }) {
  const id = params.id ?? ''
  // Each opening is written down: what was read is not asked for again by itself.
  const found = useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => getJson<Replay>(`/api/conversations/${encodeURIComponent(id)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  if (found.isError) {
    const missing = found.error instanceof ApiError && found.error.status === 404
    return (
      <>
        <Crumbs title={texts.pages.titles.conversation} />
        <div className="page-state" role="alert">
          <h1>{missing ? replayTexts.notFound : replayTexts.failed}</h1>
          <p>{found.error.message}</p>
          {!missing && (
            <button type="button" className="button button-main" onClick={() => void found.refetch()}>
              {replayTexts.retry}
            </button>
          )}
          <Neighbours id={id} neighbours={{ before: null, after: null }} />
        </div>
      </>
    )
  }
  if (found.data === undefined) return <PageLoading />
  return <Shown replay={found.data} />
}

function Shown({ replay }: { replay: Replay }) {
  const format = useFormat()
  const { filters } = useFilters()
  const tz = filters.tz ?? replay.tz
  const { conversation, person, items } = replay
  const began = conversation?.created_time ?? items[0]?.created_time
  const name = person?.name || person?.email || replayTexts.unnamed
  useEffect(() => {
    const target = decodeURIComponent(window.location.hash.slice(1))
    if (target) document.getElementById(`i-${target}`)?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <>
      <Crumbs title={texts.pages.titles.conversation} />
      <PageHead
        title={texts.pages.titles.conversation}
        about={
          <>
            {began !== undefined && replayTexts.began(format.instant(began, tz))}
            {' · '}
            {replayTexts.zone(tz)}
          </>
        }
      >
        <CopyLink />
        <button type="button" className="button" onClick={() => window.print()}>
          {replayTexts.print}
        </button>
      </PageHead>
      <Neighbours id={replay.id} neighbours={replay.neighbours} />
      <dl className="replay-facts">
        <Fact name={replayTexts.facts.person}>
          {name}
          {person !== null && (
            <span className="quiet">
              {[person.role, person.department, person.location, person.country].filter(Boolean).join(', ')}
            </span>
          )}
        </Fact>
        {conversation !== null && <Fact name={replayTexts.facts.route}>{conversation.route}</Fact>}
        {conversation?.primary_domain != null && (
          <Fact name={replayTexts.facts.domain}>{conversation.primary_domain}</Fact>
        )}
        {items[0] !== undefined && <Fact name={replayTexts.facts.platform}>{items[0].platform}</Fact>}
        {person?.language != null && <Fact name={replayTexts.facts.language}>{person.language}</Fact>}
      </dl>
      {conversation?.type != null && (
        <div className="replay-event">
          <strong>{replayTexts.event(humanType(conversation.type))}</strong>
          <dl>
            {Object.entries(conversation.detail).map(([key, value]) => (
              <Fact key={key} name={key}>
                {value}
              </Fact>
            ))}
          </dl>
        </div>
      )}
      {replay.notes.length > 0 && (
        <aside className="replay-notes" aria-label={replayTexts.notes}>
          <ul>
            {replay.notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </aside>
      )}
      <Outcome replay={replay} />
      <Transcript replay={replay} name={name} tz={tz} />
      <p className="quiet small">{replayTexts.recorded}</p>
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function CopyLink() {
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(window.location.origin + window.location.pathname)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? replayTexts.copied : replayTexts.copy}</span>
    </button>
  )
}
