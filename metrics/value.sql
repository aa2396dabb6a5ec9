/*
title: Value
sentence: What the hours saved by automated requests are worth.
like: time_saved
unit: money
value: sum(hours) * {hourly_value:Float64}
notes: |
  Time saved, times what an hour is worth (hourly_value in debrief.yaml), in your currency.
blind_spots: |
  Deflected questions are not part of it: see deflection_value.
source: "Metrics guide, Value Metrics: Time Savings, in money"
example: |
  6 hours at 50: 300.
*/
