import { randomUUID } from 'node:crypto'
import { rows } from '../store/engine.ts'
import { portions } from '../store/portions.ts'
import { absentIds, knownAbsent, noteAbsences, noteReturns } from './absences.ts'
import type { Meter } from './meter.ts'
import { proveWindow } from './prove-window.ts'
import type { Range } from './range.ts'
import type { WindowReader } from './read-window.ts'
import { walk } from './walk.ts'
import { newWindow, sqlTime } from './windows.ts'

/** What comparing ids found. Ranges add to it. */
export interface Findings {
  /** Ids that the source showed. */
  there: number
  /** Ranges whose missing records were read. */
  healed: number
  /** Records the source has no more. */
  absent: number
  failure: string | undefined
}

/** SQL that a record’s stamp lies in a range whose {@link bounds} are bound. */
export const IN_RANGE = `last_updated_time >= toDateTime64({since:String}, 3, 'UTC')
  AND last_updated_time < toDateTime64({until:String}, 3, 'UTC')`

export const bounds = ({ since, until }: Range): { since: string; until: string } => ({
  since: sqlTime(since),
  until: sqlTime(until),
})

/**
 * Compares the ids that the source shows in a range with those the store has: what the store lacks is read, unless it was
 * refused; what the source has no more is noted as absent, and what it shows again is not absent any longer.
 */
export async function compareIds(
  reader: WindowReader,
  range: Range,
  meter: Meter,
  findings: Findings,
): Promise<void> {
  const { engine, client, entity } = reader
  const there = new Set<string>()
  const pages = walk({ client, entity: entity.name, range, by: 'keys', select: 'id', meter })
  for await (const { ids } of pages) for (const id of ids) if (id !== null) there.add(id)
  findings.there += there.size
  const found = await rows<{ id: string }>(engine, {
    sql: `SELECT id FROM ${entity.table} FINAL WHERE ${IN_RANGE}`,
    params: bounds(range),
    settings: { max_execution_time: 0 },
  })
  const here = new Set(found.map(row => row.id))
  const known = await knownAbsent(engine, client.name, entity)
  const returned = [...there].filter(id => known.has(id))
  await noteReturns(engine, client.name, entity, returned)
  const gone = [...here].filter(id => !there.has(id) && !known.has(id))
  const absent = await absentIds(client, entity.name, gone, range, meter)
  findings.absent += absent.length
  await noteAbsences(engine, client.name, entity, absent)
  const missing = [...there].filter(id => !here.has(id))
  if ((await refusedOf(reader, range, missing)) === missing.length) return
  findings.healed++
  const window = newWindow({
    source: client.name,
    entity: entity.name,
    id: randomUUID(),
    run: 'audit',
    ...range,
    counted: null,
    started: new Date(client.clock.now()).toISOString(),
  })
  const outcome = await proveWindow(reader, window, { oldest: range.since })
  if (outcome.window.state !== 'complete') findings.failure ??= outcome.window.reason
}

/** How many of these ids are in quarantine, in a version of this range. */
async function refusedOf(
  { engine, entity }: WindowReader,
  range: Range,
  ids: readonly string[],
): Promise<number> {
  let refused = 0
  for (const part of portions(ids)) {
    const [found] = await rows<{ records: number }>(engine, {
      sql: `SELECT uniqExact(id) AS records FROM (
              SELECT JSONExtractString(record, 'id') AS id, ifNull(parseDateTime64BestEffortOrNull(
                JSONExtractString(record, 'last_updated_time'), 3, 'UTC'), toDateTime64({since:String}, 3, 'UTC')) AS last_updated_time
              FROM quarantine FINAL WHERE entity = '${entity.name}'
            ) WHERE ${IN_RANGE} AND id IN (SELECT arrayJoin({ids:Array(String)}))`,
      params: { ...bounds(range), ids: part },
      settings: { max_execution_time: 0 },
    })
    refused += found?.records ?? 0
  }
  return refused
}
