import { useFormat } from '../format/context.ts'
import { humanType } from './describe.ts'
import { Source } from './Item.tsx'
import { replayTexts } from './texts.ts'
import type { ReplayCall, ReplayResource } from './types.ts'

const words = replayTexts.calls
const MARK = { used: '●', served: '◐', unsuccessful: '○' } as const

interface CallsProps {
  calls: readonly ReplayCall[]
  /** Resources of the same turn that no call claims. */
  loose: readonly ReplayResource[]
}

/** What the assistant called for a turn, what came of it, and what it brought. */
export function Calls({ calls, loose }: CallsProps) {
  const format = useFormat()
  if (calls.length === 0 && loose.length === 0) return null
  return (
    <aside className="calls" aria-label={replayTexts.behind}>
      {calls.length > 0 && (
        <h3 className="calls-title">{words.title(format.count(calls.length), calls.length === 1)}</h3>
      )}
      <ul className="calls-list">
        {calls.map(call => (
          <li key={call.id} className={`call call-${call.outcome}`}>
            <p className="call-head">
              <span aria-hidden="true">{MARK[call.outcome]}</span> <strong>{call.plugin}</strong>{' '}
              <span className="call-outcome">{words.outcomes[call.outcome]}</span>
            </p>
            {(call.updated_ms !== null || call.orphan || call.late_hours !== null) && (
              <p className="quiet small">
                {[
                  call.updated_ms === null
                    ? null
                    : words.took(format.value(call.updated_ms / 1000, 'seconds')),
                  call.orphan ? words.orphan : null,
                  call.late_hours === null
                    ? null
                    : replayTexts.late(format.value(call.late_hours * 3600, 'seconds')),
                ]
                  .filter(part => part !== null)
                  .join(' · ')}
              </p>
            )}
            <Resources resources={call.resources} />
          </li>
        ))}
        {loose.length > 0 && (
          <li className="call">
            <p className="call-head">{words.loose}</p>
            <Resources resources={loose} />
          </li>
        )}
      </ul>
    </aside>
  )
}

function Resources({ resources }: { resources: readonly ReplayResource[] }) {
  const format = useFormat()
  const cited = resources.filter(each => each.cited)
  const others = resources.filter(each => !each.cited)
  return (
    <>
      {cited.length > 0 && (
        <ul className="resources">
          {cited.map(each => (
            <Resource key={each.id} resource={each} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <details className="resources-more">
          <summary>
            {cited.length > 0
              ? words.more(format.count(others.length))
              : words.resources(format.count(others.length), others.length === 1)}
          </summary>
          <ul className="resources">
            {others.map(each => (
              <Resource key={each.id} resource={each} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Resource({ resource }: { resource: ReplayResource }) {
  return (
    <li className={resource.cited ? 'resource resource-cited' : 'resource'}>
      <Source source={resource} /> <span className="quiet small">{humanType(resource.type)}</span>
      {resource.cited && <span className="tag">{words.cited}</span>}
      {resource.snippet !== null && <p className="snippet">{resource.snippet}</p>}
    </li>
  )
}
