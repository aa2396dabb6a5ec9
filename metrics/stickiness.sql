/*
title: Stickiness
sentence: On an average day, the share of the period's active users who were active.
family: adoption
unit: share
numerator: uniqExact((user_id, toDate(time, {tz:String})))
denominator: uniqExact(user_id) * any(days_of_period)
adds_up: false
grain: one row for each thing a person said or did
key: interaction_id
dimensions: [platform]
variants:
  working_days:
    sentence: Weekends do not count, neither as days nor as activity.
    numerator: uniqExactIf((user_id, toDate(time, {tz:String})), toDayOfWeek(time, 0, {tz:String}) <= 5)
    denominator: uniqExact(user_id) * any(working_days_of_period)
    source: "Most assistants are used at work"
  weekly:
    sentence: In an average week, the share of the period's active users who were active (WAU/MAU).
    numerator: uniqExact((user_id, toMonday(time, {tz:String})))
    denominator: uniqExact(user_id) * any(days_of_period) / 7
    source: "The field's WAU/MAU"
notes: |
  Over a month this is DAU/MAU, over a week DAU/WAU: days on which people were active, over active people times days. Ask for
  one month or week at a time: with a grain the base is still the days of the whole period.
blind_spots: |
  Weekends and holidays count as days, so nobody reaches 1.
source: "The field's DAU/WAU/MAU; the guide has no such metric"
example: |
  In a week Ana was active on five days, Ben on two: 7 / (2 people x 7 days) = 0.5.
*/
WITH
  dateDiff('day', {from:DateTime64(3, 'UTC')}, {to:DateTime64(3, 'UTC')} - toIntervalMillisecond(1), {tz:String}) + 1 AS days_of_period,
  arrayCount(n -> toDayOfWeek(toDate({from:DateTime64(3, 'UTC')}, {tz:String}) + n) <= 5, range(toUInt64(days_of_period))) AS working_days_of_period
SELECT time, id AS interaction_id, conversation_id, user_id, platform, days_of_period, working_days_of_period
FROM turn_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
