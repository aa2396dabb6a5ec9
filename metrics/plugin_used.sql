/*
title: Plugin calls used
sentence: The share of plugin calls that were used.
like: plugin_calls
unit: share
numerator: countIf(used)
denominator: count()
notes: |
  Cut it by plugin, and by day for its reliability over time. unsuccessful and served add up to 1.
blind_spots: |
  Why a plugin was not served: not fitting the question and failing look the same.
source: "Integration guide, Plugin Adoption & Performance: execution success and failure rates"
example: |
  Of ten calls five were used: 5 / 10 = 0.5.
*/
