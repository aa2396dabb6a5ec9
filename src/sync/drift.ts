import { type Engine, rows } from '../store/engine.ts'

/** Something that records have and the schema does not know. It is kept, and served, as it came. */
export interface Drift {
  readonly entity: string
  /** `platform`, `detail.platform_name`. */
  readonly attribute: string
  /** A value that its enumeration does not list; null where the attribute itself is not known. */
  readonly value: string | null
  readonly records: number
  readonly first_seen: string
  readonly last_seen: string
  /** The beginning of a record that has it. */
  readonly example: string
}

/** What sources give beyond the documented form, the latest first. */
export function listDrift(engine: Engine): Promise<Drift[]> {
  const seen = `sum(records) AS records, min(first_seen_time) AS first_seen, max(last_seen_time) AS last_seen,
    anyLast(example) AS example`
  return rows(engine, {
    sql: `SELECT * FROM (
            SELECT entity, attribute, CAST(NULL, 'Nullable(String)') AS value, ${seen}
            FROM unknown_attributes GROUP BY entity, attribute
            UNION ALL
            SELECT entity, attribute, CAST(value, 'Nullable(String)') AS value, ${seen}
            FROM unknown_values GROUP BY entity, attribute, value
          ) ORDER BY first_seen DESC, entity, attribute, value`,
    settings: { date_time_output_format: 'iso' },
  })
}
