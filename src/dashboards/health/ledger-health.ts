import { type Engine, rows } from '../../store/engine.ts'
import { type LedgerEntry, type LedgerRun, readLedger, readLedgerRuns } from '../../sync/ledger.ts'
import { removedSources } from '../../sync/removed-sources.ts'
import { listSources } from '../../sync/sources.ts'

/** How far an entity of a source has been read, and what its last audit found. */
export interface EntityHealth extends LedgerEntry {
  /** Hours since the last instant up to which everything is stored; null when nothing is. */
  readonly lag_hours: number | null
  readonly audit: {
    readonly time: string
    readonly state: string
    readonly since: string
    readonly until: string
    /** Records the source counted and the store had, ranges whose missing records were read, and records the source has no more. */
    readonly counted: number
    readonly stored: number
    readonly healed: number
    readonly absent: number
    readonly reason: string
  } | null
}

export interface SourceHealth {
  /** As in the ledger: its address. */
  readonly source: string
  /** The name it was given, if it was. */
  readonly name: string | null
  /** Whether it was removed, so that nothing of it is late. */
  readonly removed: boolean
  readonly entities: readonly EntityHealth[]
  readonly runs: readonly RunHealth[]
  /** The oldest record the source still shows, by the last run that could see it; null without a horizon. */
  readonly oldest: string | null
}

export interface RunHealth {
  readonly id: string
  readonly state: LedgerRun['state']
  readonly started: string
  readonly seconds: number | null
  readonly windows: number
  readonly complete: number
  readonly failures: readonly string[]
}

const RUNS_SHOWN = 20
const HOUR = 3_600_000

/** Everything the ledger says, source by source. */
export async function readSources(engine: Engine, now: number): Promise<SourceHealth[]> {
  const [entries, runs, audits, named, removed] = await Promise.all([
    readLedger(engine),
    readLedgerRuns(engine, 500),
    readAudits(engine),
    listSources(engine),
    removedSources(engine),
  ])
  const names = [...new Set([...entries.map(entry => entry.source), ...runs.map(run => run.source)])]
  return names.sort().map(source => {
    const own = runs.filter(run => run.source === source)
    const oldest = own
      .flatMap(run => Object.values(run.entities).map(part => part.oldest))
      .find(time => time !== null)
    return {
      source,
      name: named.find(each => each.url === source)?.name ?? null,
      removed: removed.has(source),
      entities: entries
        .filter(entry => entry.source === source)
        .map(entry => ({
          ...entry,
          lag_hours:
            entry.complete_until === null || entry.state === 'removed'
              ? null
              : Math.max(0, Math.round((now - Date.parse(entry.complete_until)) / HOUR)),
          audit: audits.get(`${source} ${entry.entity}`) ?? null,
        })),
      runs: own.slice(0, RUNS_SHOWN).map(run => {
        const parts = Object.entries(run.entities)
        const sum = (key: 'windows' | 'complete'): number => parts.reduce((n, [, part]) => n + part[key], 0)
        return {
          id: run.id,
          state: run.state,
          started: new Date(run.started).toISOString(),
          seconds: run.ended === null ? null : Math.round((run.ended - run.started) / 100) / 10,
          windows: sum('windows'),
          complete: sum('complete'),
          failures: parts.flatMap(([entity, { failure }]) =>
            failure === null ? [] : [`${entity}: ${failure}`],
          ),
        }
      }),
      oldest: oldest ?? null,
    }
  })
}

async function readAudits(engine: Engine): Promise<Map<string, EntityHealth['audit']>> {
  const found = await rows<{ source: string; entity: string } & NonNullable<EntityHealth['audit']>>(engine, {
    sql: `SELECT source, entity, audited_time AS time, state, since, until, counted, stored, healed, absent, reason
          FROM sync_audits FINAL`,
    settings: { date_time_output_format: 'iso' },
  })
  return new Map(found.map(({ source, entity, ...audit }) => [`${source} ${entity}`, audit]))
}
