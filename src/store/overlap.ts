import type { Entity } from '../schema/attribute.ts'
import { type Engine, rows } from './engine.ts'

/**
 * Whether the ids of any two parts of a table lie in each other, so that a record may be there twice. Asked of the index: one id of
 * a thousand, and each part's last.
 */
export async function haveOverlap(engine: Engine, { table }: Entity): Promise<boolean> {
  const [found] = await rows<{ overlapping: number }>(engine, {
    sql: `SELECT countIf(first <= last_before) AS overlapping FROM (
            SELECT first, max(last) OVER (ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_before
            FROM (SELECT min(id) AS first, max(id) AS last FROM mergeTreeIndex(currentDatabase(), ${table}) GROUP BY part_name)
          )`,
  })
  return found!.overlapping > 0
}
