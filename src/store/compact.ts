import type { Entity } from '../schema/attribute.ts'
import { type Engine, EngineError, rows } from './engine.ts'

/** Fewer records than this leave a table as it is: the engine merges small parts soon by itself. */
const MANY_RECORDS = 10_000
/** A table is rewritten when at least this share of it has just been stored, so that all rewriting together stays small. */
const LARGE_SHARE = 1 / 8

/**
 * Merges a table's parts into one after many records were stored. Reading in the order of ids with FINAL costs three times as
 * much over six parts as over one, and a bulk load leaves that many.
 *
 * @param stored how many records were stored since
 */
export async function compact(engine: Engine, entity: Entity, stored: number): Promise<void> {
  if (stored < MANY_RECORDS) return
  const [table] = await rows<{ parts: number; records: number }>(engine, {
    sql: `SELECT count() AS parts, sum(rows) AS records FROM system.parts
          WHERE active AND database = currentDatabase() AND table = {table:String}`,
    params: { table: entity.table },
  })
  if (!table || table.parts < 2 || stored < table.records * LARGE_SHARE) return
  try {
    // Nothing is rewritten where the engine's own merges came to one part in the meantime.
    await engine.run({
      sql: `OPTIMIZE TABLE ${entity.table} FINAL`,
      settings: { max_execution_time: 0, optimize_skip_merged_partitions: 1 },
    })
  } catch (error) {
    // Only speed is lost, as when the disk has no room for both forms.
    if (!(error instanceof EngineError)) throw error
  }
}
