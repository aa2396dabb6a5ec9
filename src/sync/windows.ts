import { type Engine, rows } from '../store/engine.ts'
import { NO_RECORDS, type UpsertCounts } from '../store/upsert.ts'
import { type Meter, newMeter } from './meter.ts'
import type { Range } from './range.ts'
import { type KeptTally, NO_IDS } from './tally.ts'

/**
 * `running`: planned, or being read. `complete`: read to its end, stored, and proven. `failed`: to be gone on with.
 * `replaced`: other windows read what it would have.
 */
export type WindowState = 'running' | 'complete' | 'failed' | 'replaced'

/** `count`: as many different ids as the source counts. `readings`: two readings by different ways gave the same ids. */
export type Proof = '' | 'count' | 'readings'

/** A range of an entity's updates that is read as a whole. Its bounds never change. */
export interface Window extends Range {
  readonly source: string
  readonly entity: string
  readonly id: string
  readonly run: string
  readonly state: WindowState
  /** Behind which id the first record stands that is not stored yet; empty at the beginning. */
  readonly lastId: string
  readonly tally: KeptTally
  /** How often it has been read from its beginning. */
  readonly readings: number
  /** What the source counted last; null where it cannot say. */
  readonly counted: number | null
  readonly proof: Proof
  /** Totals over all attempts at this window. */
  readonly counts: UpsertCounts
  readonly meter: Meter
  readonly durationMs: number
  /** When it was planned, by our clock. */
  readonly started: string
  readonly reason: string
}

export function newWindow(
  given: Pick<Window, 'source' | 'entity' | 'id' | 'run' | 'since' | 'until' | 'counted' | 'started'>,
): Window {
  return {
    ...given,
    state: 'running',
    lastId: '',
    tally: NO_IDS,
    readings: 0,
    proof: '',
    counts: NO_RECORDS,
    meter: newMeter(),
    durationMs: 0,
    reason: '',
  }
}

const COLUMNS = [
  'source',
  'entity',
  'window_id',
  'run_id',
  'since',
  'until',
  'state',
  'next_link',
  'last_id',
  'ids',
  'ids_digest',
  'counted',
  'proof',
  'readings',
  'read',
  'new',
  'changed',
  'unchanged',
  'refused',
  'requests',
  'retries',
  'waited_ms',
  'bytes',
  'duration_ms',
  'started_time',
  'updated_time',
  'reason',
] as const

/** Records how far windows have come. What they say is stored, is stored. */
export async function saveWindows(engine: Engine, windows: readonly Window[], now: number): Promise<void> {
  if (windows.length === 0) return
  const lines = windows.map(window => {
    const { meter, counts, tally } = window
    return JSON.stringify({
      source: window.source,
      entity: window.entity,
      window_id: window.id,
      run_id: window.run,
      since: Number.isFinite(window.since) ? sqlTime(window.since) : null,
      until: sqlTime(window.until),
      state: window.state,
      next_link: '',
      last_id: window.lastId,
      ids: tally.ids,
      ids_digest: `${tally.digest} ${tally.highest}`,
      counted: window.counted,
      proof: window.proof,
      readings: window.readings,
      ...counts,
      requests: meter.requests,
      retries: meter.retries,
      waited_ms: meter.waitedMs,
      bytes: meter.bytes,
      duration_ms: Math.round(window.durationMs),
      started_time: sqlTime(Date.parse(window.started)),
      updated_time: sqlTime(now),
      reason: window.reason,
    })
  })
  await engine.insert({
    table: 'sync_windows',
    columns: COLUMNS,
    format: 'JSONEachRow',
    data: Buffer.from(`${lines.join('\n')}\n`),
  })
}

/** Every window of a source that speaks of what is stored or still to be read; of one entity, or of all. */
export async function readWindows(engine: Engine, source: string, entity = ''): Promise<Window[]> {
  const found = await rows<Record<string, unknown>>(engine, {
    sql: `SELECT * FROM sync_windows FINAL
          WHERE source = {source:String} AND {entity:String} IN ('', entity) AND state != 'replaced'
          ORDER BY started_time, window_id`,
    params: { source, entity },
    settings: { date_time_output_format: 'iso' },
  })
  return found.map(readWindow)
}

function readWindow(row: Record<string, unknown>): Window {
  const counts = Object.fromEntries(
    Object.keys(NO_RECORDS).map(name => [name, row[name]]),
  ) as unknown as UpsertCounts
  const [digest = '0', highest = ''] = String(row.ids_digest).split(/ (.*)/s)
  return {
    source: row.source as string,
    entity: row.entity as string,
    id: row.window_id as string,
    run: row.run_id as string,
    since: row.since === null ? Number.NEGATIVE_INFINITY : Date.parse(row.since as string),
    until: Date.parse(row.until as string),
    state: row.state as WindowState,
    lastId: row.last_id as string,
    tally: { ids: row.ids as number, digest: digest || '0', highest },
    readings: row.readings as number,
    counted: row.counted as number | null,
    proof: row.proof as Proof,
    counts,
    meter: {
      requests: row.requests as number,
      retries: row.retries as number,
      waitedMs: row.waited_ms as number,
      bytes: row.bytes as number,
    },
    durationMs: row.duration_ms as number,
    started: row.started_time as string,
    reason: row.reason as string,
  }
}

/** An instant as the engine reads it in rows. */
export function sqlTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}
