/*
title: Plugin calls served
sentence: The share of plugin calls that were offered to the person.
like: plugin_calls
unit: share
numerator: countIf(served)
denominator: count()
notes: |
  Cut it by plugin, and by day for its reliability over time. unsuccessful and served add up to 1.
blind_spots: |
  Why a plugin was not served: not fitting the question and failing look the same.
source: "Integration guide, Plugin Adoption & Performance: execution success and failure rates"
example: |
  Of ten calls seven were served: 7 / 10 = 0.7.
*/
