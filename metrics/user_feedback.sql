/*
title: User feedback
sentence: How often people said that an answer was helpful or unhelpful.
family: interactions
unit: count
value: count()
grain: one row for each click or form with feedback
key: interaction_id
by: [feedback]
dimensions: [feedback, given_by, platform, route, domain, topic]
variants:
  clicks:
    sentence: Thumbs only.
    value: countIf(given_by = 'click')
  forms:
    sentence: Feedback forms only.
    value: countIf(given_by = 'form')
notes: |
  Feedback is given by a click (thumbs up or down) or by a form. Both count; cut by given_by to keep them apart, because
  a person may click first and then fill in the form. The value is compared without regard to case, and read from both
  places it has been seen in. Few people give feedback: its share says more about the dissatisfied than about everybody.
blind_spots: |
  Thanks and complaints in free text.
source: "Metrics guide, Interaction Metrics: User Feedback"
example: |
  A thumb down, then the form with "Unhelpful": two unhelpful, one by click and one by form.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  feedback, if(type = 'INTERACTION_TYPE_LINK_CLICK', 'click', 'form') AS given_by
FROM turn_facts FINAL
WHERE feedback IS NOT NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
