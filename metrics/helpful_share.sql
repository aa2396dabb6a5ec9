/*
title: Helpful share
sentence: The share of feedback that says helpful.
like: user_feedback
unit: share
numerator: countIf(feedback = 'helpful')
denominator: count()
notes: |
  Clicks and forms together, each counted. People who are not content say so more often, so read it over time rather than
  as it stands.
blind_spots: |
  Everybody who gave no feedback, which is nearly everybody.
source: "Metrics guide, Interaction Metrics: User Feedback"
example: |
  Three thumbs up, one down: 3 / 4 = 0.75.
*/
