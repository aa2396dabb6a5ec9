/*
title: Turns in a conversation
sentence: How many things people say and do in a conversation, on average.
family: conversations
unit: mean
numerator: sum(actions)
denominator: count()
grain: one row for each conversation of people in which they did something
key: conversation_id
dimensions: [route, domain, platform]
variants:
  questions:
    sentence: Questions in a conversation, on average.
    numerator: sum(questions)
    denominator: count()
  interactions:
    sentence: Interactions in a conversation, those of the assistant too, on average.
    numerator: sum(interactions)
    denominator: count()
notes: |
  System events do not count, nor conversations in which the person did nothing.
blind_spots: |
  Few turns are a quick answer, or somebody who gave up.
source: "Integration guide, Assistant Behavior & Containment: conversation analysis"
example: |
  One conversation with a question and a click, one with a question: 3 / 2 = 1.5.
*/
SELECT time, conversation_id, user_id, user_key, route, domain, system_event, platform, actions, questions, interactions
FROM conversation_facts FINAL
WHERE system_event IS NULL AND actions > 0
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
