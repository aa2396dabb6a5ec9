/*
title: Helpful share
sentence: The share of feedback that says helpful.
family: interactions
unit: share
numerator: countIf(feedback = 'helpful')
denominator: count()
grain: one row for each click or form with feedback
key: interaction_id
dimensions: [feedback, given_by, platform, route, domain, topic]
notes: |
  Clicks and forms together, each counted. People who are not content say so more often, so read it over time rather than
  as it stands.
blind_spots: |
  Everybody who gave no feedback, which is nearly everybody.
source: "Metrics guide, Interaction Metrics: User Feedback"
example: |
  Three thumbs up, one down: 3 / 4 = 0.75.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, platform, route, domain, topic,
  feedback, if(type = 'INTERACTION_TYPE_LINK_CLICK', 'click', 'form') AS given_by
FROM turn_facts FINAL
WHERE feedback IS NOT NULL
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
