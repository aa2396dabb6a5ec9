/*
title: Active users, by the users table
sentence: How many people did something last in the period.
family: adoption
unit: count
value: count()
grain: one row for each person whose latest interaction is in the period
key: user_id
notes: |
  The guide's second method reads the users table alone. It agrees with the first for a period that ends now, and for no
  other: somebody who came back later has a later latest interaction, and is missing from the earlier period.
blind_spots: |
  Every period but the last is counted too low, the more so the longer ago it is.
source: "Metrics guide, Adoption Metrics: Active Users, method 2 (users table)"
example: |
  Ana was active in May and in June: asked in July, she counts for June and not for May.
*/
SELECT latest_interaction_time AS time, id AS user_id
FROM users FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
