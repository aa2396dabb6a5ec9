import { rows, type Session, type Settings } from '../store/engine.ts'

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

/**
 * How often each resource was brought and cited in quarters of an hour. One that is not used in such a quarter any more is marked as gone.
 *
 * @param which a condition over facts about resources, and over uses
 * @param again whether these quarters were counted before
 */
const USES = (target: Target, which: string, again: boolean): string => `
INSERT INTO ${target('use_facts')}
SELECT
  fromUnixTimestamp64Milli(quarter * 900000, 'UTC') AS time, article_key, toUInt32(sum(uses)) AS brought, toUInt32(sum(citations)) AS cited,
  {version:DateTime64(6, 'UTC')}, brought = 0
FROM (
  SELECT ${QUARTER} AS quarter, arrayJoin(cited) AS article_key, 1 AS uses, 1 AS citations
  FROM ${target('resource_facts')} FINAL WHERE ${which}
  UNION ALL
  SELECT ${QUARTER} AS quarter, arrayJoin(not_cited) AS article_key, 1 AS uses, 0 AS citations
  FROM ${target('resource_facts')} FINAL WHERE ${which}
  ${again ? `UNION ALL SELECT ${QUARTER} AS quarter, article_key, 0 AS uses, 0 AS citations FROM use_facts FINAL WHERE ${which}` : ''}
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

/** Everything that decides how uses are counted. */
export const COUNTING_USES = [USES(table => table, OF_MONTH, false)]

/** The temporary table that {@link countUsesAgain} fills. */
export const QUARTERS_TOUCHED = 'touched_quarters'

/** Counts all uses, from the facts about resources that `target` names. */
export async function countUses(session: Session, { target, version, settings }: Counting): Promise<void> {
  for (const month of await monthsOf(session, target('resource_facts'), 'time'))
    await session.run({ sql: USES(target, OF_MONTH, false), params: { version, month }, settings })
}

/** Counts again the quarters of an hour that have to do with the conversations in `touched`, after their facts were derived. */
export async function countUsesAgain(
  session: Session,
  { target, version, settings }: Counting,
): Promise<void> {
  await session.run({ sql: TOUCHED_QUARTERS, settings })
  for (const month of await monthsOf(session, QUARTERS_TOUCHED, 'day'))
    await session.run({
      sql: USES(target, `${OF_MONTH} AND ${IN_TOUCHED}`, true),
      params: { version, month },
      settings,
    })
}

async function monthsOf(session: Session, table: string, column: string): Promise<string[]> {
  const found = await rows<{ month: string }>(session, {
    sql: `SELECT DISTINCT toStartOfMonth(${column}) AS month FROM ${table} ORDER BY month`,
  })
  return found.map(({ month }) => month)
}
