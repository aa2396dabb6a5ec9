/**
 * The conversations that have to be derived again, in the temporary table `touched`: those of records stored since `since`
 * and, when records were deleted since, those that have fewer records than their facts say.
 */
export const TOUCH_CHANGED = `
SELECT id AS conversation_id FROM conversations WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM interactions WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM plugin_calls WHERE stored_time >= {since:DateTime64(6, 'UTC')}
UNION DISTINCT SELECT conversation_id FROM plugin_resources WHERE stored_time >= {since:DateTime64(6, 'UTC')}`

/** A deleted record leaves its id only: its conversation is found by what is missing in it. */
export const TOUCH_DIMINISHED = `
WITH records AS (
  SELECT conversation_id, sum(interactions) AS interactions, sum(calls) AS calls, sum(resources) AS resources FROM (
    SELECT conversation_id, count() AS interactions, 0 AS calls, 0 AS resources FROM interactions FINAL GROUP BY conversation_id
    UNION ALL SELECT conversation_id, 0, count(), 0 FROM plugin_calls FINAL GROUP BY conversation_id
    UNION ALL SELECT conversation_id, 0, 0, count() FROM plugin_resources FINAL GROUP BY conversation_id
  ) GROUP BY conversation_id
)
SELECT facts.conversation_id AS conversation_id
FROM conversation_facts AS facts FINAL LEFT JOIN records ON records.conversation_id = facts.conversation_id
WHERE (facts.interactions, facts.calls, facts.resources) != (records.interactions, records.calls, records.resources)
  OR facts.conversation_id NOT IN (SELECT id FROM conversations FINAL)
-- Those without a record of their own have no count to compare with.
UNION DISTINCT SELECT conversation_id FROM turn_facts FINAL WHERE route IS NULL
UNION DISTINCT SELECT conversation_id FROM call_facts FINAL WHERE route IS NULL`

export const TOUCH_ALL = `
SELECT id AS conversation_id FROM conversations
UNION DISTINCT SELECT conversation_id FROM interactions
UNION DISTINCT SELECT conversation_id FROM plugin_calls
UNION DISTINCT SELECT conversation_id FROM plugin_resources
UNION DISTINCT SELECT conversation_id FROM turn_facts
UNION DISTINCT SELECT conversation_id FROM call_facts
UNION DISTINCT SELECT conversation_id FROM conversation_facts`

/**
 * When the same person began their next conversation, for all conversations of people with a touched one. The times stand
 * in an array of their own: a row that looked into the whole list would have to carry it.
 */
export const FOLLOWED = `
CREATE TEMPORARY TABLE followed ENGINE = Memory AS
WITH theirs AS (
  SELECT user_id, arraySort(groupArray((created_time, id))) AS begun
  FROM conversations FINAL
  WHERE type IS NULL AND user_id IN (
    SELECT user_id FROM conversations WHERE id IN (SELECT conversation_id FROM touched)
    UNION DISTINCT
    SELECT user_id FROM conversation_facts WHERE conversation_id IN (SELECT conversation_id FROM touched)
  )
  GROUP BY user_id
)
SELECT began.2 AS conversation_id, next_time
FROM (
  SELECT begun, arrayPushBack(arrayMap(next -> toNullable(next.1), arrayPopFront(begun)), NULL) AS next_times FROM theirs
) ARRAY JOIN begun AS began, next_times AS next_time`

/** Conversations that only have another one after them than before. */
export const TOUCH_FOLLOWED = `
INSERT INTO touched (conversation_id)
SELECT facts.conversation_id
FROM conversation_facts AS facts FINAL INNER JOIN followed ON followed.conversation_id = facts.conversation_id
WHERE facts.conversation_id NOT IN (SELECT conversation_id FROM touched)
  AND NOT (followed.next_time <=> facts.next_conversation_time)`
