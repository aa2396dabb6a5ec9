import { useFormat } from '../format/context.ts'
import { ListTable } from './ListTable.tsx'
import { healthTexts } from './texts.ts'
import type { EntityHealth, SourceHealth } from './types.ts'

const words = healthTexts.sources
const MARK = { complete: '✓', behind: '✕', unequal: '▲', removed: '–' } as const

interface SourcesProps {
  sources: readonly SourceHealth[]
  instant: (time: string | null) => string
}

/** What was read from each source, and what proves it. */
export function Sources({ sources, instant }: SourcesProps) {
  const format = useFormat()
  if (sources.length === 0)
    return (
      <div className="panel">
        <p>{words.none}</p>
        <p className="quiet">
          <code>{words.noneHint}</code>
        </p>
      </div>
    )
  return sources.map(({ source, name, entities, runs, oldest }) => (
    <div key={source} className="panel health-source">
      <h3>{name ?? source}</h3>
      <p className="quiet small">
        {name === null ? '' : `${source} · `}
        {oldest === null ? '' : words.horizon(instant(oldest))}
      </p>
      <ListTable
        label={name ?? source}
        columns={words.columns}
        numeric={[5, 6, 7, 8, 9]}
        rows={entities.map(entity => ({ key: entity.entity, cells: cellsOf(entity) }))}
      />
      {runs.length > 0 && (
        <details className="health-runs">
          <summary>{words.runs}</summary>
          <ListTable
            label={words.runs}
            columns={words.runColumns}
            numeric={[2]}
            rows={runs.map(run => ({
              key: run.id,
              cells: [
                instant(run.started),
                words.runStates[run.state] ?? run.state,
                run.seconds === null ? '–' : format.value(run.seconds, 'seconds'),
                `${format.count(run.complete)} / ${format.count(run.windows)}`,
                run.failures.join('; ') || '–',
              ],
            }))}
          />
        </details>
      )}
    </div>
  ))

  function cellsOf(entity: EntityHealth) {
    const { state, audit } = entity
    return [
      entity.entity,
      <span key="state" className={`health-state health-state-${state}`}>
        <span aria-hidden="true">{MARK[state]}</span> {words.states[state]}
        {entity.reason !== '' && <span className="quiet small"> {entity.reason}</span>}
        {entity.days_left !== null && (
          <span className="small"> {words.daysLeft(format.count(entity.days_left))}</span>
        )}
      </span>,
      instant(entity.complete_until),
      entity.lag_hours === null ? '–' : words.lag(format.value(entity.lag_hours * 3600, 'seconds')),
      entity.open > 0
        ? words.open(format.count(entity.open), format.count(entity.windows))
        : words.proven(format.count(entity.windows)),
      format.count(entity.read),
      format.count(entity.new),
      format.count(entity.changed),
      format.count(entity.refused),
      format.count(entity.absent),
      audit === null ? (
        words.notAudited
      ) : (
        <span key="audit">
          {words.audited(audit.state, instant(audit.time))}
          {audit.healed > 0 && (
            <span className="quiet small"> {words.healed(format.count(audit.healed))}</span>
          )}
        </span>
      ),
    ]
  }
}
