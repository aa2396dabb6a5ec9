/*
title: Active users
sentence: How many people did or said something to the assistant in the period.
unit: count
value: uniqExact(user_id)
dimensions: [platform, domain]
notes: |
  A person is active when at least one interaction of theirs falls in the period: a text, a click, a form, an upload.
  Messages the assistant sent do not make their receiver active. People are counted once in each period and part,
  so days do not add up to a month, nor platforms to the whole.
source: "Metrics guide, Adoption Metrics: Active Users, method 1 (interactions)"
*/
SELECT
  created_time AS time,
  id AS interaction_id,
  conversation_id,
  user_id,
  platform,
  detail.domain AS domain
FROM interactions FINAL
WHERE actor = 'user'
  AND created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
