/*
title: Interactions
sentence: How much people and the assistant said and did.
family: interactions
unit: count
value: count()
grain: one row for each interaction
key: interaction_id
dimensions: [type, actor, platform, label]
notes: |
  Everything in the records: texts, clicks, forms and uploads of people, messages of the assistant. One answer may be
  several messages.
blind_spots: |
  Notifications themselves are not among the interactions, what people do about them is.
source: "Integration guide, Engagement & Volume Analytics"
example: |
  A question, an answer, a thumb up: three interactions, two of them of the person.
*/
SELECT created_time AS time, id AS interaction_id, conversation_id, user_id, platform, type, actor, label
FROM interactions FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
