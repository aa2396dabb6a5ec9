/*
title: Habit segments
sentence: How many people use the assistant daily, regularly, now and then, or no more.
family: adoption
unit: count
value: count()
whole_period: true
grain: one row for each person who ever used the assistant
key: user_id
by: [habit]
dimensions: [habit, active_days]
notes: |
  By active days in the four weeks before the end of the period: power from 12, habitual from 4, occasional from 1, lapsed 0
  (they used it before). Limits and look-back are parameters. As a dimension of other metrics it is called segment.
blind_spots: |
  It is about the end of the period only; a person on leave looks lapsed.
source: "Ours; vendors' user segments differ and are not published"
example: |
  Ana was active on 14 of the last 28 days: power. Ben on one: occasional.
*/
WITH
  -- Its day is told as a Date32: before 1970 a Date is another day.
  {to:DateTime64(3, 'UTC')} - toIntervalDay({look_back_days:UInt32}) AS since
SELECT
  greatest({from:DateTime64(3, 'UTC')}, max(last_time)) AS time, any(user_id) AS user_id, user_key, max(days) AS active_days,
  multiIf(active_days >= {power_days:UInt32}, 'power', active_days >= {habitual_days:UInt32}, 'habitual',
    active_days > 0, 'occasional', 'lapsed') AS habit
FROM (
  SELECT user_key, any(user_id) AS user_id, max(time) AS last_time, uniqExact(toDate(time, {tz:String})) AS days
  FROM turn_facts FINAL
  WHERE time >= since AND indexHint(toDate(time) >= toDate32(since) - 1) AND time < {to:DateTime64(3, 'UTC')}
  GROUP BY user_key
  UNION ALL
  -- Of whoever used it before, only that they did.
  SELECT user_key, any(user_id) AS user_id, max(time) AS last_time, 0 AS days
  FROM turn_facts FINAL
  WHERE time < since AND indexHint(toDate(time) <= toDate32(since) + 1)
  GROUP BY user_key
)
GROUP BY user_key
