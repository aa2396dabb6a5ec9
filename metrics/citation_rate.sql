/*
title: Citation rate
sentence: The share of questions whose answer cites something.
family: knowledge
unit: share
numerator: countIf(cited)
denominator: count()
grain: one row for each question
key: interaction_id
dimensions: [cited, platform, route, domain, topic]
notes: |
  At least one resource of the question itself was cited, of any type: articles, forms, people, tickets.
blind_spots: |
  Answers to buttons and forms are not questions.
source: "Integration guide, Knowledge & Content Effectiveness"
example: |
  Of ten questions six were answered with a citation: 6 / 10 = 0.6.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, toBool(citations > 0) AS cited
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
