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
notes: |
  From the question to the first message whose parent it is. Answers after longest_answer_seconds were not waited for and
  are left out, and so are questions without an answer.
blind_spots: |
  The first message may only say that more is to come.
source: "Ours; the guide has no such metric"
example: |
  Asked 09:00:00.0, answered 09:00:02.5: 2.5 seconds.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, platform, route, domain, topic,
  toUInt64(greatest(0, dateDiff('millisecond', time, assumeNotNull(first_answer_time)))) AS answer_ms
FROM turn_facts FINAL
WHERE is_question AND first_answer_time <= time + toIntervalSecond({longest_answer_seconds:UInt32})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
