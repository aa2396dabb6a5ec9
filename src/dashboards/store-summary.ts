import { fingerprint } from '../facts/refresh-facts.ts'
import { entities } from '../schema/entities.ts'
import { type Engine, rows } from '../store/engine.ts'
import { haveOverlap } from '../store/overlap.ts'
import { readLedgerRuns } from '../sync/ledger.ts'
import { removedSources } from '../sync/removed-sources.ts'

/** More than there are sources. */
const LATEST_RUNS = 100

/** What a store holds and how fresh it is: what every number shown rests on. */
export interface StoreSummary {
  readonly database: string
  readonly entities: {
    readonly [entity: string]: {
      readonly records: number
      /** First and last `created_time`; null for users, who have none, and for an empty store. */
      readonly first: string | null
      readonly last: string | null
      /** Last `last_updated_time`. */
      readonly updated: string | null
    }
  }
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

type Held = StoreSummary['entities']

/** What was counted last, and the parts of the tables that it was counted in. */
const counted = new WeakMap<Engine, { readonly parts: string; readonly held: Promise<Held> }>()

/** What a store holds, counted once for as long as no part of a table changes: every page asks first of all. */
async function heldEntities(engine: Engine): Promise<Held> {
  const parts = await fingerprint(engine)
  const before = counted.get(engine)
  if (before?.parts === parts) return before.held
  const held = countEntities(engine)
  counted.set(engine, { parts, held })
  // An error is nothing to remember.
  held.catch(() => counted.delete(engine))
  return held
}

/**
 * Counting with FINAL reads all ids, a second for fifty million: only where a record may be there twice. Its versions differ in
 * nothing that the first and the last time depend on.
 */
async function countEntities(engine: Engine): Promise<Held> {
  const final = await Promise.all(entities.map(entity => haveOverlap(engine, entity)))
  const found = await rows<{
    entity: string
    records: number
    first: string
    last: string
    updated: string
  }>(engine, {
    sql: entities
      .map(
        (entity, i) => `SELECT '${entity.name}' AS entity,
          (SELECT count() FROM ${entity.table}${final[i] ? ' FINAL' : ''}) AS records,
          ${'created_time' in entity.attributes ? 'min(created_time)' : 'NULL'} AS first,
          ${'created_time' in entity.attributes ? 'max(created_time)' : 'NULL'} AS last,
          max(last_updated_time) AS updated FROM ${entity.table}`,
      )
      .join(' UNION ALL '),
    settings: { date_time_output_format: 'iso' },
  })
  return Object.fromEntries(
    found.map(({ entity, records, first, last, updated }) => [
      entity,
      records === 0 ? { records, first: null, last: null, updated: null } : { records, first, last, updated },
    ]),
  )
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
