/*
title: New users
sentence: How many people used the assistant for the first time.
family: adoption
unit: count
value: count()
grain: one row for each person whose first interaction ever is in the period
key: user_id
notes: |
  The first interaction is the one the source knows, which may be older than the records kept here.
blind_spots: |
  Somebody who gets a new account is a new person.
source: "Metrics guide, Adoption Metrics: New Users"
example: |
  Cem's first interaction is on 3 August: he is new in August, and never again.
*/
SELECT first_interaction_time AS time, id AS user_id
FROM users FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
