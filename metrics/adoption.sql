/*
title: Adoption
sentence: The share of the people with access to the assistant who were active.
family: adoption
unit: share
numerator: uniqExactIf(user_key, active)
denominator: uniqExact(user_key)
adds_up: false
whole_period: true
grain: one row for each person with access and day
key: user_id
dimensions: [active]
notes: |
  The base is everybody who has access as the users table says now; who of them did something in the period or in a part of
  it is active. Cut by department or location it is the coverage of the organisation: a department without anybody active has 0.
blind_spots: |
  The users table does not tell since when people have had access, so the past is measured against today's access. People
  without access who are active (they lost it since) count on neither side.
source: "Metrics guide, Adoption Metrics: User Adoption Over Time; integration guide, Organizational Adoption & Rollouts"
example: |
  Of 200 people with access 120 did something in August: 120 / 200 = 0.6.
*/
WITH
days AS (
  SELECT arrayJoin(arrayMap(
    n -> toDate({from:DateTime64(3, 'UTC')}, {tz:String}) + n,
    range(toUInt64(dateDiff('day', {from:DateTime64(3, 'UTC')}, {to:DateTime64(3, 'UTC')} - toIntervalMillisecond(1), {tz:String}) + 1))
  )) AS day
),
presence AS (
  SELECT xxh3(user_key, toDate(time, {tz:String})) AS user_day
  FROM turn_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
)
SELECT
  toDateTime64(days.day, 3, {tz:String}) AS time, people.id AS user_id, people.key AS user_key, days.day AS day,
  toBool(xxh3(people.key, days.day) IN (SELECT user_day FROM presence)) AS active
FROM days CROSS JOIN (SELECT id, xxh3(id) AS key FROM users FINAL WHERE access_to_bot) AS people
