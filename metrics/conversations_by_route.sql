/*
title: Conversations by route
sentence: How the conversations of the period were started.
like: conversations
value: count()
by: [route]
notes: |
  DM: the person wrote to the assistant. Notification: the assistant wrote first. Channel and Ticket: it stepped into a
  channel or a ticket. Every conversation has exactly one route, so the parts add up to all conversations.
blind_spots: |
  An answer to a notification stays with the route Notification, whatever becomes of it.
source: "Metrics guide, Conversation Metrics: Conversations by Route"
example: |
  The assistant reminds of an approval and the person approves: one conversation, route Notification.
*/
