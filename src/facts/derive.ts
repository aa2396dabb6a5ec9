import type { Engine, Parameters, Session, Settings } from '../store/engine.ts'
import { rows } from '../store/engine.ts'
import { changedRecords, EARLIER_TABLES } from './changed-records.ts'
import { countUses, countUsesAgain, QUARTERS_TOUCHED } from './count-uses.ts'
import { CONVERSATION_TABLES, COUNT_GONE, DERIVING, FACT_TABLES, withdrawGone } from './derive-facts.ts'
import {
  articles,
  everything,
  forms,
  GATHERED_TABLES,
  gather,
  gatherShared,
  type Shared,
  type Sources,
  see,
  UNMERGED,
} from './gather.ts'
import { SLICE_CONVERSATIONS, SLICE_RECORDS, type Slice, slicesOf } from './slices.ts'
import { FOLLOW_AGAIN, FOLLOWED_ALL, STORED_SINCE, TOUCHED_TABLES, touch } from './touched.ts'
import { drop, IN_SLICE, WOVEN_TABLES, weave } from './weave.ts'

export const BULK: Settings = {
  max_execution_time: 0,
  max_partitions_per_insert_block: 0,
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 0,
  max_insert_threads: 1,
  // Rows of one insert never replace each other: looking for that costs half of the time of the insert.
  optimize_on_insert: 0,
  // What has many columns stands on the left already; the engine looks at rows only.
  query_plan_join_swap_table: 'false',
}

/** For statements of sessions that have a core each. */
const ONE_THREAD: Settings = {
  ...BULK,
  max_threads: 1,
  // Dividing groups in 256 tables serves threads that put theirs together.
  group_by_two_level_threshold: 0,
  group_by_two_level_threshold_bytes: 0,
}

/** So few conversations are gathered in memory. */
const FEW = 5_000

/** Told how many conversations are done, and of how many. */
export type Told = (conversations: number, of: number) => void

/** Slices go through this many sessions at once, each on one core: most steps cannot be divided among several. */
const SESSIONS = 2

/**
 * Derives the conversations whose records changed since `since`, whole, in place of what was derived of them.
 *
 * @returns how many these were
 */
export function deriveChanged(engine: Engine, since: string, told: Told): Promise<number> {
  return engine.session(async session => {
    const name = beside()
    try {
      await drop(session, WORK)
      await touch(session, since, BULK)
      const [{ touched, refollowed, version }] = (await rows<Touched>(session, {
        sql: `SELECT count() AS touched, (SELECT count() FROM refollowed) AS refollowed, toString(now64(6, 'UTC')) AS version
          FROM touched`,
      })) as [Touched]
      if (touched === 0) return 0
      const few = touched <= FEW
      const slices = slicesOf(touched, SLICE_CONVERSATIONS, SESSIONS)
      const work = {
        version,
        target: (table: string) => table,
        settings: slices.length > 1 || few ? ONE_THREAD : BULK,
        derived: counter(touched, told),
      }
      // What was stored before is named already.
      await session.run({ sql: articles(STORED_SINCE), params: { since }, settings: work.settings })
      const sources: Sources = table => changedRecords(session, table, since, BULK)
      if (few) await gather(session, sources, work.settings)
      else {
        await gatherShared(session, GATHERED_TABLES, name, sources, BULK)
        await session.run({
          sql: `CREATE TABLE ${name('followed')} ENGINE = MergeTree ORDER BY conversation_key AS SELECT * FROM followed`,
        })
        await see(session, SHARED, name)
      }
      await session.run({ sql: forms('said'), settings: work.settings })
      const [first = [], ...others] = inSessions(slices)
      await all([
        deriveSlices(session, first, work),
        ...others.map(some => deriveBeside(engine, name, some, work)),
      ])
      const statement = { params: { version }, settings: work.settings }
      for (const { name, gone } of await rows<Gone>(session, { sql: COUNT_GONE, ...statement }))
        if (gone > 0) await session.run({ sql: withdrawGone(name), ...statement })
      if (refollowed > 0) await session.run({ sql: FOLLOW_AGAIN, ...statement })
      await countUsesAgain(session, work)
      return touched
    } finally {
      await drop(session, WORK)
      await dropTables(engine, SHARED.map(name))
    }
  })
}

/**
 * Derives all conversations into tables of their own, which then take the place of the tables of facts at once: who reads these
 * meanwhile sees what was there before. They are merged once, at the end: each insert has rows of every day.
 *
 * @returns how many conversations these were
 */
export async function deriveAll(engine: Engine, told: Told): Promise<number> {
  const [{ of, records, version }] = (await rows<Beginning>(engine, {
    sql: `SELECT (SELECT count() FROM conversations) AS of, (SELECT count() FROM interactions) + of AS records,
            toString(now64(6, 'UTC')) AS version`,
  })) as [Beginning]
  const name = beside()
  await dropAbandoned(engine)
  let conversations = 0
  try {
    const slices = slicesOf(records, SLICE_RECORDS, SESSIONS)
    const set = [...(await withoutStatistics(engine)), ...(slices.length > 1 ? FILLING : [])]
    for (const table of FACT_TABLES) {
      await engine.run({ sql: `CREATE TABLE ${name(table)} AS ${table}` })
      if (set.length > 0)
        await engine.run({ sql: `ALTER TABLE ${name(table)} MODIFY SETTING ${set.join(', ')}` })
    }
    const derived = counter(of, (some, most) => {
      conversations = some
      told(some, most)
    })
    const work = {
      version,
      target: name,
      // A single insert of each table is as good as merged when it is looked through.
      settings: { ...ONE_THREAD, optimize_on_insert: slices.length === 1 ? 1 : 0 },
      derived,
    }
    await gatherAll(engine, name, ONE_THREAD)
    await all([
      // Nobody needs the names of resources before there are facts that tell them.
      engine.run({ sql: articles('true'), settings: ONE_THREAD }),
      ...inSessions(slices).map(some => deriveBeside(engine, name, some, work)),
    ])
    const filled = async (table: (typeof FACT_TABLES)[number]): Promise<void> => {
      if (slices.length > 1) await mergeFilled(engine, name(table))
    }
    // Uses are counted by one thread, while the larger tables are merged.
    await all([
      ...CONVERSATION_TABLES.filter(table => table !== 'resource_facts').map(filled),
      filled('resource_facts')
        .then(() => filled('use_facts'))
        .then(() => countUses(engine, work)),
    ])
    for (const table of FACT_TABLES) await engine.run({ sql: `EXCHANGE TABLES ${table} AND ${name(table)}` })
  } finally {
    await dropTables(engine, [...FACT_TABLES, ...SHARED].map(name))
  }
  return conversations
}

/**
 * While a table is filled part by part, none is merged and none is forced to the disk: all of them together are, once, and only that
 * is kept.
 */
const FILLING = [`${UNMERGED} = 1`, 'fsync_after_insert = 0', 'min_rows_to_fsync_after_merge = 1']

/** Merges what a table was filled with. */
async function mergeFilled(engine: Engine, table: string): Promise<void> {
  await engine.run({ sql: `ALTER TABLE ${table} RESET SETTING ${UNMERGED}` })
  await mergeWhole(engine, table)
  await engine.run({ sql: `ALTER TABLE ${table} RESET SETTING min_rows_to_fsync_after_merge` })
  await engine.run({ sql: `ALTER TABLE ${table} MODIFY SETTING fsync_after_insert = 1` })
}

/**
 * Engines of late count the different values of every column whenever they merge: a fifth of what merging costs, and metrics take as
 * long without. Older ones do not know the setting.
 */
async function withoutStatistics(engine: Engine): Promise<string[]> {
  const found = await rows<{ name: string }>(engine, {
    sql: "SELECT name FROM system.merge_tree_settings WHERE name = 'auto_statistics_types'",
  })
  return found.map(({ name }) => `${name} = ''`)
}

/** Gathers the records of everybody, resources, of which there are most, beside the others. */
async function gatherAll(engine: Engine, name: Shared, settings: Settings): Promise<void> {
  const gathered = (...tables: string[]): Promise<void> =>
    gatherShared(engine, tables, name, everything, settings)
  await all([
    gathered('brought'),
    gathered('said', 'called', 'begun').then(async () => {
      await engine.run({
        sql: `CREATE TABLE ${name('followed')} ENGINE = MergeTree ORDER BY conversation_key AS ${FOLLOWED_ALL}`,
        settings,
      })
      await engine.run({ sql: forms(name('said')), settings })
    }),
  ])
}

/** What is gathered for all sessions. */
const SHARED = [...GATHERED_TABLES, 'followed']

/** Names for tables of one run: those of the tables they stand beside or for, and the time. */
function beside(): (table: string) => string {
  const begun = Math.round((performance.timeOrigin + performance.now()) * 1000)
  return table => `${table}_${begun}`
}

async function dropTables(engine: Engine, tables: readonly string[]): Promise<void> {
  for (const table of tables) await engine.run({ sql: `DROP TABLE IF EXISTS ${table} SYNC` })
}

interface Touched {
  readonly touched: number
  readonly refollowed: number
  readonly version: string
}

interface Gone {
  readonly name: (typeof CONVERSATION_TABLES)[number]
  readonly gone: number
}

interface Beginning {
  readonly of: number
  readonly records: number
  readonly version: string
}

/** Merges all parts of a table into one. */
export async function mergeWhole(engine: Engine, table: string): Promise<void> {
  await engine.run({ sql: `OPTIMIZE TABLE ${table} FINAL`, settings: { max_execution_time: 0 } })
}

/** Waits for all of them, also when one fails: sessions go back to who else may use them. */
async function all(works: readonly Promise<unknown>[]): Promise<void> {
  const ended = await Promise.allSettled(works)
  const failed = ended.find(each => each.status === 'rejected')
  if (failed) throw failed.reason
}

interface Work {
  /** What rows derived now say when that was. */
  readonly version: string
  /** Into which table facts of one go. */
  readonly target: (table: string) => string
  readonly settings: Settings
  /** Told of the conversations of each slice. */
  readonly derived: (conversations: number) => void
}

/** Derives slices in a session of its own, from what was gathered for all. */
function deriveBeside(engine: Engine, name: Shared, slices: Iterable<Slice>, work: Work): Promise<void> {
  return engine.session(async session => {
    try {
      await drop(session, WORK)
      await see(session, SHARED, name)
      await deriveSlices(session, slices, work)
    } finally {
      await drop(session, WORK)
    }
  })
}

/** Derives slices from what the session sees as gathered. */
async function deriveSlices(session: Session, slices: Iterable<Slice>, work: Work): Promise<void> {
  const { settings, target, version } = work
  for (const { low, high } of slices) {
    const params: Parameters = { low, high, version }
    await weave(session, params, settings)
    for (const derive of DERIVING) await session.run({ sql: derive(target), params, settings })
    const [begun] = await rows<{ conversations: number }>(session, {
      sql: `SELECT count() AS conversations FROM begun WHERE ${IN_SLICE}`,
      params,
    })
    work.derived(begun!.conversations)
  }
}

/** For each session the slices it derives: the next that none has begun with, so that all end at about the same time. */
function inSessions(slices: readonly Slice[]): Iterable<Slice>[] {
  const waiting = [...slices]
  function* next(): Generator<Slice> {
    for (let slice = waiting.shift(); slice; slice = waiting.shift()) yield slice
  }
  return Array.from({ length: Math.min(SESSIONS, slices.length) }, next)
}

function counter(of: number, told: Told): (conversations: number) => void {
  let done = 0
  return conversations => {
    done += conversations
    told(Math.min(done, of), of)
  }
}

const WORK = [...WOVEN_TABLES, ...SHARED, ...EARLIER_TABLES, ...TOUCHED_TABLES, QUARTERS_TOUCHED]

/** Tables of a rebuild that was killed: nobody rebuilds for a day. */
async function dropAbandoned(engine: Engine): Promise<void> {
  const found = await rows<{ name: string }>(engine, {
    sql: `SELECT name FROM system.tables
      WHERE database = currentDatabase() AND match(name, {pattern:String}) AND metadata_modification_time < now() - toIntervalDay(1)`,
    params: { pattern: `^(${[...FACT_TABLES, ...SHARED].join('|')})_[0-9]+$` },
  })
  await dropTables(
    engine,
    found.map(({ name }) => name),
  )
}
