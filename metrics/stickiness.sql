/*
title: Stickiness
sentence: On an average day, the share of the period's active users who were active.
family: adoption
unit: share
numerator: uniqExact(xxh3(user_key, toDate(time, {tz:String})))
denominator: uniqExact(user_key) * any(days)
adds_up: false
whole_period: true
grain: one row for each thing a person said or did
key: interaction_id
dimensions: [platform]
variants:
  working_days:
    sentence: Weekends do not count, neither as days nor as activity.
    numerator: uniqExactIf(xxh3(user_key, toDate(time, {tz:String})), toDayOfWeek(time, 0, {tz:String}) <= 5)
    denominator: uniqExact(user_key) * any(working_days)
    source: "Most assistants are used at work"
  weekly:
    sentence: In an average week, the share of the period's active users who were active (WAU/MAU).
    numerator: uniqExact(xxh3(user_key, toMonday(time, {tz:String})))
    denominator: uniqExact(user_key) * any(weeks)
    source: "The field's WAU/MAU"
notes: |
  Over a month this is DAU/MAU, over a week DAU/WAU: days on which people were active, over active people times days. With a
  grain, each day, week, month or quarter is a period of its own, as far as it lies in the whole one. Weeks begin on Monday; one that
  lies in the period in part counts as a week.
blind_spots: |
  Weekends and holidays count as days, so nobody reaches 1.
source: "The field's DAU/WAU/MAU; the guide has no such metric"
example: |
  In a week Ana was active on five days, Ben on two: 7 / (2 people x 7 days) = 0.5.
*/
WITH
  toDate({from:DateTime64(3, 'UTC')}, {tz:String}) AS first_day,
  toDate({to:DateTime64(3, 'UTC')} - toIntervalMillisecond(1), {tz:String}) AS last_day,
  toDate(time, {tz:String}) AS day,
  -- The part of time the row is in, as far as it lies in the period.
  greatest(first_day, multiIf(
    {grain:String} = 'day', day, {grain:String} = 'week', toMonday(day),
    {grain:String} = 'month', toStartOfMonth(day), {grain:String} = 'quarter', toStartOfQuarter(day), first_day)) AS begins,
  least(last_day, multiIf(
    {grain:String} = 'day', day, {grain:String} = 'week', toMonday(day) + 6,
    {grain:String} = 'month', toLastDayOfMonth(day), {grain:String} = 'quarter', toStartOfQuarter(day) + toIntervalMonth(3) - 1, last_day)) AS ends,
  -- Working days before a day, counted from a Monday.
  date -> intDiv(toInt32(date) - 4, 7) * 5 + least((toInt32(date) - 4) % 7, 5) AS working_days_before
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform,
  ends - begins + 1 AS days, working_days_before(ends + 1) - working_days_before(begins) AS working_days,
  dateDiff('week', toMonday(begins), toMonday(ends)) + 1 AS weeks
FROM turn_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
