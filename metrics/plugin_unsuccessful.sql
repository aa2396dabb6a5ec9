/*
title: Unsuccessful plugin calls
sentence: The share of plugin calls that were neither served nor used.
like: plugin_calls
unit: share
numerator: countIf(outcome = 'unsuccessful')
denominator: count()
notes: |
  Cut it by plugin, and by day for its reliability over time. unsuccessful and served add up to 1.
blind_spots: |
  Why a plugin was not served: not fitting the question and failing look the same.
source: "Integration guide, Plugin Adoption & Performance: execution success and failure rates"
example: |
  Of ten calls three were not served: 3 / 10 = 0.3.
*/
