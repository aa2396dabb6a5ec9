import type { Entity } from '../schema/attribute.ts'
import { columnsOf } from '../schema/columns.ts'
import { type Engine, rows } from '../store/engine.ts'

/**
 * What counts as the same record: its `text`, but for how it is spelt as JSON; or the `values` that the schema reads from it,
 * for copies that went through tools which write times in another way, leave out nulls or drop attributes nobody knows.
 */
export type Equality = 'text' | 'values'

/** A record, as far as it takes to see that it is the same as another one. */
export interface Fingerprint {
  readonly id: string
  /** Its `last_updated_time`, in milliseconds since 1970. */
  readonly stamp: number
  readonly digest: string
}

/** A share of a collection's ids, by their hash: 1 of 4,096. */
export interface Bucket {
  readonly records: number
  /** Equal on both sides when all records in it are, but for one case in 2^64. */
  readonly digest: string
}

const BUCKETS = 4096
const BUCKET = 'bitShiftRight(sipHash64(id), 52)'
const WHOLE_TABLE = { max_execution_time: 0 }

function digestOf(entity: Entity, equality: Equality): string {
  const columns = columnsOf(entity).map(({ name }) => name)
  return equality === 'text' ? 'record_hash' : `sipHash64(toString(tuple(${columns.join(', ')})))`
}

/** The digests of a whole collection, by bucket. */
export async function bucketsOf(
  engine: Engine,
  entity: Entity,
  equality: Equality,
): Promise<Map<number, Bucket>> {
  const found = await rows<Bucket & { bucket: number }>(engine, {
    sql: `SELECT ${BUCKET} AS bucket, count() AS records,
            hex(groupBitXor(sipHash64(id, last_updated_time, ${digestOf(entity, equality)}))) AS digest
          FROM ${entity.table} FINAL GROUP BY bucket`,
    settings: WHOLE_TABLE,
  })
  return new Map(found.map(({ bucket, records, digest }) => [bucket, { records, digest }]))
}

interface InBuckets {
  readonly sql: string
  readonly params: { readonly mask: string }
}

/** SQL that is true for ids in some buckets. A mask is short enough for the address of a request to an engine, however many. */
function within(buckets: readonly number[]): InBuckets {
  const mask = Array<string>(BUCKETS).fill('0')
  for (const bucket of buckets) mask[bucket] = '1'
  return { sql: `substring({mask:String}, ${BUCKET} + 1, 1) = '1'`, params: { mask: mask.join('') } }
}

/** Every record in some buckets. */
export async function fingerprintsIn(
  engine: Engine,
  entity: Entity,
  equality: Equality,
  buckets: readonly number[],
): Promise<Map<string, Fingerprint>> {
  const { sql, params } = within(buckets)
  const found = await rows<Fingerprint>(engine, {
    sql: `SELECT id, toUnixTimestamp64Milli(last_updated_time) AS stamp, hex(${digestOf(entity, equality)}) AS digest
          FROM ${entity.table} FINAL WHERE ${sql}`,
    params,
    settings: WHOLE_TABLE,
  })
  return new Map(found.map(one => [one.id, one]))
}

/** Ids in some buckets whose records were refused and are in quarantine. */
export async function quarantinedIn(
  engine: Engine,
  entity: Entity,
  buckets: readonly number[],
): Promise<Set<string>> {
  const { sql, params } = within(buckets)
  return idsOf(engine, {
    sql: `SELECT DISTINCT JSONExtractString(record, 'id') AS id FROM quarantine FINAL
          WHERE entity = '${entity.name}' AND ${sql}`,
    params,
  })
}

/** Ids in some buckets whose records were deleted. */
export async function deletedIn(
  engine: Engine,
  entity: Entity,
  buckets: readonly number[],
): Promise<Set<string>> {
  const { sql, params } = within(buckets)
  return idsOf(engine, {
    sql: `SELECT DISTINCT id FROM tombstones WHERE entity = '${entity.name}' AND ${sql}`,
    params,
  })
}

async function idsOf(engine: Engine, statement: InBuckets): Promise<Set<string>> {
  return new Set((await rows<{ id: string }>(engine, statement)).map(({ id }) => id))
}
