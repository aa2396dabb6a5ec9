import { type Engine, rows } from '../store/engine.ts'
import { NO_RECORDS, type UpsertCounts } from '../store/upsert.ts'

/**
 * A stretch of an entity's updates that is read as a whole: everything updated since `since`, as the source had it at `until`.
 * It is complete only when its last page is stored; until then `next` says where to go on.
 */
export interface Window {
  readonly source: string
  readonly entity: string
  readonly id: string
  /** First instant of updates to read; null reads everything. */
  readonly since: string | null
  /** The source's clock when the window was begun. The next window begins from here. */
  readonly until: string
  readonly state: 'running' | 'complete' | 'failed'
  /** Link to the first page not stored yet. */
  readonly next: string
  /** Totals over all attempts at this window. */
  readonly counts: UpsertCounts
  readonly started: string
  readonly reason: string
}

/** Records how far a window has come. What it says is stored, is stored. */
export async function saveWindow(engine: Engine, window: Window): Promise<void> {
  const { source, entity, id, since, until, state, next, started, reason, counts } = window
  await engine.run({
    sql: `INSERT INTO sync_windows
      (source, entity, window_id, since, until, state, next_link, read, new, changed, unchanged, refused, started_time, updated_time, reason)
      SELECT {source:String}, {entity:String}, {id:String}, parseDateTime64BestEffort({since:Nullable(String)}, 3, 'UTC'),
        parseDateTime64BestEffort({until:String}, 3, 'UTC'), {state:String}, {next:String},
        {read:UInt64}, {new:UInt64}, {changed:UInt64}, {unchanged:UInt64}, {refused:UInt64},
        parseDateTime64BestEffort({started:String}, 3, 'UTC'), now64(3), {reason:String}`,
    params: { source, entity, id, since, until, state, next, started, reason, ...counts },
  })
}

/** The window of an entity that was begun and not completed, if any; and the last one that was completed. */
export async function lastWindows(
  engine: Engine,
  source: string,
  entity: string,
): Promise<{ readonly open: Window | undefined; readonly complete: Window | undefined }> {
  const found = await rows<Record<string, unknown>>(engine, {
    sql: `SELECT * FROM sync_windows FINAL WHERE source = {source:String} AND entity = {entity:String}
          ORDER BY started_time DESC, updated_time DESC LIMIT 100`,
    params: { source, entity },
    settings: { date_time_output_format: 'iso' },
  })
  const windows = found.map(readWindow)
  const [latest] = windows
  return {
    open: latest && latest.state !== 'complete' ? latest : undefined,
    complete: windows.find(window => window.state === 'complete'),
  }
}

function readWindow(row: Record<string, unknown>): Window {
  const counts = Object.fromEntries(
    Object.keys(NO_RECORDS).map(name => [name, row[name]]),
  ) as unknown as UpsertCounts
  return {
    source: row.source as string,
    entity: row.entity as string,
    id: row.window_id as string,
    since: row.since as string | null,
    until: row.until as string,
    state: row.state as Window['state'],
    next: row.next_link as string,
    counts,
    started: row.started_time as string,
    reason: row.reason as string,
  }
}
