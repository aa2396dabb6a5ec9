/*
title: System events
sentence: How many times the assistant began by itself, by the kind of event.
family: conversations
unit: count
value: count()
grain: one row for each system event
key: conversation_id
by: [system_event]
dimensions: [system_event, route, domain, platform, answered]
notes: |
  Notifications, interceptions and surveys since April 2026 are conversations with a type. They are kept apart from
  conversations of people because they multiply volume, and most of them nobody answers.
blind_spots: |
  Older notifications have no type and count as conversations of people with the route Notification.
source: "Data API notes of April 2026: system events"
example: |
  A reminder of an approval that is approved: one, answered.
*/
SELECT time, conversation_id, user_id, user_key, route, domain, system_event, platform, toBool(actions > 0) AS answered
FROM conversation_facts FINAL
WHERE system_event IS NOT NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
