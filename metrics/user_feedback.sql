/*
title: User feedback
sentence: How often people said that an answer was helpful or unhelpful.
unit: count
value: count()
by: [feedback]
dimensions: [feedback, given_by, platform]
notes: |
  Feedback is given by a click (thumbs up or down) or by a form. Both count; cut by given_by to keep them apart, because
  a person may click first and then fill in the form. The value is compared without regard to case, and read from both
  places it has been seen in. Few people give feedback: its share says more about the dissatisfied than about everybody.
source: "Metrics guide, Interaction Metrics: User Feedback"
*/
SELECT
  created_time AS time,
  id AS interaction_id,
  conversation_id,
  user_id,
  platform,
  if(type = 'INTERACTION_TYPE_LINK_CLICK', 'click', 'form') AS given_by,
  lower(if(given_by = 'click', detail.resource_id, coalesce(detail.detail, detail.resource_id))) AS feedback
FROM interactions FINAL
WHERE actor = 'user'
  AND (type = 'INTERACTION_TYPE_LINK_CLICK' OR (type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' AND label = 'feedback'))
  AND feedback IN ('helpful', 'unhelpful')
  AND created_time >= {from:DateTime64(3, 'UTC')} AND created_time < {to:DateTime64(3, 'UTC')}
