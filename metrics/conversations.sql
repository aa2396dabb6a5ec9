/*
title: Conversations
sentence: How many conversations began in the period.
unit: count
value: count()
dimensions: [route, domain, system_event]
notes: |
  A conversation counts once, on the day it was created, however long it goes on.
  System events (notifications, interceptions) are conversations too and can outnumber those of people:
  cut by system_event, or read the route DM alone, to see people's own.
source: "Metrics guide, Conversation Metrics: Total Conversations"
*/
SELECT
  created_time AS time,
  id AS conversation_id,
  user_id,
  route,
  primary_domain AS domain,
  type AS system_event
FROM conversations FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
