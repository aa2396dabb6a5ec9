import { randomUUID } from 'node:crypto'
import { rows } from '../store/engine.ts'
import { absentIds, noteAbsences } from './absences.ts'
import { proveWindow } from './prove-window.ts'
import { halvesOf, type Range } from './range.ts'
import type { WindowReader } from './read-window.ts'
import type { Meter } from './source-client.ts'
import { walk } from './walk.ts'
import { newWindow, sqlTime } from './windows.ts'

/** A range with no more records than this is compared id by id. */
const LEAF_RECORDS = 5_000

/** What an audit found, over all of the range it looked at. */
interface Findings {
  counted: number
  stored: number
  /** Ranges whose missing records were read. */
  healed: number
  absent: number
  failure: string | undefined
}

/**
 * Compares how many records the source counts with how many the store has, over all of the source's history. Where they
 * differ, the range is halved until few enough are left to compare ids: what the store lacks is read, and what the source has
 * no more is noted as absent. So it is found what appeared late, was dropped silently, or was deleted; and an equal store costs
 * one request.
 *
 * A store that several sources feed is not compared: whose a record is, is not known.
 *
 * @returns why the store is still not equal; undefined when it is, or when the source cannot count
 */
export async function auditEntity(
  reader: WindowReader,
  whole: Range,
  meter: Meter,
): Promise<string | undefined> {
  const { engine, client, entity } = reader
  if (client.counting === 'none' || (await otherSources(reader)) > 0) return undefined
  // The horizon moves while we read.
  const since = Math.max(whole.since, (await client.edge(entity.name, meter)).oldest ?? whole.until)
  const range = { since, until: whole.until }
  const counted = await client.count(entity.name, range, meter)
  if (counted === undefined || since >= range.until) return undefined
  const stored = await storedCount(reader, range)
  const findings: Findings = { counted, stored, healed: 0, absent: 0, failure: undefined }
  if (counted !== stored && !(await isExplained(reader, counted - stored)))
    await look(reader, range, counted, since, meter, findings)
  await engine.run({
    sql: `INSERT INTO sync_audits (source, entity, audited_time, since, until, counted, stored, healed, absent, state, reason)
          SELECT {source:String}, {entity:String}, now64(6), toDateTime64({since:String}, 3, 'UTC'),
            toDateTime64({until:String}, 3, 'UTC'), {counted:UInt64}, {stored:UInt64}, {healed:UInt64}, {absent:UInt64},
            {state:String}, {reason:String}`,
    params: {
      source: client.name,
      entity: entity.name,
      since: sqlTime(range.since),
      until: sqlTime(range.until),
      counted,
      stored: await storedCount(reader, range),
      healed: findings.healed,
      absent: findings.absent,
      state: findings.failure === undefined ? 'equal' : 'unequal',
      reason: findings.failure ?? '',
    },
  })
  return findings.failure
}

async function look(
  reader: WindowReader,
  range: Range,
  counted: number,
  oldest: number,
  meter: Meter,
  findings: Findings,
): Promise<void> {
  const stored = await storedCount(reader, range)
  if (counted === stored) return
  const halves = Math.max(counted, stored) > LEAF_RECORDS ? halvesOf(range, oldest) : undefined
  if (!halves) return compareIds(reader, range, meter, findings)
  for (const half of halves) {
    const inHalf = await reader.client.count(reader.entity.name, half, meter)
    if (inHalf !== undefined) await look(reader, half, inHalf, oldest, meter, findings)
  }
}

async function compareIds(
  reader: WindowReader,
  range: Range,
  meter: Meter,
  findings: Findings,
): Promise<void> {
  const { engine, client, entity } = reader
  const there = new Set<string>()
  const pages = walk({ client, entity: entity.name, range, by: 'keys', select: 'id', meter }, () => 0)
  for await (const { ids } of pages) for (const id of ids) if (id !== null) there.add(id)
  const found = await rows<{ id: string }>(engine, {
    sql: `SELECT id FROM ${entity.table} FINAL WHERE ${IN_RANGE}`,
    params: bounds(range),
    settings: { max_execution_time: 0 },
  })
  const here = new Set(found.map(row => row.id))
  const absent = await absentIds(
    client,
    entity.name,
    [...here].filter(id => !there.has(id)),
    range,
    meter,
  )
  findings.absent += absent.length
  await noteAbsences(engine, client.name, entity, absent)
  if ([...there].every(id => here.has(id))) return
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

const IN_RANGE = `last_updated_time >= toDateTime64({since:String}, 3, 'UTC')
  AND last_updated_time < toDateTime64({until:String}, 3, 'UTC')`

const bounds = ({ since, until }: Range): { since: string; until: string } => ({
  since: sqlTime(since),
  until: sqlTime(until),
})

/** How many records the store has in a range, without those the source is known to have no more. */
async function storedCount({ engine, client, entity }: WindowReader, range: Range): Promise<number> {
  const [found] = await rows<{ records: number }>(engine, {
    sql: `SELECT count() AS records FROM ${entity.table} FINAL WHERE ${IN_RANGE} AND id NOT IN (
            SELECT id FROM sync_absences FINAL WHERE source = {source:String} AND entity = '${entity.name}' AND NOT present)`,
    params: { ...bounds(range), source: client.name },
    settings: { max_execution_time: 0 },
  })
  return found?.records ?? 0
}

/**
 * Whether a difference was looked into before and is what it was: records the source counts and that cannot be stored. As
 * many are in quarantine.
 */
async function isExplained({ engine, client, entity }: WindowReader, difference: number): Promise<boolean> {
  if (difference < 0) return false
  const [last] = await rows<{ difference: number; refused: number }>(engine, {
    sql: `SELECT toInt64(counted) - toInt64(stored) AS difference,
            (SELECT count() FROM quarantine FINAL WHERE entity = '${entity.name}') AS refused
          FROM sync_audits FINAL
          WHERE source = {source:String} AND entity = '${entity.name}' AND state = 'equal'`,
    params: { source: client.name },
  })
  return last?.difference === difference && difference <= last.refused
}

async function otherSources({ engine, client }: WindowReader): Promise<number> {
  const [found] = await rows<{ others: number }>(engine, {
    sql: 'SELECT uniqExact(source) AS others FROM sync_windows WHERE source != {source:String}',
    params: { source: client.name },
  })
  return found?.others ?? 0
}
