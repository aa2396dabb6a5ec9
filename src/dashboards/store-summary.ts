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

interface Bounds {
  readonly first: string | null
  readonly last: string | null
  readonly updated: string
}

/** The bounds of each part of a table that was looked at, by table and part. A part never changes: what comes is another. */
const looked = new WeakMap<Engine, ReadonlyMap<string, Bounds>>()

/** Counts the records, and looks when they are from: only in parts that are new, since to look at fifty million rows takes a second. */
async function countEntities(engine: Engine): Promise<Held> {
  const [records, bounds] = await Promise.all([countRecords(engine), boundsOfParts(engine)])
  return Object.fromEntries(
    entities.map(entity => {
      const count = records.get(entity.name) ?? 0
      if (count === 0) return [entity.name, { records: 0, first: null, last: null, updated: null }]
      const parts = [...bounds].flatMap(([part, own]) => (part.startsWith(`${entity.table}/`) ? [own] : []))
      // Instants of one form: the order of their texts is theirs.
      const sorted = (of: (each: Bounds) => string | null): string[] =>
        parts.flatMap(each => of(each) ?? []).sort()
      return [
        entity.name,
        {
          records: count,
          first: sorted(each => each.first)[0] ?? null,
          last: sorted(each => each.last).at(-1) ?? null,
          updated: sorted(each => each.updated).at(-1) ?? null,
        },
      ]
    }),
  )
}

/** Counting with FINAL reads all ids, a second for fifty million: only where a record may be there twice. */
async function countRecords(engine: Engine): Promise<ReadonlyMap<string, number>> {
  const final = await Promise.all(entities.map(entity => haveOverlap(engine, entity)))
  const found = await rows<{ entity: string; records: number }>(engine, {
    sql: entities
      .map(
        ({ name, table }, i) =>
          `SELECT '${name}' AS entity, count() AS records FROM ${table}${final[i] ? ' FINAL' : ''}`,
      )
      .join(' UNION ALL '),
  })
  return new Map(found.map(({ entity, records }) => [entity, records]))
}

/**
 * The bounds of all parts there are. Versions of a record differ in nothing that these depend on. Parts that are merged meanwhile are
 * read again as the one that they became.
 */
async function boundsOfParts(engine: Engine): Promise<ReadonlyMap<string, Bounds>> {
  const before = looked.get(engine)
  const active = await rows<{ part: string }>(engine, {
    sql: `SELECT concat(table, '/', name) AS part FROM system.parts
          WHERE active AND database = currentDatabase() AND has({tables:Array(String)}, table)`,
    params: { tables: entities.map(({ table }) => table) },
  })
  const known = new Map(
    active.flatMap(({ part }): [string, Bounds][] => {
      const bounds = before?.get(part)
      return bounds ? [[part, bounds]] : []
    }),
  )
  const params = Object.fromEntries(
    entities.map(({ table }) => [
      `known_${table}`,
      [...known.keys()]
        .filter(part => part.startsWith(`${table}/`))
        .map(part => part.slice(table.length + 1)),
    ]),
  )
  const fresh = await rows<Bounds & { part: string }>(engine, {
    sql: entities
      .map(({ table, attributes }) => {
        const created = (of: string) => ('created_time' in attributes ? `${of}(created_time)` : 'NULL')
        // Asked row by row where a part is not skipped by it.
        const unknown = params[`known_${table}`]?.length
          ? `WHERE _part NOT IN {known_${table}:Array(String)}`
          : ''
        return `SELECT concat('${table}/', _part) AS part, ${created('min')} AS first, ${created('max')} AS last,
          max(last_updated_time) AS updated FROM ${table} ${unknown} GROUP BY _part`
      })
      .join(' UNION ALL '),
    params,
    settings: { date_time_output_format: 'iso' },
  })
  for (const { part, ...bounds } of fresh) known.set(part, bounds)
  looked.set(engine, known)
  return known
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
