import { type Engine, rows } from '../store/engine.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import type { Loss } from './losses.ts'
import type { NewChange } from './policies.ts'
import { sqlTime } from './windows.ts'

/** What is kept of an entity's part in a run. */
export interface EntityRun {
  /** Windows that were planned, and how many of them are complete. */
  readonly windows: number
  readonly complete: number
  /** The source's clock when the run began; how far its history reaches back. */
  readonly now: string | null
  readonly oldest: string | null
  /** The beginning of what no complete window covers: null when there is nothing. */
  readonly unread: string | null
  readonly failure: string | null
  /** What it found that can never be read any more; absent in runs of earlier versions. */
  readonly lost?: Loss | null
  /** What became of the records; absent in runs of earlier versions. */
  readonly counts?: UpsertCounts
  /** What was new and nobody documented, where that was to be said. */
  readonly changes?: readonly NewChange[]
}

/** `stopped`: a policy ended it because of what records have. A run that is `running` and has no live process was killed. */
export type RunState = 'running' | 'complete' | 'incomplete' | 'stopped'

/** What begins runs. */
export type RunCause = 'command' | 'watch' | 'schedule' | 'catch-up'

export interface Run {
  readonly id: string
  readonly source: string
  readonly state: RunState
  /** Empty in runs of earlier versions. */
  readonly cause: RunCause | ''
  readonly started: number
  readonly ended: number | null
  readonly entities: { readonly [entity: string]: EntityRun }
}

export async function saveRun(engine: Engine, run: Run): Promise<void> {
  await engine.run({
    sql: `INSERT INTO sync_runs (run_id, source, state, cause, started_time, updated_time, ended_time, report)
          SELECT {id:String}, {source:String}, {state:String}, {cause:String}, toDateTime64({started:String}, 3, 'UTC'), now64(6),
            parseDateTime64BestEffort({ended:Nullable(String)}, 3, 'UTC'), {report:String}`,
    params: {
      id: run.id,
      source: run.source,
      state: run.state,
      cause: run.cause,
      started: sqlTime(run.started),
      ended: run.ended === null ? null : sqlTime(run.ended),
      report: JSON.stringify(run.entities),
    },
  })
}

/** The latest runs, the latest first; of one source, or of all. */
export async function readRuns(engine: Engine, limit: number, source = ''): Promise<Run[]> {
  const found = await rows<{
    run_id: string
    source: string
    state: RunState
    cause: Run['cause']
    started_time: string
    ended_time: string | null
    report: string
  }>(engine, {
    sql: `SELECT run_id, source, state, cause, started_time, ended_time, report FROM sync_runs FINAL
          WHERE {source:String} IN ('', source) ORDER BY started_time DESC, updated_time DESC LIMIT {limit:UInt32}`,
    params: { source, limit },
    settings: { date_time_output_format: 'iso' },
  })
  return found.map(row => ({
    id: row.run_id,
    source: row.source,
    state: row.state,
    cause: row.cause,
    started: Date.parse(row.started_time),
    ended: row.ended_time === null ? null : Date.parse(row.ended_time),
    entities: JSON.parse(row.report) as Run['entities'],
  }))
}
