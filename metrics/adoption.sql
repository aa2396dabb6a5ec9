/*
title: Adoption
sentence: The share of the people with access to the assistant who were active.
family: adoption
unit: share
numerator: sumIf(persons, active)
denominator: sum(persons)
adds_up: false
whole_period: true
grain: one row for each person with access and part of time
key: user_id
dimensions: [active]
notes: |
  The base is everybody who has access as the users table says now; who of them did something in the period or in a part of
  it is active. Cut by department or location it is the coverage of the organisation: a department without anybody active has 0.
  By weekday or hour it is that of an average day.
blind_spots: |
  The users table does not tell since when people have had access, so the past is measured against today's access. People
  without access who are active (they lost it since) count on neither side.
source: "Metrics guide, Adoption Metrics: User Adoption Over Time; integration guide, Organizational Adoption & Rollouts"
example: |
  Of 200 people with access 120 did something in August: 120 / 200 = 0.6.
*/
WITH
  toDate({from:DateTime64(3, 'UTC')}, {tz:String}) AS first_day,
  toDate({to:DateTime64(3, 'UTC')} - toIntervalMillisecond(1), {tz:String}) AS last_day,
  -- The part of time a day is in, in which a person counts once.
  day -> if({bucket:String} = 'day', day, if({bucket:String} = 'week', toMonday(day),
    if({bucket:String} = 'month', toStartOfMonth(day), if({bucket:String} = 'quarter', toStartOfQuarter(day), first_day)))) AS part_of,
parts AS (
  SELECT
    arrayJoin(arrayDistinct(arrayMap(n -> part_of(first_day + n), range(toUInt64(last_day - first_day + 1))))) AS part,
    toDateTime64(greatest(part, first_day), 3, {tz:String}) AS time
),
presence AS (
  SELECT xxh3(user_key, part_of(toDate(time, {tz:String}))) AS user_part
  FROM turn_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
)
SELECT
  parts.time AS time, people.id AS user_id, people.key AS user_key,
  toBool(xxh3(people.key, part) IN (SELECT user_part FROM presence)) AS active, 1 AS persons
FROM parts CROSS JOIN (SELECT id, xxh3(id) AS key FROM users FINAL WHERE access_to_bot) AS people

/*
summary: one row for each part of time, and whether people were active
*/
WITH
  toDate({from:DateTime64(3, 'UTC')}, {tz:String}) AS first_day,
  toDate({to:DateTime64(3, 'UTC')} - toIntervalMillisecond(1), {tz:String}) AS last_day,
  -- The part of time a day is in, in which a person counts once.
  day -> if({bucket:String} = 'day', day, if({bucket:String} = 'week', toMonday(day),
    if({bucket:String} = 'month', toStartOfMonth(day), if({bucket:String} = 'quarter', toStartOfQuarter(day), first_day)))) AS part_of,
parts AS (
  SELECT
    arrayJoin(arrayDistinct(arrayMap(n -> part_of(first_day + n), range(toUInt64(last_day - first_day + 1))))) AS part,
    toDateTime64(greatest(part, first_day), 3, {tz:String}) AS time
),
reached AS (
  SELECT part_of(toDate(time, {tz:String})) AS part, uniqExact(user_key) AS active
  FROM turn_facts FINAL
  WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
    AND user_key IN (SELECT xxh3(id) FROM users FINAL WHERE access_to_bot)
  GROUP BY part
)
SELECT time, counted.1 AS active, counted.2 AS persons
FROM (
  SELECT parts.time AS time, arrayJoin([
    (true, toUInt64(ifNull(reached.active, 0))),
    (false, toUInt64(assumeNotNull((SELECT count() FROM users FINAL WHERE access_to_bot)) - ifNull(reached.active, 0)))]) AS counted
  FROM parts LEFT JOIN reached ON reached.part = parts.part
)
WHERE persons > 0
