/*
title: Single-interaction users
sentence: How many of the new users did one thing and never came back.
family: adoption
unit: count
value: count()
grain: one row for each person whose only interaction ever is in the period
key: user_id
notes: |
  First and latest interaction of the person are the same. They count when that interaction was.
blind_spots: |
  Whoever began yesterday has had little time to come back: the last days are always too high.
source: "Metrics guide, Adoption Metrics: New Users (single-interaction users)"
example: |
  Dana asked one question on 3 August and nothing since: one in August.
*/
SELECT first_interaction_time AS time, id AS user_id
FROM users FINAL
WHERE first_interaction_time = latest_interaction_time
 
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
