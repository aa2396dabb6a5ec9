/*
title: Active conversations
sentence: How many conversations had something said or done in them.
family: conversations
unit: count
value: uniqExact(conversation_key)
adds_up: false
grain: one row for each conversation and day with an interaction
key: conversation_id
dimensions: [route, domain, system_event, platform]
notes: |
  By activity rather than by creation: a conversation counts in every period in which it has an interaction, of the person
  or the assistant. One that runs over midnight counts on both days, and once in the month. Days are those of the time zone.
  The ends of the period have to be full quarters of an hour, as those of days are in every zone.
blind_spots: |
  Reading is no interaction: a conversation that is read again is not active.
source: "Metrics guide, Conversation Metrics: Total Conversations, read by activity"
example: |
  Begun on 31 August at 23:50 and gone on until 00:10: active in August and in September.
*/
SELECT
  -- Of each day its first time in the period.
  arrayJoin(arrayCompact(time -> toDate(time, {tz:String}), arrayFilter(
    time -> time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}, active_times))) AS time,
  conversation_id, conversation_key, user_id, user_key, route, domain, system_event, platform
FROM conversation_facts FINAL
WHERE conversation_facts.time < {to:DateTime64(3, 'UTC')} AND last_interaction_time >= {from:DateTime64(3, 'UTC')}
