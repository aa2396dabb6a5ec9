import type { Entity } from '../schema/attribute.ts'
import { conversationsOf, noteLeft } from './conversations-left.ts'
import { type Engine, rows } from './engine.ts'
import { portions } from './portions.ts'

/** What became of ids that were to be deleted. */
export interface DeleteCounts {
  readonly deleted: number
  /** There was nothing under that id. */
  readonly missing: number
}

/**
 * Deletes records by id, their text and all, and leaves tombstones from which clients that track changes learn of it.
 * A record that is stored again later under the same id is a new one.
 *
 * The tombstones are written first: cut off in between, the records are still there and the call may be repeated.
 */
export async function deleteRecords(
  engine: Engine,
  entity: Entity,
  ids: readonly string[],
): Promise<DeleteCounts> {
  const wanted = [...new Set(ids)]
  let deleted = 0
  for (const part of portions(wanted)) deleted += await deletePortion(engine, entity, part)
  return { deleted, missing: wanted.length - deleted }
}

async function deletePortion(engine: Engine, entity: Entity, ids: readonly string[]): Promise<number> {
  const found = await rows<{ id: string }>(engine, {
    sql: `SELECT id FROM ${entity.table} FINAL WHERE id IN (SELECT arrayJoin({ids:Array(String)}))`,
    params: { ids },
  })
  const existing = found.map(row => row.id)
  if (existing.length === 0) return 0
  const left = await conversationsOf(engine, entity, 'id IN (SELECT arrayJoin({ids:Array(String)}))', {
    ids: existing,
  })
  await noteLeft(engine, left)
  await engine.run({
    sql: `INSERT INTO tombstones SELECT '${entity.name}', arrayJoin({ids:Array(String)}), now64(6)`,
    params: { ids: existing },
  })
  await engine.run({
    sql: `DELETE FROM ${entity.table} WHERE has({ids:Array(String)}, id)`,
    params: { ids: existing },
    settings: { max_execution_time: 0, lightweight_deletes_sync: 2 },
  })
  await noteLeft(engine, left)
  return existing.length
}
