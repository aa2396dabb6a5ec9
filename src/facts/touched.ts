import { keyOf } from './gather.ts'

/** Records that were stored since the last refresh. */
export const STORED_SINCE = `stored_time >= {since:DateTime64(6, 'UTC')}`

/**
 * The conversations that have to be derived again, in the temporary table `touched`: those of records stored since `since`, and
 * those that lost a record since.
 */
export const TOUCH_CHANGED = `
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

/** Conversations that only have another one after them than before. */
export const TOUCH_FOLLOWED = `
INSERT INTO touched (conversation_id)
SELECT facts.conversation_id
FROM (
  SELECT conversation_id, conversation_key, next_conversation_time FROM conversation_facts FINAL
  WHERE conversation_key IN (SELECT conversation_key FROM followed)
) AS facts INNER JOIN followed ON followed.conversation_key = facts.conversation_key
WHERE facts.conversation_key NOT IN (SELECT conversation_key FROM touched)
  AND NOT (followed.next_time <=> facts.next_conversation_time)`

/** Of everybody. */
export const FOLLOWED_ALL = followed('true')
