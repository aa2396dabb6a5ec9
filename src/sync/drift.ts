import { type Engine, rows } from '../store/engine.ts'

/** An attribute that records have and the schema does not know. It is kept, and served, as it came. */
export interface Drift {
  readonly entity: string
  readonly attribute: string
  readonly records: number
  readonly first_seen: string
  readonly last_seen: string
  /** The beginning of a record that has it. */
  readonly example: string
}

/** What sources give beyond the documented form, the latest first. */
export function listDrift(engine: Engine): Promise<Drift[]> {
  return rows(engine, {
    sql: `SELECT entity, attribute, sum(records) AS records, min(first_seen_time) AS first_seen,
            max(last_seen_time) AS last_seen, anyLast(example) AS example
          FROM unknown_attributes GROUP BY entity, attribute ORDER BY first_seen DESC, entity, attribute`,
    settings: { date_time_output_format: 'iso' },
  })
}
