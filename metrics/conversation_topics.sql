/*
title: Conversation topics
sentence: What people asked about, in how many conversations.
family: conversations
unit: count
value: uniqExact(conversation_key)
adds_up: false
grain: one row for each question
key: interaction_id
by: [topic]
dimensions: [topic, domain, route, platform]
notes: |
  Topics are the source's own, detected for each free text. A conversation counts once for each of its topics, so topics do
  not add up to conversations. Questions without a topic are under none. It counts when the question was asked.
blind_spots: |
  Buttons and forms have no topic of their own.
source: "Metrics guide, Conversation Metrics: Conversation Topics"
example: |
  Two questions on passwords and one on holidays in one conversation: one under each of two topics.
*/
SELECT time, id AS interaction_id, conversation_id, conversation_key, user_id, user_key, platform, route, domain, topic
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
