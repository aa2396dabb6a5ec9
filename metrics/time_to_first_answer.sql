/*
title: Time to first answer
sentence: How long people wait for the first answer to a question, on average.
family: service
unit: seconds
numerator: sum(answer_ms) / 1000
denominator: count()
grain: one row for each answered question
key: interaction_id
dimensions: [platform, route, domain, topic]
variants:
  median:
    sentence: Half of the answers came sooner.
    value: quantileExact(0.5)(answer_ms) / 1000
  p95:
    sentence: Nineteen of twenty answers came sooner.
    value: quantileExact(0.95)(answer_ms) / 1000
  business:
    sentence: Only the time within business hours, on average; 0 for what was asked and answered outside of them.
    numerator: sum(business_answer_ms) / 1000
    denominator: count()
    source: "Service desks stop their clocks outside of business hours"
notes: |
  From the question to the first message whose parent it is. Answers after longest_answer_seconds were not waited for and
  are left out, and so are questions without an answer.
blind_spots: |
  The first message may only say that more is to come.
source: "Ours; the guide has no such metric"
example: |
  Asked 09:00:00.0, answered 09:00:02.5: 2.5 seconds.
*/
WITH
  assumeNotNull(first_answer_time) AS answer_time,
  if({business_zone:String} = '', {tz:String}, {business_zone:String}) AS zone,
  -- Of the days from the beginning to the end, those on which the company works, each as far as its hours reach.
  arraySum(day -> if(
    has({business_days:Array(String)}, lower(dateName('weekday', day))) AND NOT has({business_holidays:Array(String)}, toString(day)),
    greatest(0, dateDiff('millisecond',
      greatest(time, toDateTime64(concat(toString(day), ' ', {business_from:String}, ':00'), 3, zone)),
      least(answer_time, toDateTime64(concat(toString(day), ' ', {business_to:String}, ':00'), 3, zone)))), 0),
    arrayMap(n -> toDate(time, zone) + n, range(toUInt64(greatest(0, dateDiff('day', time, answer_time, zone)) + 1)))
  ) AS business_ms
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  toUInt64(greatest(0, dateDiff('millisecond', time, answer_time))) AS answer_ms, toUInt64(business_ms) AS business_answer_ms
FROM turn_facts FINAL
WHERE is_question AND first_answer_time <= time + toIntervalSecond({longest_answer_seconds:UInt32})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
