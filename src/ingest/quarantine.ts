import { type Engine, rows } from '../store/engine.ts'

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
