/*
title: Effort
sentence: How many things people have to say and do for each question, on average.
family: service
unit: mean
numerator: count() + sum(follow_ups)
denominator: count()
grain: one row for each question
key: interaction_id
dimensions: [platform, route, domain, topic, rephrased]
variants:
  rephrasings:
    sentence: The share of questions that come after one of the same topic in the same conversation.
    numerator: countIf(rephrased)
    denominator: count()
    source: "Documented approximation of asking again"
notes: |
  The question itself and everything that goes back to it: buttons, links, forms.
blind_spots: |
  A link opened with interest is effort, too. Whether a question says the same in other words is not in the records: the same
  topic stands for it.
source: "Ours, after the field's customer effort"
example: |
  A question, two buttons and a form: 4.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  thread_actions AS follow_ups, toBool(ifNull(topic = previous_topic, false)) AS rephrased
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
