/*
title: System events answered
sentence: The share of system events to which the person did something.
family: conversations
unit: share
numerator: countIf(answered)
denominator: count()
grain: one row for each system event
key: conversation_id
dimensions: [system_event, route, domain, platform, answered]
notes: |
  An answer is anything the person did in the conversation of the event, whenever it came.
blind_spots: |
  Acting in the other system, as approving by mail, is no answer here.
source: "Ours, over the Data API's system events"
example: |
  Of ten reminders three were followed by a click: 3 / 10 = 0.3.
*/
SELECT time, conversation_id, user_id, route, domain, system_event, platform, toBool(actions > 0) AS answered
FROM conversation_facts FINAL
WHERE system_event IS NOT NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
