/*
title: Feedback with comments
sentence: How many feedback forms came with words.
family: interactions
unit: count
value: count()
grain: one row for each feedback form with a comment
key: interaction_id
dimensions: [feedback, platform, route, domain, topic]
notes: |
  The words are in the record of the form, in detail.content; metrics do not show them.
blind_spots: |
  Comments made elsewhere in the conversation.
source: "Metrics guide, Interaction Metrics: User Feedback"
example: |
  Form "Unhelpful" with "the link is dead": one.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, feedback
FROM turn_facts FINAL
WHERE has_comment
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
