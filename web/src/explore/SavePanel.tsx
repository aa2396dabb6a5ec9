import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import { ApiError, sendJson } from '../api/client.ts'
import { useDashboards } from '../api/queries.ts'
import type { PanelSpec } from '../api/types.ts'
import { saveAs } from '../figure/download.ts'
import { Link } from '../routing/Link.tsx'
import { useRight } from '../shell/rights.ts'
import type { Filters } from '../state/filters.ts'
import { exploreTexts } from './texts.ts'
import { dashboardYaml, fileNameOf } from './yaml.ts'

const words = exploreTexts.save

interface SavePanelProps {
  spec: PanelSpec
  /** What the page filters by: kept in the panel, unless one leaves it to the pages that show it. */
  where: Filters['where']
}

/** What is explored as a dashboard's file: to take away, or to save where the server keeps them. */
export function SavePanel({ spec, where }: SavePanelProps) {
  const nameId = useId()
  const dashboards = useDashboards()
  const client = useQueryClient()
  const administrator = useRight('administration')
  const [title, setTitle] = useState<string | null>(null)
  const name = title ?? spec.question
  const [copied, setCopied] = useState(false)
  const id = fileNameOf(name)
  const [keep, setKeep] = useState(true)
  const filtered = Object.keys(where).length > 0
  const text = dashboardYaml(name, keep && filtered ? { ...spec, filters: where } : spec)
  const checked = useQuery({
    queryKey: ['check', id, text],
    queryFn: () => sendJson<{ problems: string[] }>('POST', '/api/dashboards/check', { id, text }),
  })
  const saved = useMutation({
    mutationFn: (replace: boolean) =>
      sendJson<{ id: string }>('POST', '/api/dashboards', { id, text, replace }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['dashboards'] })
      void client.invalidateQueries({ queryKey: ['dashboard', id] })
    },
  })
  const { reset } = saved
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of another text holds no more
  useEffect(() => {
    reset()
    setCopied(false)
  }, [text, reset])

  const allowed = administrator && dashboards.data?.can_save === true
  const problems = checked.data?.problems ?? []
  const taken = saved.error instanceof ApiError && saved.error.status === 409
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <details className="save">
      <summary>{words.title}</summary>
      <p className="quiet">{words.about}</p>
      <div className="save-line">
        <label className="field" htmlFor={nameId}>
          {exploreTexts.question}
          <input id={nameId} value={name} onChange={event => setTitle(event.target.value)} />
        </label>
        <button
          type="button"
          className="button"
          onClick={() => saveAs(new Blob([text], { type: 'text/yaml' }), `${id}.yaml`)}
        >
          {words.download}
        </button>
        {navigator.clipboard !== undefined && (
          <button type="button" className="button" onClick={() => void copy()}>
            <span aria-live="polite">{copied ? words.copied : words.copy}</span>
          </button>
        )}
        {allowed && (
          <button
            type="button"
            className="button button-main"
            disabled={saved.isPending || problems.length > 0}
            onClick={() => saved.mutate(taken)}
          >
            {taken ? words.replace : words.save}
          </button>
        )}
      </div>
      {filtered && (
        <label className="choice">
          <input type="checkbox" checked={keep} onChange={event => setKeep(event.target.checked)} />
          {words.keep}
        </label>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it */}
      <section className="yaml" aria-label={words.yaml} tabIndex={0}>
        <pre>{text}</pre>
      </section>
      <div role="status">
        {problems.length > 0 && (
          <ul className="problem">
            {problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
        {saved.isSuccess && (
          <p>
            {words.saved}{' '}
            <Link className="link" to={`/d/${id}`}>
              {words.open}
            </Link>
          </p>
        )}
        {saved.isError && <p className="problem">{saved.error.message}</p>}
        {!allowed && dashboards.data !== undefined && <p className="quiet small">{words.cannot}</p>}
      </div>
    </details>
  )
}
