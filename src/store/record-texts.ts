import type { Entity } from '../schema/attribute.ts'
import { type Engine, rows } from './engine.ts'
import { portions } from './portions.ts'

/** The texts of the records that the store has under these ids, by id. */
export async function recordTexts(
  engine: Engine,
  entity: Entity,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const part of portions(ids)) {
    const found = await rows<{ id: string; record: string }>(engine, {
      sql: `SELECT id, record FROM ${entity.table} FINAL WHERE id IN (SELECT arrayJoin({ids:Array(String)}))`,
      params: { ids: part },
    })
    for (const { id, record } of found) texts.set(id, record)
  }
  return texts
}
