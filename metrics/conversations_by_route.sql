/*
title: Conversations by route
sentence: How the conversations of the period were started.
family: conversations
unit: count
value: count()
grain: one row for each conversation that began in the period
key: conversation_id
by: [route]
dimensions: [route, domain, platform]
notes: |
  DM: the person wrote to the assistant. Notification: the assistant wrote first. Channel and Ticket: it stepped into a
  channel or a ticket. Every conversation has exactly one route, so the parts add up to all conversations.
blind_spots: |
  An answer to a notification stays with the route Notification, whatever becomes of it.
source: "Metrics guide, Conversation Metrics: Conversations by Route"
example: |
  The assistant reminds of an approval and the person approves: one conversation, route Notification.
*/
SELECT time, conversation_id, user_id, route, domain, system_event, platform
FROM conversation_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
