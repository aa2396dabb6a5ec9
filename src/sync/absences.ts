import type { Entity } from '../schema/attribute.ts'
import { type Engine, rows } from '../store/engine.ts'
import { portions } from '../store/portions.ts'
import type { Meter } from './meter.ts'
import type { Range } from './range.ts'
import type { SourceClient } from './source-client.ts'

/** How many ids are asked for in one query. */
const IDS_A_QUERY = 20

/**
 * Which of these ids the source does not have at all: not those whose records were only stamped anew, nor those that fell
 * behind its horizon meanwhile.
 */
export async function absentIds(
  client: SourceClient,
  entity: string,
  ids: readonly string[],
  range: Range,
  meter: Meter,
): Promise<string[]> {
  const absent: string[] = []
  for (let from = 0; from < ids.length; from += IDS_A_QUERY) {
    const some = ids.slice(from, from + IDS_A_QUERY)
    const there = new Set<string | null>()
    let link: string | undefined = client.idsLink(entity, some)
    while (link !== undefined) {
      const page: Awaited<ReturnType<SourceClient['page']>> = await client.page(link, meter)
      for (const id of page.ids) there.add(id)
      link = page.next
    }
    absent.push(...some.filter(id => !there.has(id)))
  }
  if (absent.length === 0) return []
  const { oldest } = await client.edge(entity, meter)
  return oldest === undefined || oldest > range.since ? [] : absent
}

/** Notes that a source has these records no more. They stay stored: whether to delete them is for people to say. */
export async function noteAbsences(
  engine: Engine,
  source: string,
  { name, table }: Entity,
  ids: readonly string[],
): Promise<void> {
  for (const part of portions(ids))
    await engine.run({
      sql: `INSERT INTO sync_absences (source, entity, id, last_updated_time, noticed_time, present)
            SELECT {source:String}, '${name}', id, last_updated_time, now64(6), false
            FROM ${table} FINAL WHERE id IN (SELECT arrayJoin({ids:Array(String)}))`,
      params: { source, ids: part },
    })
}

/** Takes the note back from those of these records that the source shows again. */
export async function noteReturns(
  engine: Engine,
  source: string,
  { name }: Entity,
  ids: readonly string[],
): Promise<void> {
  for (const part of portions(ids))
    await engine.run({
      sql: `INSERT INTO sync_absences (source, entity, id, last_updated_time, noticed_time, present)
            SELECT source, entity, id, last_updated_time, now64(6), true FROM sync_absences FINAL
            WHERE source = {source:String} AND entity = '${name}' AND NOT present
              AND id IN (SELECT arrayJoin({ids:Array(String)}))`,
      params: { source, ids: part },
    })
}

/** The ids of an entity that the source is known to have no more. */
export async function knownAbsent(engine: Engine, source: string, { name }: Entity): Promise<Set<string>> {
  const found = await rows<{ id: string }>(engine, {
    sql: `SELECT id FROM sync_absences FINAL WHERE source = {source:String} AND entity = '${name}' AND NOT present`,
    params: { source },
  })
  return new Set(found.map(row => row.id))
}
