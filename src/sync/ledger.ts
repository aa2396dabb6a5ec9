import { type Engine, rows } from '../store/engine.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import { liveRuns } from './lease.ts'
import { joinLosses, type Loss } from './losses.ts'
import { removedSources } from './removed-sources.ts'
import { type Run, type RunState, readRuns } from './runs.ts'

const DAY = 24 * 3600 * 1000
/** A run that began so recently may have claimed its source after the claims were read. */
const YOUNG_MS = 2_000

/** How far an entity of a source has been read, over all of its windows. */
export interface LedgerEntry extends UpsertCounts {
  readonly source: string
  readonly entity: string
  /** `complete`: every window is, and the last audit found nothing amiss. `removed`: its source was, so nothing more is due. */
  readonly state: 'complete' | 'behind' | 'unequal' | 'removed'
  /** Windows, those that are not complete, and those that were proven by the source's counts. */
  readonly windows: number
  readonly open: number
  readonly counted: number
  readonly requests: number
  readonly retries: number
  readonly waited_ms: number
  readonly bytes: number
  readonly duration_ms: number
  /** Up to which `last_updated_time` everything is stored; null when nothing is. */
  readonly complete_until: string | null
  /** Since when the source has what is not read yet; null when there is nothing. */
  readonly unread_since: string | null
  /** How many days are left until the source's horizon reaches what is not read yet; null when there is none, or no horizon. */
  readonly days_left: number | null
  /** What fell behind the source’s horizon before all of it was read; ever. */
  readonly lost: readonly Loss[]
  /** Records the source has no more. They are kept. */
  readonly absent: number
  readonly reason: string
}

/** A source whose history is longer than this has no horizon that needs watching. */
const LONGEST_HORIZON_DAYS = 62

/** What was read of every entity of every source, and what is still to be read. */
export async function readLedger(engine: Engine, source = ''): Promise<LedgerEntry[]> {
  const found = await rows<
    Omit<LedgerEntry, 'state' | 'unread_since' | 'days_left' | 'lost'> & { audit: string }
  >(engine, {
    sql: `SELECT source, entity, count() AS windows, countIf(state != 'complete') AS open,
            sum(ifNull(counted, 0)) AS counted, sum(w.read) AS read, sum(w.new) AS new, sum(w.changed) AS changed,
            sum(w.unchanged) AS unchanged, sum(w.refused) AS refused, sum(w.requests) AS requests,
            sum(w.retries) AS retries, sum(w.waited_ms) AS waited_ms, sum(w.bytes) AS bytes,
            sum(w.duration_ms) AS duration_ms, maxOrNullIf(w.until, w.state = 'complete') AS complete_until,
            any(a.absent) AS absent, any(a.audit) AS audit,
            if(any(a.audit) = 'unequal', any(a.reason), argMaxIf(w.reason, w.updated_time, w.state != 'complete')) AS reason
          FROM (SELECT * FROM sync_windows FINAL WHERE state != 'replaced') AS w
          LEFT JOIN (
            SELECT source, entity, audits.state AS audit, audits.reason AS reason, absences.absent AS absent
            FROM (SELECT * FROM sync_audits FINAL) AS audits
            LEFT JOIN (
              SELECT source, entity, count() AS absent FROM sync_absences FINAL WHERE NOT present GROUP BY source, entity
            ) AS absences USING (source, entity)
          ) AS a USING (source, entity)
          WHERE {source:String} IN ('', source)
          GROUP BY source, entity ORDER BY source, entity`,
    params: { source },
    settings: { date_time_output_format: 'iso' },
  })
  const edges = new Map<string, { now: string | null; oldest: string | null; unread: string | null }>()
  const losses = new Map<string, Loss[]>()
  for (const run of [...(await readRuns(engine, 1000, source))].reverse())
    for (const [entity, part] of Object.entries(run.entities)) {
      const key = `${run.source} ${entity}`
      if (part.now !== null) edges.set(key, part)
      if (part.lost) losses.set(key, [...(losses.get(key) ?? []), part.lost])
    }
  const removed = await removedSources(engine)
  return found.map(({ audit, ...entry }) => {
    const key = `${entry.source} ${entry.entity}`
    const lost = joinLosses(losses.get(key) ?? [])
    if (removed.has(entry.source))
      return { ...entry, state: 'removed', unread_since: null, days_left: null, lost }
    const edge = edges.get(key)
    const unread = entry.open > 0 ? (edge?.unread ?? edge?.oldest ?? null) : null
    return {
      ...entry,
      state: entry.open > 0 ? 'behind' : audit === 'unequal' ? 'unequal' : 'complete',
      unread_since: unread,
      days_left: daysLeft(edge, unread),
      lost,
    }
  })
}

function daysLeft(
  edge: { readonly now: string | null; readonly oldest: string | null } | undefined,
  unread: string | null,
): number | null {
  if (!edge?.now || !edge.oldest || unread === null) return null
  const history = (Date.parse(edge.now) - Date.parse(edge.oldest)) / DAY
  if (history > LONGEST_HORIZON_DAYS) return null
  return Math.max(0, Math.floor((Date.parse(unread) - Date.parse(edge.oldest)) / DAY))
}

/** A run as the ledger tells of it. `interrupted`: it never came to its end, and its process is gone or gave the source back. */
export interface LedgerRun extends Omit<Run, 'state'> {
  readonly state: RunState | 'interrupted'
}

/** The latest runs, the latest first; of one source, or of all. */
export async function readLedgerRuns(engine: Engine, limit: number, source = ''): Promise<LedgerRun[]> {
  // These first: a run that ends between the two has its last word in the second.
  const interrupted = await interruptedRuns(engine)
  const runs = await readRuns(engine, limit, source)
  return runs.map(run =>
    run.state === 'running' && interrupted.has(run.id) ? { ...run, state: 'interrupted' } : run,
  )
}

/** The ids of runs that never came to their end, and whose process is gone or gave the source back. */
export async function interruptedRuns(engine: Engine): Promise<Set<string>> {
  const live = await liveRuns(engine)
  const open = await rows<{ id: string; started: string }>(engine, {
    sql: `SELECT run_id AS id, started_time AS started FROM sync_runs FINAL WHERE state = 'running'`,
    settings: { date_time_output_format: 'iso' },
  })
  // A run that began meanwhile is not among the leases; one that is so young is given the benefit of the doubt.
  const isCutOff = ({ id, started }: (typeof open)[number]): boolean =>
    !live.has(id) && Date.now() - Date.parse(started) > YOUNG_MS
  return new Set(open.filter(isCutOff).map(({ id }) => id))
}

/** One window, as it stands in the ledger. Times are texts; `since` is null for a window without beginning. */
export interface LedgerWindow extends UpsertCounts {
  readonly source: string
  readonly entity: string
  readonly since: string | null
  readonly until: string
  readonly state: string
  readonly proof: string
  readonly readings: number
  readonly counted: number | null
  readonly ids: number
  readonly requests: number
  readonly retries: number
  readonly waited_ms: number
  readonly bytes: number
  readonly duration_ms: number
  readonly reason: string
}

/** Windows, the latest first. */
export async function readLedgerWindows(
  engine: Engine,
  limit: number,
  { source = '', entity = '' }: { readonly source?: string; readonly entity?: string } = {},
): Promise<LedgerWindow[]> {
  return rows(engine, {
    sql: `SELECT source, entity, since, until, state, proof, readings, counted, ids, read, new, changed, unchanged, refused,
            requests, retries, waited_ms, bytes, duration_ms, reason
          FROM sync_windows FINAL
          WHERE {source:String} IN ('', source) AND {entity:String} IN ('', entity)
          ORDER BY started_time DESC, until DESC, entity LIMIT {limit:UInt32}`,
    params: { source, entity, limit },
    settings: { date_time_output_format: 'iso' },
  })
}
