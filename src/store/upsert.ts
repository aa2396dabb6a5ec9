import type { Entity } from '../schema/attribute.ts'
import { deriveFrom } from './derive.ts'
import { type Engine, rows, type Session, type Settings } from './engine.ts'
import { portions } from './portions.ts'

/** Records in the form the engine loads: a line `{"n": …, "record": {…}}` each, `n` being the record's place in its source. */
export interface RecordBatch {
  readonly lines: Uint8Array
  readonly records: number
}

/** What became of records: every one read is exactly one of new, changed, unchanged and refused. */
export interface UpsertCounts {
  readonly read: number
  /** Stored under an id the store did not have. */
  readonly new: number
  /** Stored in place of what the store had under that id. */
  readonly changed: number
  /** Not stored: the store has the same, or something with a higher `last_updated_time`. */
  readonly unchanged: number
  /** Not stored: it breaks the contract, and is in quarantine with the reason. */
  readonly refused: number
}

export const NO_RECORDS: UpsertCounts = { read: 0, new: 0, changed: 0, unchanged: 0, refused: 0 }

export function addCounts(a: UpsertCounts, b: UpsertCounts): UpsertCounts {
  return {
    read: a.read + b.read,
    new: a.new + b.new,
    changed: a.changed + b.changed,
    unchanged: a.unchanged + b.unchanged,
    refused: a.refused + b.refused,
  }
}

/** A record that was refused: its number in its batch, its id where it has one, and why. */
export interface RefusedRecord {
  readonly n: number
  readonly id: string | null
  readonly reason: string
}

export interface UpsertOptions {
  /** Told of the first refused records of a batch, in their order. */
  readonly onRefused?: (refused: readonly RefusedRecord[]) => void
  /** How many it is told of at most; a hundred by default. */
  readonly refusedLimit?: number
}

/** Loading is bounded by the size of a batch, not by time. One block a statement, so that a batch is stored whole or not at all. */
const BULK: Settings = {
  max_execution_time: 0,
  min_insert_block_size_rows: 10_000_000,
  min_insert_block_size_bytes: 0,
  max_insert_threads: 1,
}

/** Upserts of one entity follow one another: two at once could both find an id new. */
const tails = new WeakMap<Engine, Map<string, Promise<unknown>>>()

/**
 * Stores a batch of records by id: the highest `last_updated_time` wins, among equals the later arrival. Sending the same
 * records again changes nothing. What breaks the contract goes to quarantine; what the schema does not know is kept and noted.
 *
 * When this returns, the batch is on disk. When it throws, none or all of it is, and it may be sent again.
 */
export async function upsert(
  engine: Engine,
  entity: Entity,
  batch: RecordBatch,
  options: UpsertOptions = {},
): Promise<UpsertCounts> {
  if (batch.records === 0) return NO_RECORDS
  const queue = tails.get(engine) ?? new Map<string, Promise<unknown>>()
  tails.set(engine, queue)
  const turn = (queue.get(entity.table) ?? Promise.resolve()).then(() =>
    engine.session(session => store(session, entity, batch, options)),
  )
  queue.set(
    entity.table,
    turn.catch(() => {}),
  )
  return turn
}

async function store(
  session: Session,
  entity: Entity,
  batch: RecordBatch,
  { onRefused, refusedLimit = 100 }: UpsertOptions,
): Promise<UpsertCounts> {
  const run = (sql: string): Promise<Buffer> => session.run({ sql, settings: BULK })
  const { extract, columns, refusal, unknown } = deriveFrom(entity)
  const names = columns.map(column => column.name).join(', ')
  await dropWork(session)
  try {
    await run('CREATE TEMPORARY TABLE incoming (n UInt64, record String) ENGINE = Memory')
    await session.insert({
      table: 'incoming',
      columns: ['n', 'record'],
      format: 'JSONEachRow',
      data: batch.lines,
    })
    await run(`
      CREATE TEMPORARY TABLE derived ENGINE = Memory AS
      WITH ${extract} AS r
      SELECT n, record, sipHash64(record) AS record_hash, ${refusal} AS refusal,
        ${columns.map(({ name, expression }) => `${expression} AS ${name}`).join(',\n        ')}
      FROM incoming`)
    await run(`
      CREATE TEMPORARY TABLE fates ENGINE = Memory AS
      WITH latest AS (
        SELECT id, argMax(n, (last_updated_time, n)) AS n FROM derived WHERE refusal = '' GROUP BY id
      ), stored AS (
        SELECT id, last_updated_time, record_hash, true AS known
        FROM ${entity.table} FINAL
        WHERE id IN (SELECT id FROM latest)
      )
      SELECT derived.n AS n, multiIf(
          derived.refusal != '', 'refused',
          latest.n != derived.n, 'unchanged',
          NOT stored.known, 'new',
          stored.last_updated_time > derived.last_updated_time OR stored.record_hash = derived.record_hash, 'unchanged',
          'changed') AS fate
      FROM derived LEFT JOIN latest ON latest.id = derived.id LEFT JOIN stored ON stored.id = derived.id`)
    await run(`
      INSERT INTO quarantine (entity, reason, record, record_hash, refused_time)
      SELECT '${entity.name}', refusal, record, record_hash, now64(3) FROM derived WHERE refusal != ''`)
    await run(`
      INSERT INTO ${entity.table} (${names}, record, record_hash, stored_time)
      SELECT ${names}, record, record_hash, now64(6)
      FROM derived WHERE n IN (SELECT n FROM fates WHERE fate IN ('new', 'changed'))`)
    await releaseFromQuarantine(session, entity)
    await run(`
      INSERT INTO unknown_attributes
      SELECT '${entity.name}', arrayJoin(${unknown}) AS attribute, count(), now64(3), now64(3), any(left(record, 2000))
      FROM derived WHERE n IN (SELECT n FROM fates WHERE fate IN ('new', 'changed'))
      GROUP BY attribute`)
    const fates = await rows<{ fate: string; records: number }>(session, {
      sql: 'SELECT fate, count() AS records FROM fates GROUP BY fate',
      settings: BULK,
    })
    if (onRefused && fates.some(row => row.fate === 'refused'))
      onRefused(
        await rows<RefusedRecord>(session, {
          sql: `SELECT n, nullIf(JSONExtractString(record, 'id'), '') AS id, refusal AS reason
                FROM derived WHERE refusal != '' ORDER BY n LIMIT {limit:UInt64}`,
          params: { limit: refusedLimit },
          settings: BULK,
        }),
      )
    const count = (fate: string): number => fates.find(row => row.fate === fate)?.records ?? 0
    return {
      read: batch.records,
      new: count('new'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      refused: count('refused'),
    }
  } finally {
    await dropWork(session)
  }
}

/** Records that were refused once and can be stored now, as after a change of the schema, leave the quarantine. */
async function releaseFromQuarantine(session: Session, entity: Entity): Promise<void> {
  const released = `entity = '${entity.name}' AND record_hash IN (SELECT record_hash FROM derived WHERE refusal = '')`
  const hashes = await rows<{ hash: string }>(session, {
    sql: `SELECT DISTINCT toString(record_hash) AS hash FROM quarantine WHERE ${released}`,
    settings: BULK,
  })
  // A delete runs outside the session and does not see its temporary tables.
  for (const part of portions(hashes.map(row => row.hash)))
    await session.run({
      sql: `DELETE FROM quarantine WHERE entity = '${entity.name}' AND has({hashes:Array(String)}, toString(record_hash))`,
      params: { hashes: part },
      settings: BULK,
    })
}

async function dropWork(session: Session): Promise<void> {
  for (const table of ['incoming', 'derived', 'fates'])
    await session.run({ sql: `DROP TEMPORARY TABLE IF EXISTS ${table}` })
}
