import { rows } from '../store/engine.ts'
import { bounds, compareIds, type Findings, IN_RANGE } from './compare-ids.ts'
import type { Meter } from './meter.ts'
import { DAY, daysOf, halvesOf, type Range } from './range.ts'
import type { WindowReader } from './read-window.ts'
import { sqlTime } from './windows.ts'

/** A range with no more records than this is compared id by id. */
const LEAF_RECORDS = 5_000
/** So many, when all ids are compared: fewer ranges to ask about. */
const COMPARED_RECORDS = 20_000
/** How often all ids are compared, by the source's clock: where it counts, and where it does not. */
const COMPARED_EVERY_MS = 7 * DAY
const COMPARED_UNCOUNTED_EVERY_MS = DAY

/**
 * Compares what the source shows with what the store has, over all of the source's history: what the store lacks is read, and
 * what the source has no more is noted as absent. So it is found what appeared late, was dropped silently, or was deleted.
 *
 * Where the source counts, counts are compared, and halved where they differ until few enough records are left to compare ids:
 * an equal store costs one request. But counts do not tell a record that came back, or came late, from one that was deleted
 * meanwhile: so once a week all ids are compared. Where the source does not count, the ids of each day are, once a day.
 *
 * A store that several sources feed is not compared: whose a record is, is not known.
 *
 * @param everything whether all ids are to be compared now, if they were not only just read
 * @returns why the store is still not equal; undefined when it is, or was not compared
 */
export async function auditEntity(
  reader: WindowReader,
  whole: Range,
  meter: Meter,
  everything = false,
): Promise<string | undefined> {
  const { client, entity } = reader
  if ((await otherSources(reader)) > 0) return undefined
  // The horizon moves while we read.
  const since = Math.max(whole.since, (await client.edge(entity.name, meter)).oldest ?? whole.until)
  const range = { since, until: whole.until }
  if (since >= range.until) return undefined
  const counted = await client.count(entity.name, range, meter)
  const findings: Findings = { there: 0, healed: 0, absent: 0, failure: undefined }
  const last = await comparedUntil(reader)
  const isDue = (every: number): boolean => last !== undefined && (everything || range.until - last >= every)
  // What was never audited was only just read, and proven by its ids.
  let compared = last ?? range.until
  if (counted !== undefined && !isDue(COMPARED_EVERY_MS)) {
    const stored = await storedCount(reader, range)
    if (counted !== stored && !(await isExplained(reader, counted - stored)))
      await look(reader, range, counted, since, meter, findings)
  } else {
    if (counted !== undefined) await compareAll(reader, range, counted, since, meter, findings)
    else if (last !== undefined && !isDue(COMPARED_UNCOUNTED_EVERY_MS)) return undefined
    else for (const day of daysOf(range, since)) await compareIds(reader, day, meter, findings)
    compared = findings.failure === undefined ? range.until : (last ?? 0)
  }
  await noteAudit(reader, range, counted ?? findings.there, compared, findings)
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

/** Compares all ids of a range, some thousands at a time. */
async function compareAll(
  reader: WindowReader,
  range: Range,
  counted: number,
  oldest: number,
  meter: Meter,
  findings: Findings,
): Promise<void> {
  const halves = counted > COMPARED_RECORDS ? halvesOf(range, oldest) : undefined
  if (!halves) return compareIds(reader, range, meter, findings)
  for (const half of halves) {
    const inHalf = await reader.client.count(reader.entity.name, half, meter)
    await compareAll(reader, half, inHalf ?? 0, oldest, meter, findings)
  }
}

async function noteAudit(
  reader: WindowReader,
  range: Range,
  counted: number,
  compared: number,
  { healed, absent, failure }: Findings,
): Promise<void> {
  const { engine, client, entity } = reader
  await engine.run({
    sql: `INSERT INTO sync_audits (source, entity, audited_time, since, until, counted, stored, healed, absent, state, reason, compared_until)
          SELECT {source:String}, {entity:String}, now64(6), toDateTime64({since:String}, 3, 'UTC'),
            toDateTime64({until:String}, 3, 'UTC'), {counted:UInt64}, {stored:UInt64}, {healed:UInt64}, {absent:UInt64},
            {state:String}, {reason:String}, toDateTime64({compared:String}, 3, 'UTC')`,
    params: {
      source: client.name,
      entity: entity.name,
      ...bounds(range),
      counted,
      stored: await storedCount(reader, range),
      healed,
      absent,
      state: failure === undefined ? 'equal' : 'unequal',
      reason: failure ?? '',
      compared: sqlTime(compared),
    },
  })
}

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

/** Up to which time of the source all ids were last compared, or just read; undefined where there was no audit yet. */
async function comparedUntil({ engine, client, entity }: WindowReader): Promise<number | undefined> {
  const [last] = await rows<{ until: string }>(engine, {
    sql: `SELECT compared_until AS until FROM sync_audits FINAL
          WHERE source = {source:String} AND entity = '${entity.name}'`,
    params: { source: client.name },
    settings: { date_time_output_format: 'iso' },
  })
  return last && Date.parse(last.until)
}

async function otherSources({ engine, client }: WindowReader): Promise<number> {
  const [found] = await rows<{ others: number }>(engine, {
    sql: 'SELECT uniqExact(source) AS others FROM sync_windows WHERE source != {source:String}',
    params: { source: client.name },
  })
  return found?.others ?? 0
}
