/*
title: Retention by cohorts
sentence: Of the people who began in the same month, the share who were active so many months later.
family: adoption
unit: share
numerator: uniqExactIf(user_key, active)
denominator: uniqExact(user_key)
adds_up: false
whole_period: true
grain: one row for each person and each month from their first on
key: user_id
by: [cohort, age]
dimensions: [cohort, age, active]
variants:
  weekly:
    sentence: Cohorts and ages are weeks.
    parameters: {cohort: week}
    source: Weeks from Monday
notes: |
  A person's cohort is the month of their first interaction in the records here and in the period; age 0 is that month itself.
  The base of an age is everybody of the cohort, whether they came back or not, as long as that month has begun in the period.
  The months at the edges of the period count as far as they are in it.
blind_spots: |
  People who used the assistant before the period begin in it once more: take a period that begins with the records.
source: "Metrics guide, Adoption Metrics: User Retention Over Time; cohorts are ours"
example: |
  Ten people began in May, six of them were active in June: cohort 2026-05-01, age 1: 6 / 10 = 0.6.
*/
WITH
beginnings AS (
  SELECT user_key, any(user_id) AS user_id, groupArray(active_period) AS active_periods, min(active_period) AS cohort
  FROM (
    SELECT
      user_key, any(user_id) AS user_id,
      if({cohort:String} = 'week', toMonday(time, {tz:String}), toStartOfMonth(time, {tz:String})) AS active_period
    FROM turn_facts FINAL
    WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
    GROUP BY user_key, active_period
  )
  GROUP BY user_key
),
ages AS (
  SELECT user_key, user_id, cohort, active_periods, arrayJoin(range(toUInt64(
    dateDiff({cohort:String}, cohort, toDate({to:DateTime64(3, 'UTC')} - toIntervalMillisecond(1), {tz:String})) + 1))) AS age
  FROM beginnings
)
SELECT
  toDateTime64(cohort, 3, {tz:String}) AS time, user_id, user_key, cohort, toUInt32(age) AS age,
  toBool(has(active_periods, if({cohort:String} = 'week', cohort + toIntervalWeek(age), cohort + toIntervalMonth(age)))) AS active
FROM ages
