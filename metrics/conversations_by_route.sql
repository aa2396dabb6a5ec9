/*
title: Conversations by route
sentence: How the conversations of the period were started.
unit: count
value: count()
by: [route]
dimensions: [route]
notes: |
  DM: the person wrote to the assistant. Notification: the assistant wrote first. Channel and Ticket: it stepped into a
  channel or a ticket. Every conversation has exactly one route, so the parts add up to all conversations.
source: "Metrics guide, Conversation Metrics: Conversations by Route"
*/
SELECT
  created_time AS time,
  id AS conversation_id,
  user_id,
  route
FROM conversations FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
