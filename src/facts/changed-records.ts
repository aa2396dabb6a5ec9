import { entities } from '../schema/entities.ts'
import { rows, type Session, type Settings } from '../store/engine.ts'
import { newest, type Source } from './gather.ts'
import { STORED_SINCE } from './touched.ts'

const TOUCHED = 'conversation_id IN (SELECT conversation_id FROM touched)'

/** The temporary tables of {@link changedRecords}, by records table. */
const earlier = (table: string): string => `earlier_${table}`
const BY_CONVERSATION: readonly string[] = entities
  .filter(({ attributes }) => 'conversation_id' in attributes)
  .map(({ table }) => table)
export const EARLIER_TABLES = BY_CONVERSATION.map(earlier)

/** A record found by its id costs what 2,000 cost that are read one after another: ids are in no order of conversations. */
const ROWS_PER_ID = 2_000

/** Ids of records are held in memory while the others are looked for. */
const MOST_STORED = 2_000_000

interface Found {
  readonly stored: number
  readonly of: number
}

/**
 * Where the records of the conversations in `touched` are read from, which is nearly all that deriving a day’s conversations costs.
 *
 * Most of them were stored since the last refresh, and lie in parts of their own, which their times tell. The conversations’ earlier
 * ones, told by the projection that has the ids in the order of conversations, are found by id; when these are many, the table is
 * read through.
 */
export async function changedRecords(
  session: Session,
  table: string,
  since: string,
  settings: Settings,
): Promise<readonly Source[]> {
  const through = [{ from: newest(table), where: TOUCHED }]
  if (!BY_CONVERSATION.includes(table)) return through
  const [{ stored, of }] = (await rows<Found>(session, {
    sql: `SELECT (SELECT count() FROM ${table} WHERE ${STORED_SINCE}) AS stored, (SELECT count() FROM ${table}) AS of`,
    params: { since },
    settings,
  })) as [Found]
  if (stored > MOST_STORED) return through
  await session.run({
    sql: `CREATE TEMPORARY TABLE ${earlier(table)} ENGINE = Memory AS
      SELECT DISTINCT id FROM ${table} WHERE ${TOUCHED} AND id NOT IN (SELECT id FROM ${table} WHERE ${STORED_SINCE})`,
    params: { since },
    settings,
  })
  const [{ ids }] = (await rows<{ ids: number }>(session, {
    sql: `SELECT count() AS ids FROM ${earlier(table)}`,
  })) as [{ ids: number }]
  if (ids * ROWS_PER_ID > of) return through
  return [
    {
      // Not FINAL: that would compare them with the whole table.
      from: `(SELECT * FROM ${table} WHERE ${STORED_SINCE} ORDER BY last_updated_time DESC, stored_time DESC LIMIT 1 BY id) AS records`,
      // What is stored anew meanwhile is in both, and read once.
      where: `${TOUCHED} AND id NOT IN (SELECT id FROM ${earlier(table)})`,
      params: { since },
    },
    ...(ids > 0
      ? [{ from: newest(table), where: `${TOUCHED} AND id IN (SELECT id FROM ${earlier(table)})` }]
      : []),
  ]
}
