import { createHash } from 'node:crypto'
import { trackingStart } from '../api/changes/tracking.ts'
import { entities } from '../schema/entities.ts'
import { type Engine, type Parameters, rows, type Session, type Settings } from '../store/engine.ts'
import { CALLS_MADE, CONVERSATIONS, FACT_TABLES, TURNS, withdrawGone } from './derive-facts.ts'
import { FOLLOWED, TOUCH_ALL, TOUCH_CHANGED, TOUCH_DIMINISHED, TOUCH_FOLLOWED } from './touched.ts'
import { CALLS, dropWoven, RESOURCES, WEAVING, weave } from './weave.ts'

/** So many conversations are derived by one set of statements: what bounds the memory a refresh needs. */
const SLICE = 100_000

/** A table is merged when at least this share of its conversations was derived anew, and there are many. */
const LARGE_SHARE = 1 / 8
const MANY_CONVERSATIONS = 10_000

const BULK: Settings = {
  max_execution_time: 0,
  max_partitions_per_insert_block: 0,
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 0,
  max_insert_threads: 1,
  // Rows of one insert never replace each other: looking for that costs half of the time of the insert.
  optimize_on_insert: 0,
  do_not_merge_across_partitions_select_final: 1,
}

/** What a refresh did. */
export interface Refreshed {
  /** Conversations that were derived again. */
  readonly conversations: number
  readonly duration_ms: number
}

export interface RefreshOptions {
  /** Derive every conversation again, whether its records changed or not. */
  readonly rebuild?: boolean
  readonly progress?: (conversations: number, of: number) => void
}

interface Progress {
  readonly mark: string
  readonly parts: string
  readonly definition: string
}

const STATEMENTS = [...WEAVING, CALLS, RESOURCES, TURNS, CALLS_MADE, CONVERSATIONS, FOLLOWED]

/** Facts that other statements derived are derived anew. */
const DEFINITION = createHash('sha256').update(STATEMENTS.join('\n')).digest().readBigUInt64LE().toString()

/** Refreshes of one store follow one another. */
const tails = new WeakMap<Engine, Promise<unknown>>()

/**
 * Brings the facts up to date with the records: derives again the conversations with records that were stored or deleted
 * since the last refresh, whole, and no others. When nothing changed that costs a look at the names of the tables' parts.
 *
 * Cut off, it is simply done again: how far it is, is noted at the end, and deriving a conversation again changes nothing.
 */
export function refreshFacts(engine: Engine, options: RefreshOptions = {}): Promise<Refreshed> {
  const turn = (tails.get(engine) ?? Promise.resolve()).then(() => refresh(engine, options))
  tails.set(
    engine,
    turn.catch(() => {}),
  )
  return turn
}

async function refresh(
  engine: Engine,
  { rebuild = false, progress = () => {} }: RefreshOptions,
): Promise<Refreshed> {
  const began = performance.now()
  const parts = await fingerprint(engine)
  const last = await progressOf(engine)
  if (!rebuild && last?.parts === parts && last.definition === DEFINITION)
    return { conversations: 0, duration_ms: 0 }
  const mark = await trackingStart(engine)
  const since = rebuild || last?.definition !== DEFINITION ? undefined : last.mark
  const conversations = await engine.session(session => deriveTouched(session, since, progress))
  await merge(engine, conversations)
  const duration_ms = Math.round(performance.now() - began)
  await engine.run({
    sql: `INSERT INTO facts_progress SELECT 'facts', {mark:DateTime64(6, 'UTC')}, {parts:UInt64}, {definition:UInt64},
          {conversations:UInt64}, {duration:UInt64}, (SELECT maxOrNull(last_updated_time) FROM interactions),
          (SELECT count() FROM turn_facts FINAL WHERE route IS NULL), now64(6)`,
    settings: BULK,
    params: { mark, parts, definition: DEFINITION, conversations, duration: duration_ms },
  })
  return { conversations, duration_ms }
}

async function deriveTouched(
  session: Session,
  since: string | undefined,
  progress: (done: number, of: number) => void,
): Promise<number> {
  const run = (sql: string, params: Parameters = {}): Promise<Buffer> =>
    session.run({ sql, params, settings: BULK })
  await dropWork(session)
  try {
    await touch(session, since)
    await run(FOLLOWED)
    await run(TOUCH_FOLLOWED)
    const [found] = await rows<{ touched: number; version: string }>(session, {
      sql: "SELECT count() AS touched, toString(now64(6, 'UTC')) AS version FROM touched",
    })
    const { touched, version } = found!
    const slices = Math.ceil(touched / SLICE)
    await run(
      `CREATE TEMPORARY TABLE sliced ENGINE = Memory AS
      SELECT conversation_id, toUInt32(cityHash64(conversation_id) % {slices:UInt32}) AS slice FROM touched`,
      {
        slices: Math.max(1, slices),
      },
    )
    await run('DROP TEMPORARY TABLE touched')
    await run('CREATE TEMPORARY TABLE touched ENGINE = Memory AS SELECT * FROM sliced')
    for (let slice = 0; slice < slices; slice++) {
      const params = { slice, version }
      await dropSlice(session)
      await weave(session, params, BULK)
      for (const sql of [CALLS, RESOURCES, TURNS, CALLS_MADE, CONVERSATIONS]) await run(sql, params)
      for (const table of FACT_TABLES) await run(withdrawGone(table), params)
      progress(Math.min((slice + 1) * SLICE, touched), touched)
    }
    return touched
  } finally {
    await dropWork(session)
  }
}

/** Fills `touched` with the conversations whose records changed since; with all of them when nothing is known. */
async function touch(session: Session, since: string | undefined): Promise<void> {
  await session.run({ sql: 'CREATE TEMPORARY TABLE touched (conversation_id String) ENGINE = Memory' })
  const settings = BULK
  if (since === undefined) {
    await session.run({ sql: `INSERT INTO touched ${TOUCH_ALL}`, settings })
    return
  }
  const params = { since }
  await session.run({ sql: `INSERT INTO touched ${TOUCH_CHANGED}`, params, settings })
  const [deleted] = await rows<{ any: number }>(session, {
    sql: "SELECT count() > 0 AS any FROM tombstones WHERE deleted_time >= {since:DateTime64(6, 'UTC')}",
    params,
  })
  if (deleted!.any)
    await session.run({
      sql: `INSERT INTO touched SELECT conversation_id FROM (${TOUCH_DIMINISHED})
            WHERE conversation_id NOT IN (SELECT conversation_id FROM touched)`,
      settings,
    })
}

async function dropSlice(session: Session): Promise<void> {
  await dropWoven(session)
  for (const table of ['called', 'brought'])
    await session.run({ sql: `DROP TEMPORARY TABLE IF EXISTS ${table}` })
}

async function dropWork(session: Session): Promise<void> {
  await dropSlice(session)
  for (const table of ['touched', 'sliced', 'followed'])
    await session.run({ sql: `DROP TEMPORARY TABLE IF EXISTS ${table}` })
}

/** As long as the parts of the records tables are the same, so are the records. */
async function fingerprint(engine: Engine): Promise<string> {
  const tables = [...entities.map(entity => entity.table), 'tombstones']
  const [row] = await rows<{ parts: string }>(engine, {
    sql: `SELECT toString(groupBitXor(sipHash64(table, name))) AS parts FROM system.parts
          WHERE active AND database = currentDatabase() AND has({tables:Array(String)}, table)`,
    params: { tables },
  })
  return row!.parts
}

async function progressOf(engine: Engine): Promise<Progress | undefined> {
  const [row] = await rows<Progress>(engine, {
    sql: `SELECT toString(mark) AS mark, toString(parts) AS parts, toString(definition) AS definition
          FROM facts_progress FINAL WHERE name = 'facts'`,
  })
  return row
}

/** Reading merged parts with FINAL costs next to nothing; reading many that overlap costs several times as much. */
async function merge(engine: Engine, derived: number): Promise<void> {
  if (derived < MANY_CONVERSATIONS) return
  const [{ conversations } = { conversations: 0 }] = await rows<{ conversations: number }>(engine, {
    sql: 'SELECT count() AS conversations FROM conversation_facts',
  })
  if (derived < conversations * LARGE_SHARE) return
  for (const table of FACT_TABLES)
    await engine.run({ sql: `OPTIMIZE TABLE ${table} FINAL`, settings: { max_execution_time: 0 } })
}
