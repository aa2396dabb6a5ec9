/*
title: Conversations
sentence: How many conversations began in the period.
family: conversations
unit: count
value: count()
grain: one row for each conversation that began in the period
key: conversation_id
dimensions: [route, domain, system_event, platform]
notes: |
  A conversation counts once, on the day it was created, however long it goes on.
  System events (notifications, interceptions) are conversations too and can outnumber those of people:
  cut by system_event, or read the route DM alone, to see people's own.
blind_spots: |
  Where a conversation ends and another begins is the source's decision.
source: "Metrics guide, Conversation Metrics: Total Conversations"
example: |
  Begun on 31 August at 23:50 and gone on until midnight: one conversation of August.
*/
SELECT time, conversation_id, user_id, user_key, route, domain, system_event, platform
FROM conversation_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
