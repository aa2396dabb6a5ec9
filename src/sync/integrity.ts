import type { Entity, Relation } from '../schema/attribute.ts'
import { entities, findEntity } from '../schema/entities.ts'
import { type Engine, rows } from '../store/engine.ts'
import { DEFAULT_LOOK_BACK_MS } from './sync.ts'

/** Records of an entity that name another record which the store does not have. */
export interface Orphans {
  readonly entity: string
  readonly attribute: string
  readonly to: string
  /** Records that name one at all. */
  readonly records: number
  /** As it is by design: such a parent is often absent, or lies before what the store has of its entity. */
  readonly normal: number
  /** Loaded so recently that the parent may still come: the entities of one load appear hours apart. */
  readonly waiting: number
  /** The parent should be there by now. */
  readonly overdue: number
  /** One of the overdue ones, by its id. */
  readonly example: string | null
}

/** Looks for children without parents over all relations of the schema. The engine spills to disk where tables are large. */
export async function findOrphans(engine: Engine, waitMs = DEFAULT_LOOK_BACK_MS): Promise<Orphans[]> {
  const found: Orphans[] = []
  for (const entity of entities as readonly Entity[])
    for (const [attribute, relation] of Object.entries(entity.relations))
      found.push(await orphansOf(engine, entity, attribute, relation, waitMs))
  return found
}

async function orphansOf(
  engine: Engine,
  entity: Entity,
  attribute: string,
  relation: Relation,
  waitMs: number,
): Promise<Orphans> {
  const parent = findEntity(relation.to)!
  const hasCreation = 'created_time' in parent.attributes && 'created_time' in entity.attributes
  // What was loaded before the parents' last load, less the time loads are apart, has had its chance.
  const isWaiting = `child.last_updated_time >= (
    SELECT max(last_updated_time) - toIntervalMillisecond({wait:UInt64}) FROM ${parent.table})`
  const isNormal = relation.mayBeMissing
    ? 'true'
    : hasCreation
      ? `child.created_time < (SELECT min(created_time) FROM ${parent.table})`
      : 'false'
  const [counted] = await rows<
    Pick<Orphans, 'records' | 'normal' | 'waiting' | 'overdue'> & { example: string }
  >(engine, {
    sql: `SELECT count() AS records, countIf(isOrphan AND isNormal) AS normal,
              countIf(isOrphan AND NOT isNormal AND isWaiting) AS waiting,
              countIf(isOrphan AND NOT isNormal AND NOT isWaiting) AS overdue,
              minIf(child_id, isOrphan AND NOT isNormal AND NOT isWaiting) AS example
            FROM (
              SELECT child.id AS child_id, parent.id = '' AS isOrphan, ${isNormal} AS isNormal, ${isWaiting} AS isWaiting
              FROM (SELECT * FROM ${entity.table} FINAL WHERE ifNull(${attribute}, '') != '') AS child
              LEFT JOIN (SELECT id FROM ${parent.table} FINAL) AS parent ON parent.id = assumeNotNull(child.${attribute})
            )`,
    params: { wait: waitMs },
    settings: { max_execution_time: 0, join_algorithm: 'grace_hash', max_bytes_in_join: 500_000_000 },
  })
  const { records = 0, normal = 0, waiting = 0, overdue = 0, example = '' } = counted ?? {}
  return {
    entity: entity.name,
    attribute,
    to: relation.to,
    records,
    normal,
    waiting,
    overdue,
    example: example || null,
  }
}
