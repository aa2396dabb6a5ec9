/*
title: Next steps
sentence: What people do after they did something.
family: conversations
unit: count
value: count()
grain: one row for each thing a person said or did
key: interaction_id
by: [type, next_step]
dimensions: [type, next_step, topic, domain, platform, route]
notes: |
  The next thing the same conversation has of the person, end when there is none. Of a question: by topic it shows where
  people ask again, where they file a ticket, and where they are done.
blind_spots: |
  What people do outside the assistant. The next conversation is not the next step.
source: "Integration guide, Assistant Behavior & Containment: how conversations evolve"
example: |
  Question, click, nothing more: FREE_TEXT then LINK_CLICK, and LINK_CLICK then end.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, type, next_step
FROM turn_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
