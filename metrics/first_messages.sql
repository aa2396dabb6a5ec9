/*
title: First messages
sentence: What people begin their conversations with.
family: conversations
unit: count
value: count()
grain: one row for each conversation of people
key: conversation_id
by: [first_step, first_topic]
dimensions: [first_step, first_topic, route, domain, platform]
notes: |
  The kind of the first thing the person did, and the topic of their first question. The text itself is not part of it.
blind_spots: |
  What came before in another conversation.
source: "Integration guide, Assistant Behavior & Containment: where conversations start"
example: |
  A person asks for a password reset: INTERACTION_TYPE_FREE_TEXT, topic password.
*/
SELECT time, conversation_id, user_id, user_key, route, domain, system_event, platform, first_step, first_topic
FROM conversation_facts FINAL
WHERE system_event IS NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
