/*
title: System events answered
sentence: The share of system events to which the person did something.
like: system_events
unit: share
numerator: countIf(answered)
denominator: count()
notes: |
  An answer is anything the person did in the conversation of the event, whenever it came.
blind_spots: |
  Acting in the other system, as approving by mail, is no answer here.
source: "Ours, over the Data API's system events"
example: |
  Of ten reminders three were followed by a click: 3 / 10 = 0.3.
*/
