import type { Entity } from '../schema/attribute.ts'
import { BULK, deriveBatch, endBatch, findStored } from './batch-tables.ts'
import { type ContractChange, changesIn, newAmong, noteChanges } from './contract-changes.ts'
import { conversationsOf, noteLeft } from './conversations-left.ts'
import { deriveFrom } from './derive.ts'
import { type Engine, rows, type Session } from './engine.ts'
import { portions } from './portions.ts'

/**
 * Records in the form the engine loads: a line `{"n": …, "shape": …, "record": {…}}` each, `n` being the record's place in its
 * source. Records of one shape have the same attributes, with values of the same kinds, and the same attributes in the objects
 * directly inside (`RecordScanner` finds it), so that what depends on these is asked of one of them. Without a shape, or with
 * the shape 0, a record is asked for itself.
 */
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

/** What a batch has that the contract does not, and that was never met before. */
export interface Novelties {
  readonly changes: readonly ContractChange[]
  /** Records that break the contract and are not in quarantine yet: how many, and why one of them does. */
  readonly refused: number
  readonly reason: string
}

export interface UpsertOptions {
  /** Told of the first refused records of a batch, in their order. */
  readonly onRefused?: (refused: readonly RefusedRecord[]) => void
  /** How many it is told of at most; a hundred by default. */
  readonly refusedLimit?: number
  /** Told of every batch’s novelties before anything is stored. When it throws, nothing of the batch is. */
  readonly judge?: ((novelties: Novelties) => void) | undefined
}

/** Stored records that the batch puts into another conversation. */
const MOVED = `id IN (SELECT id FROM derived WHERE refusal = '')
  AND (id, conversation_id) NOT IN (SELECT id, conversation_id FROM derived WHERE refusal = '')`

/** When the last batch of an entity, and the one before it, are done with. */
interface Tail {
  readonly last: Promise<unknown>
  readonly beforeLast: Promise<unknown>
}

/**
 * Batches of one entity are stored one after another, as they came: two at once could both find an id new. What needs nothing of the
 * store, the next one does meanwhile.
 */
const tails = new WeakMap<Engine, Map<string, Tail>>()

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
  const queue = tails.get(engine) ?? new Map<string, Tail>()
  tails.set(engine, queue)
  const nothing = Promise.resolve()
  const { last, beforeLast } = queue.get(entity.table) ?? { last: nothing, beforeLast: nothing }
  const stored = beforeLast
    .then(() => engine.session(session => store(session, entity, batch, last, options)))
    // One that fails early is not done with before its turn: those behind it count on that.
    .finally(() => last)
  queue.set(entity.table, { last: stored.catch(() => {}), beforeLast: last })
  return stored
}

async function store(
  session: Session,
  entity: Entity,
  batch: RecordBatch,
  turn: Promise<unknown>,
  { onRefused, refusedLimit = 100, judge }: UpsertOptions,
): Promise<UpsertCounts> {
  const run = (sql: string): Promise<Buffer> => session.run({ sql, settings: BULK })
  const names = deriveFrom(entity)
    .columns.map(column => column.name)
    .join(', ')
  try {
    await run('CREATE TEMPORARY TABLE incoming (n UInt64, shape UInt64, record String) ENGINE = Memory')
    await session.insert({
      table: 'incoming',
      columns: ['n', 'shape', 'record'],
      format: 'JSONEachRow',
      data: batch.lines,
    })
    const { refused, ids, novel } = await deriveBatch(session, entity)
    const distinct = refused + ids === batch.records
    await turn
    const stored = await findStored(session, entity)
    const counts =
      distinct && stored.rows === 0
        ? { read: batch.records, new: ids, changed: 0, unchanged: 0, refused }
        : await decideFates(session, batch.records, distinct)
    const chosen =
      counts.unchanged === 0 ? `refusal = ''` : `n IN (SELECT n FROM fates WHERE fate IN ('new', 'changed'))`
    const changes = novel === 0 ? [] : await changesIn(session, entity, chosen, BULK)
    judge?.(await noveltiesIn(session, entity, changes, refused))
    if (refused > 0)
      await run(`
        INSERT INTO quarantine (entity, reason, record, record_hash, refused_time)
        SELECT '${entity.name}', refusal, record, record_hash, now64(3) FROM derived WHERE refusal != ''`)
    const left =
      counts.changed > 0 && 'conversation_id' in entity.attributes
        ? await conversationsOf(session, entity, MOVED)
        : []
    await noteLeft(session, left)
    if (counts.new + counts.changed > 0)
      await run(`
        INSERT INTO ${entity.table} (${names}, record, record_hash, stored_time)
        SELECT ${names}, record, record_hash, now64(6) FROM derived WHERE ${chosen}`)
    await noteLeft(session, left)
    if (stored.quarantined > 0) await releaseFromQuarantine(session, entity)
    await noteChanges(session, entity, changes)
    if (onRefused && refused > 0)
      onRefused(
        await rows<RefusedRecord>(session, {
          sql: `SELECT n, nullIf(JSONExtractString(record, 'id'), '') AS id, refusal AS reason
                FROM derived WHERE refusal != '' ORDER BY n LIMIT {limit:UInt64}`,
          params: { limit: refusedLimit },
          settings: BULK,
        }),
      )
    return counts
  } finally {
    await endBatch(session)
  }
}

/**
 * Says of each record of `derived` what becomes of it, in a table `fates`.
 *
 * @param distinct whether no id is there twice
 */
async function decideFates(session: Session, read: number, distinct: boolean): Promise<UpsertCounts> {
  const latest = `SELECT id, argMax(n, (last_updated_time, n)) AS n FROM derived WHERE refusal = '' GROUP BY id`
  await session.run({
    sql: `
      CREATE TEMPORARY TABLE fates ENGINE = Memory AS
      SELECT derived.n AS n, multiIf(
          derived.refusal != '', 'refused',
          ${distinct ? '' : `latest.n != derived.n, 'unchanged',`}
          NOT stored.known, 'new',
          stored.last_updated_time > derived.last_updated_time OR stored.record_hash = derived.record_hash, 'unchanged',
          'changed') AS fate
      FROM derived ${distinct ? '' : `LEFT JOIN (${latest}) AS latest ON latest.id = derived.id`}
      LEFT JOIN stored ON stored.id = derived.id`,
    settings: BULK,
  })
  const fates = await rows<{ fate: string; records: number }>(session, {
    sql: 'SELECT fate, count() AS records FROM fates GROUP BY fate',
    settings: BULK,
  })
  const count = (fate: string): number => fates.find(row => row.fate === fate)?.records ?? 0
  return {
    read,
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    refused: count('refused'),
  }
}

/** What of a batch is new to the store: undocumented attributes and values, and refusals that are not in quarantine yet. */
async function noveltiesIn(
  session: Session,
  entity: Entity,
  changes: readonly ContractChange[],
  refused: number,
): Promise<Novelties> {
  const sql = `SELECT count() AS refused, any(refusal) AS reason FROM derived
    WHERE refusal != '' AND record_hash NOT IN (SELECT record_hash FROM quarantine WHERE entity = '${entity.name}')`
  const [found] =
    refused === 0 ? [] : await rows<{ refused: number; reason: string }>(session, { sql, settings: BULK })
  return { changes: await newAmong(session, entity, changes), refused: 0, reason: '', ...found }
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
