import { type Parameters, rows, type Session, type Settings } from '../store/engine.ts'

/** Where facts are read and written, for a table of facts. */
type Target = (table: string) => string

interface Counting {
  readonly target: Target
  /** What rows counted now say when that was. */
  readonly version: string
  readonly settings: Settings
}

/** The quarter of an hour a time is in, which is in one day of every zone: so many since 1970. */
const QUARTER = 'intDiv(toUnixTimestamp64Milli(time), 900000)'

/** How often each resource was brought and cited in the quarters of a month. */
const USES = (target: Target, which: string): string => `
INSERT INTO ${target('use_facts')}
SELECT
  fromUnixTimestamp64Milli(quarter * 900000, 'UTC'), article_key, toUInt32(count()), toUInt32(countIf(is_cited)),
  {version:DateTime64(6, 'UTC')}, 0
FROM (
  SELECT ${QUARTER} AS quarter, true AS is_cited, arrayJoin(cited) AS article_key FROM ${target('resource_facts')} FINAL WHERE ${which}
  UNION ALL
  SELECT ${QUARTER} AS quarter, false AS is_cited, arrayJoin(not_cited) AS article_key FROM ${target('resource_facts')} FINAL WHERE ${which}
)
GROUP BY quarter, article_key`

/** One month after the other: what is counted at once does not grow with the years. */
const OF_MONTH = `toDate(time) BETWEEN {month:Date} AND toLastDayOfMonth({month:Date})`

/** Quarters in which touched conversations have resources, or had some before. */
const TOUCHED_QUARTERS = `
CREATE TEMPORARY TABLE touched_quarters ENGINE = Memory AS
SELECT DISTINCT ${QUARTER} AS quarter, toDate(time) AS day
FROM resource_facts WHERE conversation_key IN (SELECT conversation_key FROM touched)`

const IN_TOUCHED = `toDate(time) IN (SELECT day FROM touched_quarters) AND ${QUARTER} IN (SELECT quarter FROM touched_quarters)`

/** Marks what was not counted again: nobody uses it in that quarter any more. */
const WITHDRAW_UNUSED = `
INSERT INTO use_facts SELECT * REPLACE ({version:DateTime64(6, 'UTC')} AS facts_time, 1 AS is_deleted)
FROM use_facts AS facts FINAL
WHERE time IN (SELECT fromUnixTimestamp64Milli(quarter * 900000, 'UTC') FROM touched_quarters)
  AND facts.facts_time < {version:DateTime64(6, 'UTC')}`

/** Everything that decides how uses are counted. */
export const COUNTING_USES = [USES(table => table, OF_MONTH)]

/** The temporary table that {@link countUsesAgain} fills. */
export const QUARTERS_TOUCHED = 'touched_quarters'

/** Counts all uses, from the facts about resources that `target` names. */
export async function countUses(session: Session, { target, version, settings }: Counting): Promise<void> {
  for (const month of await monthsOf(session, target('resource_facts'), 'time'))
    await session.run({ sql: USES(target, OF_MONTH), params: { version, month }, settings })
}

/** Counts again the quarters of an hour that have to do with the conversations in `touched`, after their facts were derived. */
export async function countUsesAgain(
  session: Session,
  { target, version, settings }: Counting,
): Promise<void> {
  const run = (sql: string, params: Parameters = {}): Promise<Buffer> =>
    session.run({ sql, params: { version, ...params }, settings })
  await run(TOUCHED_QUARTERS)
  for (const month of await monthsOf(session, QUARTERS_TOUCHED, 'day'))
    await run(USES(target, `${OF_MONTH} AND ${IN_TOUCHED}`), { month })
  await run(WITHDRAW_UNUSED)
}

async function monthsOf(session: Session, table: string, column: string): Promise<string[]> {
  const found = await rows<{ month: string }>(session, {
    sql: `SELECT DISTINCT toStartOfMonth(${column}) AS month FROM ${table} ORDER BY month`,
  })
  return found.map(({ month }) => month)
}
