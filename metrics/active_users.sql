/*
title: Active users
sentence: How many people did or said something to the assistant in the period.
family: adoption
unit: count
value: uniqExact(user_key)
adds_up: false
grain: one row for each thing a person said or did
key: interaction_id
dimensions: [platform, route, domain, topic, type]
notes: |
  A person is active when at least one interaction of theirs falls in the period: a text, a click, a form, an upload.
  Messages the assistant sent do not make their receiver active. People are counted once in each period and part,
  so days do not add up to a month, nor platforms to the whole.
blind_spots: |
  Reading is no interaction: somebody who only reads what the assistant sends is not active.
source: "Metrics guide, Adoption Metrics: Active Users, method 1 (interactions)"
example: |
  Ana asks on Monday and clicks on Tuesday, Ben presses a button on Monday: two on Monday, one on Tuesday, two in the week.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, type
FROM turn_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
