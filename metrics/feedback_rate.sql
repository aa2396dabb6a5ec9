/*
title: Feedback rate
sentence: The share of questions whose answer was rated.
family: interactions
unit: share
numerator: countIf(rated)
denominator: count()
grain: one row for each question
key: interaction_id
dimensions: [rated, platform, route, domain, topic]
notes: |
  Rated by click or form, whichever way, the answer itself or one of a step after it.
blind_spots: |
  It says how far the helpful share can be trusted, not how people felt.
source: "Metrics guide, Interaction Metrics: User Feedback (coverage)"
example: |
  Of 100 questions four got a thumb: 4 / 100 = 0.04.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  toBool(thread_helpful_clicks > 0 OR thread_helpful_forms > 0 OR thread_unhelpful_clicks > 0 OR thread_unhelpful_forms > 0) AS rated
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
