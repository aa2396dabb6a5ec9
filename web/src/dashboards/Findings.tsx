import { type CSSProperties, useState } from 'react'
import { useFindings } from '../api/queries.ts'
import type { Finding } from '../api/types.ts'
import { ArrowIcon } from '../components/icons.tsx'
import { useFormat } from '../format/context.ts'
import { Link } from '../routing/Link.tsx'
import { useLocation } from '../routing/location.ts'
import { readable } from '../state/filters.ts'
import { useFilters } from '../state/use-filters.ts'
import { useCounting } from '../state/view.tsx'
import { texts } from '../texts.ts'
import { dashboardTexts } from './texts.ts'
import { useRoom } from './use-room.ts'

const words = dashboardTexts.findings
/** So many stand below the first before the others are asked for. */
const FEW = 4
/** Pixels that they mostly take. */
const USUAL_ROOM = 300

interface FindingsProps {
  /** The dashboard whose numbers they are about. */
  dashboard: string
  /** Whether its figures have their numbers: whoever opens it sees them first, so that these are asked before the sentences. */
  afterFigures: boolean
}

/** What changed and why it matters, in sentences with their numbers, the most important first. */
export function Findings({ dashboard, afterFigures }: FindingsProps) {
  const { view, question, version } = useCounting()
  const format = useFormat()
  const [all, setAll] = useState(false)
  const params = question(view.counted, { dashboard })
  const found = useFindings(`/api/findings${readable(params)}`, version, afterFigures)
  const { ref, style } = useRoom<HTMLElement>(dashboard, USUAL_ROOM, found.data !== undefined && !all)
  if (found.data === undefined)
    return found.isError ? (
      <p className="findings-failed" role="alert">
        {words.failed}: {found.error.message}{' '}
        <button type="button" className="link" onClick={() => void found.refetch()}>
          {texts.states.retry}
        </button>
      </p>
    ) : (
      <Loading style={style} />
    )
  const [first, ...rest] = found.data
  if (first === undefined)
    return (
      <section ref={ref} style={style} className="findings" aria-label={words.label}>
        <p className="headline">{words.none}</p>
      </section>
    )
  const shown = all ? rest : rest.slice(0, FEW)
  return (
    <section
      ref={ref}
      style={style}
      className={found.isPlaceholderData ? 'findings stale' : 'findings'}
      aria-label={words.label}
    >
      <p className="headline">
        {first.sentence} <Look finding={first} />
      </p>
      {rest.length > 0 && (
        <ul className="finding-list">
          {shown.map(finding => (
            <li key={`${finding.metric} ${finding.sentence}`} className={`finding finding-${finding.kind}`}>
              <span className="finding-kind">{words.kinds[finding.kind]}</span>
              <span className="finding-text">
                {finding.sentence} <Look finding={finding} />
              </span>
            </li>
          ))}
          {rest.length > FEW && (
            <li>
              <button type="button" className="link small" onClick={() => setAll(!all)}>
                {all ? words.fewer : words.all(format.count(rest.length + 1))}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

function Loading({ style }: { style: CSSProperties }) {
  return (
    <div className="findings" aria-busy="true" style={style}>
      <div className="headline">
        <span className="unseen">{texts.states.loading}</span>
        <span className="skeleton skeleton-line" />
        <span className="skeleton skeleton-line skeleton-short" />
      </div>
    </div>
  )
}

/** The way to where a finding is seen closer: its page, with its filters over those that hold. */
function Look({ finding }: { finding: Finding }) {
  const { filters, href } = useFilters()
  const { path, search, onward } = useLocation()
  const { link } = finding
  if (link === undefined) return null
  const to = href(link.path, { where: { ...filters.where, ...link.filters } })
  if (to === path + search) return null
  return (
    <Link className="look" to={to} trail={onward} aria-label={`${words.look}: ${finding.sentence}`}>
      <span aria-hidden="true">{words.look}</span>
      <ArrowIcon />
    </Link>
  )
}
