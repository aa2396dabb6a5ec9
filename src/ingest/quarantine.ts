import type { Entity } from '../schema/attribute.ts'
import { type Engine, rows } from '../store/engine.ts'
import { addCounts, NO_RECORDS, type UpsertCounts, upsert } from '../store/upsert.ts'

/** A record that was refused. */
export interface QuarantinedRecord {
  readonly entity: string
  readonly reason: string
  readonly refused_time: string
  /** Its text as it came. */
  readonly record: string
}

/** The records in quarantine, the latest first. */
export async function listQuarantine(
  engine: Engine,
  options: { readonly entity?: string | undefined; readonly limit: number },
): Promise<readonly QuarantinedRecord[]> {
  return rows(engine, {
    sql: `SELECT entity, reason, refused_time, record FROM quarantine FINAL
          WHERE {entity:String} IN ('', entity) ORDER BY refused_time DESC, record_hash LIMIT {limit:UInt32}`,
    params: { entity: options.entity ?? '', limit: options.limit },
    settings: { date_time_output_format: 'iso' },
  })
}

/** So many records are tried at once. */
const RETRY_RECORDS = 2_000

/**
 * Tries the records in quarantine again, as after an upgrade that knows more forms: what can be stored now is, and leaves; the
 * others stay, with the reason of today.
 */
export async function retryQuarantine(engine: Engine, entity: Entity): Promise<UpsertCounts> {
  let counts = NO_RECORDS
  for (let last = '0', first = true; ; first = false) {
    const found = await rows<{ hash: string; record: string }>(engine, {
      sql: `SELECT toString(record_hash) AS hash, record FROM quarantine FINAL
            WHERE entity = {entity:String} AND (record_hash > {last:UInt64} OR {first:Bool})
            ORDER BY record_hash LIMIT ${RETRY_RECORDS}`,
      params: { entity: entity.name, last, first },
      settings: { max_execution_time: 0 },
    })
    if (found.length === 0) return counts
    // Written as JSON texts, records keep what they are, even those that are no JSON.
    const lines = found.map(({ record }, i) => JSON.stringify({ n: i + 1, record }))
    const batch = { lines: Buffer.from(`${lines.join('\n')}\n`), records: found.length }
    counts = addCounts(counts, await upsert(engine, entity, batch))
    last = found.at(-1)!.hash
  }
}
