/*
title: Conversations by domain
sentence: What the conversations of the period were about.
unit: count
value: count()
by: [domain]
dimensions: [domain]
notes: |
  The domain is the source's own: detected over all free texts of a conversation. Conversations without a free text,
  such as notifications nobody answered, have none. Every conversation has at most one, so the parts (with none) add up.
source: "Metrics guide, Conversation Metrics: Conversations by Domain"
*/
SELECT
  created_time AS time,
  id AS conversation_id,
  user_id,
  primary_domain AS domain
FROM conversations FINAL
WHERE created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
