/**
 * The conversations that have to be derived again, in the temporary table `touched`: those of records stored since `since`, and
 * those that lost a record since.
 */
export const TOUCH_CHANGED = `
INSERT INTO touched
SELECT id AS conversation_id FROM conversations WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM interactions WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM plugin_calls WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM plugin_resources WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM conversations_left WHERE left_time >= {since:DateTime64(6, 'UTC')}`

/**
 * When the same person began their next conversation, by conversation. The times stand in an array of their own: a row that
 * looked into the whole list would have to carry it.
 *
 * @param whose a condition over conversations: of the people it is about
 * @param which a condition over `conversation_id`: the conversations to tell it of
 */
const followed = (whose: string, which: string): string => `
CREATE TEMPORARY TABLE followed ENGINE = Memory AS
WITH theirs AS (
  SELECT arraySort(groupArray((created_time, id))) AS begun
  FROM conversations FINAL
  WHERE type IS NULL AND ${whose}
  GROUP BY user_id
)
SELECT began.2 AS conversation_id, next_time
FROM (
  SELECT begun, arrayPushBack(arrayMap(next -> toNullable(next.1), arrayPopFront(begun)), NULL) AS next_times FROM theirs
) ARRAY JOIN begun AS began, next_times AS next_time
WHERE ${which}`

/** Of people with a touched conversation, now or before; told by the ids of all their conversations. */
export const FOLLOWED = followed(
  `id IN (
    SELECT id FROM conversations WHERE user_id IN (
      SELECT user_id FROM conversations WHERE id IN (SELECT conversation_id FROM touched)
      UNION DISTINCT
      SELECT user_id FROM conversation_facts WHERE conversation_id IN (SELECT conversation_id FROM touched)
    )
  )`,
  'true',
)

/** Conversations that only have another one after them than before. */
export const TOUCH_FOLLOWED = `
INSERT INTO touched
SELECT facts.conversation_id
FROM (
  SELECT conversation_id, next_conversation_time FROM conversation_facts FINAL
  WHERE conversation_id IN (SELECT conversation_id FROM followed)
) AS facts INNER JOIN followed ON followed.conversation_id = facts.conversation_id
WHERE facts.conversation_id NOT IN (SELECT conversation_id FROM touched)
  AND NOT (followed.next_time <=> facts.next_conversation_time)`

/** Of everybody, for the conversations of some slices. */
export const FOLLOWED_ALL = followed(
  'true',
  "conversation_id >= {low:String} AND ({high:String} = '' OR conversation_id < {high:String})",
)
