import type { Entity } from '../schema/attribute.ts'
import { undocumentedValue } from './contract-changes.ts'
import { deriveFrom } from './derive.ts'
import { rows, type Session, type Settings } from './engine.ts'

/**
 * Loading is bounded by the size of a batch, not by time. One block a statement, so that a batch is stored whole or not at all.
 * That a block has an id but once is seen to here; the engine need not merge it with itself.
 */
export const BULK: Settings = {
  max_execution_time: 0,
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 0,
  max_insert_threads: 1,
  optimize_on_insert: 0,
}

/** What a batch comes to by itself, whatever the store has. */
export interface Derived {
  readonly refused: number
  /** Different ids of those that were not refused. */
  readonly ids: number
  /** More than none when there is anything that nobody documented: shapes with unknown attributes, records with unknown values. */
  readonly novel: number
}

/**
 * Derives the batch’s columns into `derived`.
 *
 * Asking why a record is refused takes the engine 20 ms to understand, whatever it is asked of. So it is told to look for what
 * is suspicious first, and asked for reasons only where there is any.
 */
export async function deriveBatch(session: Session, entity: Entity): Promise<Derived> {
  const { extract, columns, refusal, suspicion } = deriveFrom(entity)
  const full = `if(${suspicion} OR shape IN (SELECT shape FROM shapes WHERE doubtful), ${refusal}, '')`
  const quick = `if(${suspicion}, 'suspicious', '')`
  let isQuick = !(await lookAtShapes(session, entity))
  for (;;) {
    await session.run({
      sql: `
        CREATE TEMPORARY TABLE derived ENGINE = Memory AS
        WITH ${extract} AS r
        SELECT n, shape, record, sipHash64(record) AS record_hash, ${isQuick ? quick : full} AS refusal,
          ${columns.map(({ name, expression }) => `${expression} AS ${name}`).join(',\n          ')}
        FROM incoming`,
      settings: BULK,
    })
    const [found] = await rows<Derived>(session, {
      sql: `SELECT countIf(refusal != '') AS refused, uniqExactIf(id, refusal = '') AS ids,
              countIf(${undocumentedValue(entity)}) + (SELECT countIf(novel) FROM shapes) AS novel
            FROM derived`,
      settings: BULK,
    })
    if (!isQuick || found!.refused === 0) return found!
    await session.run({ sql: 'DROP TEMPORARY TABLE derived' })
    isQuick = false
  }
}

/** What the store has of a batch. */
export interface Stored {
  /** Rows under its ids; more than one under an id until the engine has merged them. */
  readonly rows: number
  /** How many of its ids these are. */
  readonly ids: number
  /** Records of the entity in quarantine, from earlier batches. */
  readonly quarantined: number
}

/** Finds what the store has under the ids of `derived`, for `stored`. */
export async function findStored(session: Session, entity: Entity): Promise<Stored> {
  const readable = `SELECT id, toUInt32(cityHash64(id)) AS id_hash FROM derived WHERE refusal = ''`
  // The hash first: ids in no order touch all of a table, and four bytes of each row are less to read than its id.
  await session.run({
    sql: `
      CREATE TEMPORARY TABLE stored ENGINE = Memory AS
      SELECT id, last_updated_time, record_hash, true AS known
      FROM ${entity.table}
      PREWHERE id_hash IN (SELECT id_hash FROM (${readable}))
      WHERE id IN (SELECT id FROM (${readable}))`,
    settings: BULK,
  })
  const [found] = await rows<Stored>(session, {
    sql: `SELECT count() AS rows, uniqExact(id) AS ids,
            (SELECT count() FROM quarantine WHERE entity = '${entity.name}') AS quarantined
          FROM stored`,
    settings: BULK,
  })
  if (found!.ids < found!.rows) await keepLatestStored(session, entity)
  return found!
}

/**
 * Shapes of which nothing has to be asked again: by entity, those whose known attributes are of the right kinds, and whether they
 * have unknown ones as well.
 */
const soundShapes = new Map<string, Map<string, boolean>>()
/** More than sources have; one that makes up shapes does not fill the memory. */
const MOST_SHAPES = 10_000

/** Asks of a record of each shape what depends on it alone, into `shapes`. Gives whether any record may be refused for it. */
async function lookAtShapes(session: Session, entity: Entity): Promise<boolean> {
  await session.run({
    sql: 'CREATE TEMPORARY TABLE shapes (shape UInt64, doubtful Bool, novel Bool) ENGINE = Memory',
  })
  const sound = soundShapes.get(entity.name) ?? new Map<string, boolean>()
  const present = await rows<{ shape: string }>(session, {
    sql: 'SELECT DISTINCT toString(shape) AS shape FROM incoming',
    settings: BULK,
  })
  if (present.every(({ shape }) => sound.has(shape))) {
    const novel = present.map(({ shape }) => shape).filter(shape => sound.get(shape))
    if (novel.length > 0)
      await session.run({
        sql: 'INSERT INTO shapes SELECT toUInt64(arrayJoin({novel:Array(String)})), false, true',
        params: { novel },
        settings: BULK,
      })
    return false
  }
  const { extract, refusal, unknown } = deriveFrom(entity)
  await session.run({
    sql: `INSERT INTO shapes
          WITH ${extract} AS r
          SELECT shape, shape = 0 OR ${refusal} != '', shape = 0 OR notEmpty(${unknown})
          FROM (SELECT shape, any(record) AS record FROM incoming GROUP BY shape)`,
    settings: BULK,
  })
  const asked = await rows<{ shape: string; doubtful: boolean; novel: boolean }>(session, {
    sql: 'SELECT toString(shape) AS shape, doubtful, novel FROM shapes',
    settings: BULK,
  })
  if (sound.size + asked.length > MOST_SHAPES) sound.clear()
  for (const { shape, doubtful, novel } of asked) if (!doubtful) sound.set(shape, novel)
  soundShapes.set(entity.name, sound)
  return asked.some(({ doubtful }) => doubtful)
}

/** Leaves of several rows under one id the one that counts. That is the engine's to say, and costs it more than reading them. */
async function keepLatestStored(session: Session, entity: Entity): Promise<void> {
  const run = (sql: string): Promise<Buffer> => session.run({ sql, settings: BULK })
  await run(`
    CREATE TEMPORARY TABLE stored_latest ENGINE = Memory AS
    SELECT id, last_updated_time, record_hash, true AS known FROM ${entity.table} FINAL WHERE id IN (SELECT id FROM stored)`)
  await run('TRUNCATE TEMPORARY TABLE stored')
  await run('INSERT INTO stored SELECT * FROM stored_latest')
}

/** Ends the temporary tables of a batch, whichever there are. */
export async function endBatch(session: Session): Promise<void> {
  await session.run({
    sql: 'DROP TEMPORARY TABLE IF EXISTS incoming, shapes, derived, stored, stored_latest, fates',
  })
}
