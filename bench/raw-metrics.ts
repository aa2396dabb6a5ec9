/**
 * What the same numbers take without facts: SQL over the records, as somebody would write it who knows them and the engine. Each gives
 * the rows of its metric, by day, with the metric's own parameters.
 */
export const RAW_METRICS: { readonly [metric: string]: string } = {
  conversations: `
    SELECT toDate(created_time) AS period, count() AS value
    FROM conversations FINAL WHERE ${inPeriod('created_time')} GROUP BY period`,

  active_users: `
    SELECT toDate(created_time) AS period, uniqExact(user_id) AS value
    FROM interactions FINAL WHERE actor = 'user' AND ${inPeriod('created_time')} GROUP BY period`,

  tickets: `
    SELECT toDate(created_time) AS period, countIf(used) AS value
    FROM plugin_calls FINAL WHERE match(plugin_name, {ticket_plugins:String}) AND ${inPeriod('created_time')} GROUP BY period`,

  // From each signal up to its question; a signal that reaches none belongs to the nearest question before it.
  deflection: `
    WITH RECURSIVE
    question AS (
      SELECT id, conversation_id, created_time FROM interactions FINAL
      WHERE actor = 'user' AND type = 'INTERACTION_TYPE_FREE_TEXT'
    ),
    signal AS (
      SELECT id, conversation_id, created_time, ifNull(parent_interaction_id, '') AS parent
      FROM interactions FINAL
      WHERE actor = 'user' AND (
        (type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND (
          label = 'file_ticket'
          OR (label IN ('handoff', 'mw_form') AND match(ifNull(detail.detail, ''), {ticket_titles:String}))
          OR (label IN ('handoff', 'mw_form') AND match(ifNull(detail.detail, ''), {handoff_titles:String}))
          OR (label = 'feedback' AND lower(coalesce(detail.detail, detail.resource_id, '')) = 'unhelpful')))
        OR (type = 'INTERACTION_TYPE_LINK_CLICK' AND lower(detail.resource_id) = 'unhelpful'))
    ),
    chain AS (
      SELECT id AS signal_id, conversation_id, parent AS next, ''::String AS reached, 0 AS steps FROM signal WHERE parent != ''
      UNION ALL
      SELECT chain.signal_id, chain.conversation_id, if(above.asked, '', above.parent) AS next,
        if(above.asked, above.id, '') AS reached, chain.steps + 1 AS steps
      FROM chain INNER JOIN (
        SELECT id, conversation_id, ifNull(parent_interaction_id, '') AS parent,
          actor = 'user' AND type = 'INTERACTION_TYPE_FREE_TEXT' AS asked
        FROM interactions FINAL
        WHERE conversation_id IN (SELECT conversation_id FROM signal)
      ) AS above ON above.id = chain.next AND above.conversation_id = chain.conversation_id
      WHERE chain.next != '' AND chain.steps < 16
    ),
    linked AS (SELECT signal_id, reached FROM chain WHERE reached != ''),
    spoiled AS (
      SELECT if(linked.reached != '', linked.reached, nearest.id) AS id
      FROM signal
      ASOF LEFT JOIN question AS nearest
        ON nearest.conversation_id = signal.conversation_id AND nearest.created_time <= signal.created_time
      LEFT JOIN linked ON linked.signal_id = signal.id
    )
    SELECT toDate(created_time) AS period, countIf(id NOT IN (SELECT id FROM spoiled)) AS numerator, count() AS denominator
    FROM question WHERE ${inPeriod('created_time')} GROUP BY period`,

  // Feedback is about what the message it answers was for: the parent's parent.
  plugin_success: `
    WITH
    said AS (
      SELECT id, conversation_id, created_time, ifNull(parent_interaction_id, '') AS parent,
        if(type = 'INTERACTION_TYPE_LINK_CLICK', lower(detail.resource_id), lower(coalesce(detail.detail, detail.resource_id, ''))) AS words
      FROM interactions FINAL
      WHERE actor = 'user' AND words IN ('helpful', 'unhelpful')
        AND (type = 'INTERACTION_TYPE_LINK_CLICK' OR (type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND label = 'feedback'))
    ),
    around AS (
      SELECT id, conversation_id, created_time, actor, type, ifNull(parent_interaction_id, '') AS parent
      FROM interactions FINAL WHERE conversation_id IN (SELECT conversation_id FROM said)
    ),
    rated AS (
      SELECT multiIf(above.id = '', nearest.id, above.actor = 'user', above.id, beyond.id != '', beyond.id, nearest.id) AS id,
        max(words = 'helpful') AS helpful, max(words = 'unhelpful') AS unhelpful
      FROM said
      ASOF LEFT JOIN (
        SELECT id, conversation_id, created_time FROM around WHERE actor = 'user' AND type = 'INTERACTION_TYPE_FREE_TEXT'
      ) AS nearest ON nearest.conversation_id = said.conversation_id AND nearest.created_time <= said.created_time
      LEFT JOIN around AS above ON above.id = said.parent AND above.conversation_id = said.conversation_id
      LEFT JOIN around AS beyond ON beyond.id = above.parent AND beyond.conversation_id = said.conversation_id
      GROUP BY 1
    )
    SELECT toDate(created_time) AS period, plugin_name AS plugin, countIf(helpful AND NOT unhelpful) AS numerator,
      countIf(helpful OR unhelpful) AS denominator
    FROM (SELECT interaction_id, created_time, plugin_name FROM plugin_calls FINAL WHERE used AND ${inPeriod('created_time')}) AS calls
    LEFT JOIN rated ON rated.id = calls.interaction_id
    GROUP BY period, plugin`,
}

function inPeriod(time: string): string {
  return `${time} >= {from:DateTime64(3, 'UTC')} AND ${time} < {to:DateTime64(3, 'UTC')}`
}
