/*
title: Active conversations
sentence: How many conversations had something said or done in them.
family: conversations
unit: count
value: uniqExact(conversation_id)
adds_up: false
grain: one row for each conversation and day (UTC) with an interaction
key: conversation_id
dimensions: [route, domain, system_event, platform]
notes: |
  By activity rather than by creation: a conversation counts in every period in which it has an interaction, of the person
  or the assistant. One that runs over midnight counts on both days, and once in the month.
blind_spots: |
  Days are days in UTC here whatever the time zone, because facts keep the days and not the hours.
source: "Metrics guide, Conversation Metrics: Total Conversations, read by activity"
example: |
  Begun on 31 August at 23:50 and gone on until 00:10: active in August and in September.
*/
SELECT toDateTime64(day, 3, 'UTC') AS time, conversation_id, user_id, route, domain, system_event, platform
FROM (
  SELECT arrayJoin(active_days) AS day, conversation_id, user_id, route, domain, system_event, platform
  FROM conversation_facts FINAL
  WHERE conversation_facts.time < {to:DateTime64(3, 'UTC')}
    AND last_interaction_time >= toStartOfDay({from:DateTime64(3, 'UTC')})
)
WHERE day >= toDate({from:DateTime64(3, 'UTC')}) AND toDateTime64(day, 3, 'UTC') < {to:DateTime64(3, 'UTC')}
