import { entities } from '../schema/entities.ts'
import { type Engine, rows } from '../store/engine.ts'
import { haveOverlap } from '../store/overlap.ts'

/** What a store holds of each entity. */
export interface Held {
  readonly [entity: string]: {
    readonly records: number
    /** First and last `created_time`; null for users, who have none, and for an empty store. */
    readonly first: string | null
    readonly last: string | null
    /** Last `last_updated_time`. */
    readonly updated: string | null
  }
}

interface Bounds {
  readonly first: string | null
  readonly last: string | null
  readonly updated: string
}

/** A part of a table: its files never change, and `content` is a hash of them. */
interface Part {
  readonly table: string
  readonly name: string
  readonly content: string
}

/** Bounds of parts by table and content. */
type BoundsOfParts = Readonly<Record<string, Bounds>>

/** What was counted last, in which parts of the tables, and the bounds of each. */
interface Counted {
  readonly parts: string
  readonly held: Held
  readonly bounds: BoundsOfParts
}

const remembered = new WeakMap<Engine, Promise<Counted>>()

/**
 * What a store holds, counted once for as long as no part of a table changes: every page asks first of all. It is noted in the store,
 * so that a process that has just begun need not count what another one did.
 */
export async function heldEntities(engine: Engine): Promise<Held> {
  const parts = await partsOf(engine)
  const before = remembered.get(engine) ?? noted(engine)
  const current = before.then(known => countedIn(engine, parts, known))
  remembered.set(engine, current)
  // An error is nothing to remember.
  current.catch(() => remembered.delete(engine))
  return (await current).held
}

async function countedIn(
  engine: Engine,
  parts: readonly Part[],
  known: Counted | undefined,
): Promise<Counted> {
  const named = JSON.stringify(parts.map(({ table, name, content }) => [table, name, content]))
  if (known?.parts === named) return known
  const [records, bounds] = await Promise.all([
    countRecords(engine),
    boundsOfParts(engine, parts, known?.bounds ?? {}),
  ])
  const counted = { parts: named, held: heldIn(records, bounds), bounds }
  // What cannot be noted is counted again by the next process.
  await note(engine, counted).catch(() => {})
  return counted
}

async function partsOf(engine: Engine): Promise<Part[]> {
  return rows<Part>(engine, {
    sql: `SELECT table, name, hash_of_all_files AS content FROM system.parts
          WHERE active AND database = currentDatabase() AND has({tables:Array(String)}, table) ORDER BY table, name`,
    params: { tables: entities.map(({ table }) => table) },
  })
}

async function noted(engine: Engine): Promise<Counted | undefined> {
  const [row] = await rows<{ counted: string }>(engine, {
    sql: "SELECT counted FROM store_notes FINAL WHERE name = 'counted'",
  })
  return row && (JSON.parse(row.counted) as Counted)
}

async function note(engine: Engine, counted: Counted): Promise<void> {
  await engine.run({
    sql: "INSERT INTO store_notes SELECT 'counted', {counted:String}, now64(6)",
    params: { counted: JSON.stringify(counted) },
  })
}

function heldIn(records: ReadonlyMap<string, number>, bounds: BoundsOfParts): Held {
  return Object.fromEntries(
    entities.map(({ name, table }) => {
      const count = records.get(name) ?? 0
      if (count === 0) return [name, { records: 0, first: null, last: null, updated: null }]
      const own = Object.entries(bounds).flatMap(([key, each]) => (key.startsWith(`${table}/`) ? each : []))
      const sorted = (of: (each: Bounds) => string | null): string[] =>
        own.flatMap(each => of(each) ?? []).sort()
      return [
        name,
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
 * The bounds of all parts there are; only those that are not known are read, since to look at fifty million rows takes a second.
 * Versions of a record differ in nothing that these depend on. Parts that are merged meanwhile are read again as the one that they
 * became.
 */
async function boundsOfParts(
  engine: Engine,
  parts: readonly Part[],
  before: BoundsOfParts,
): Promise<BoundsOfParts> {
  const keyOf = ({ table, content }: Omit<Part, 'name'>): string => `${table}/${content}`
  const known = parts.filter(part => keyOf(part) in before)
  const params = Object.fromEntries(
    entities.map(({ table }) => [
      `known_${table}`,
      known.flatMap(part => (part.table === table ? part.name : [])),
    ]),
  )
  const fresh = await rows<Bounds & { table: string; part: string }>(engine, {
    sql: entities
      .map(({ table, attributes }) => {
        const created = (of: string) => ('created_time' in attributes ? `${of}(created_time)` : 'NULL')
        // Asked row by row where a part is not skipped by it.
        const unknown = params[`known_${table}`]?.length
          ? `WHERE _part NOT IN {known_${table}:Array(String)}`
          : ''
        return `SELECT '${table}' AS table, _part AS part, ${created('min')} AS first, ${created('max')} AS last,
          max(last_updated_time) AS updated FROM ${table} ${unknown} GROUP BY _part`
      })
      .join(' UNION ALL '),
    params,
    settings: { date_time_output_format: 'iso' },
  })
  return Object.fromEntries([
    ...known.map(part => [keyOf(part), before[keyOf(part)]!] as const),
    ...fresh.map(({ table, part: name, ...bounds }) => {
      const content = parts.find(part => part.table === table && part.name === name)?.content ?? name
      return [keyOf({ table, content }), bounds] as const
    }),
  ])
}
