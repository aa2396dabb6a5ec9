import type { Session, Settings } from '../store/engine.ts'
import { keyOf } from './gather.ts'

/** Records that were stored since the last refresh. */
export const STORED_SINCE = `stored_time >= {since:DateTime64(6, 'UTC')}`

/**
 * The conversations that have to be derived again, in the temporary table `touched`: those of records stored since `since`, and
 * those that lost a record since.
 */
const TOUCH_CHANGED = `
INSERT INTO touched (conversation_id)
SELECT id AS conversation_id FROM conversations WHERE ${STORED_SINCE}
UNION DISTINCT SELECT conversation_id FROM interactions WHERE ${STORED_SINCE}
UNION DISTINCT SELECT conversation_id FROM plugin_calls WHERE ${STORED_SINCE}
UNION DISTINCT SELECT conversation_id FROM plugin_resources WHERE ${STORED_SINCE}
UNION DISTINCT SELECT conversation_id FROM conversations_left WHERE left_time >= {since:DateTime64(6, 'UTC')}`

/**
 * When the same person began their next conversation, by conversation. The times stand in an array of their own: a row that
 * looked into the whole list would have to carry it.
 *
 * @param whose a condition over conversations: of the people it is about
 */
const followed = (whose: string): string => `
WITH theirs AS (
  SELECT arraySort(groupArray((created_time, ${keyOf('id')}))) AS begun
  FROM conversations FINAL
  WHERE type IS NULL AND ${whose}
  GROUP BY ${keyOf('user_id')}
)
SELECT began.2 AS conversation_key, next_time
FROM (
  SELECT begun, arrayPushBack(arrayMap(next -> toNullable(next.1), arrayPopFront(begun)), NULL) AS next_times FROM theirs
) ARRAY JOIN begun AS began, next_times AS next_time`

/** Of people with a touched conversation, now or before; told by the ids of all their conversations. For the table `followed`. */
export const FOLLOWED = followed(
  `id IN (
    SELECT id FROM conversations WHERE user_id IN (
      SELECT user_id FROM conversations WHERE id IN (SELECT conversation_id FROM touched)
      UNION DISTINCT
      SELECT user_id FROM conversation_facts WHERE conversation_key IN (SELECT conversation_key FROM touched)
    )
  )`,
)

/** Conversations that are not derived again and only have another one after them than before, in the temporary table `refollowed`. */
const REFOLLOWED = `
CREATE TEMPORARY TABLE refollowed ENGINE = Memory AS
SELECT facts.conversation_key AS conversation_key, followed.next_time AS next_time
FROM (
  SELECT conversation_key, next_conversation_time FROM conversation_facts FINAL
  WHERE conversation_key IN (SELECT conversation_key FROM followed)
) AS facts INNER JOIN followed ON followed.conversation_key = facts.conversation_key
WHERE facts.conversation_key NOT IN (SELECT conversation_key FROM touched)
  AND NOT (followed.next_time <=> facts.next_conversation_time)`

/** Says so in their facts, of which nothing else changes. Not FINAL: that would compare the whole table. */
export const FOLLOW_AGAIN = `
INSERT INTO conversation_facts
SELECT facts.* REPLACE (refollowed.next_time AS next_conversation_time, {version:DateTime64(6, 'UTC')} AS facts_time)
FROM (
  SELECT * FROM conversation_facts WHERE conversation_key IN (SELECT conversation_key FROM refollowed)
  ORDER BY facts_time DESC LIMIT 1 BY conversation_key, time, conversation_id
) AS facts INNER JOIN refollowed ON refollowed.conversation_key = facts.conversation_key
WHERE NOT facts.is_deleted`

/** Of everybody. */
export const FOLLOWED_ALL = followed('true')

/** The temporary tables that {@link touch} fills, beside `followed`. */
export const TOUCHED_TABLES = ['touched', 'refollowed']

/**
 * Fills `touched` with the conversations to derive again, `followed` with what follows theirs and those of the same people, and
 * `refollowed` with the others of these of which nothing else changed.
 */
export async function touch(session: Session, since: string, settings: Settings): Promise<void> {
  for (const sql of [
    `CREATE TEMPORARY TABLE touched (conversation_id String, conversation_key UInt64 DEFAULT ${keyOf('conversation_id')}) ENGINE = Memory`,
    TOUCH_CHANGED,
    `CREATE TEMPORARY TABLE followed ENGINE = Memory AS ${FOLLOWED}`,
    REFOLLOWED,
  ])
    await session.run({ sql, params: { since }, settings })
}
