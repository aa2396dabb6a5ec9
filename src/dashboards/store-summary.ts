import { type Engine, rows } from '../store/engine.ts'
import { readLedgerRuns } from '../sync/ledger.ts'
import { removedSources } from '../sync/removed-sources.ts'
import { type Held, heldEntities } from './held.ts'

/** More than there are sources. */
const LATEST_RUNS = 100

/** What a store holds and how fresh it is: what every number shown rests on. */
export interface StoreSummary {
  readonly database: string
  readonly entities: Held
  readonly sync: {
    readonly state: 'never' | 'running' | 'complete' | 'failed' | 'interrupted'
    /** When the last complete window of the slowest entity was stored. */
    readonly finished: string | null
  }
  /**
   * Until when the store has everything: the beginning of the day on which the source last loaded interactions. A load
   * brings the days before it whole, and its own day in part.
   */
  readonly complete_until: string | null
}

export async function storeSummary(engine: Engine, database: string): Promise<StoreSummary> {
  const [found, sync] = await Promise.all([heldEntities(engine), syncState(engine)])
  const loaded = found.interactions?.updated
  return {
    database,
    entities: found,
    sync,
    complete_until: loaded ? `${loaded.slice(0, 10)}T00:00:00.000Z` : null,
  }
}

async function syncState(engine: Engine): Promise<StoreSummary['sync']> {
  const removed = [...(await removedSources(engine))]
  const windows = await rows<{ state: StoreSummary['sync']['state']; updated_time: string }>(engine, {
    sql: `SELECT argMax(state, started_time) AS state, max(updated_time) AS updated_time FROM sync_windows FINAL
          WHERE NOT has({removed:Array(String)}, source) GROUP BY source, entity`,
    params: { removed },
    settings: { date_time_output_format: 'iso' },
  })
  if (windows.length === 0) return { state: 'never', finished: null }
  const found = (['failed', 'running'] as const).find(s => windows.some(w => w.state === s)) ?? 'complete'
  const state = found === 'running' && !(await isSyncing(engine)) ? 'interrupted' : found
  return { state, finished: windows.map(w => w.updated_time).sort()[0] ?? null }
}

/** Whether any of the latest runs goes on. */
async function isSyncing(engine: Engine): Promise<boolean> {
  return (await readLedgerRuns(engine, LATEST_RUNS)).some(({ state }) => state === 'running')
}
