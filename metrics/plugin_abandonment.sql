/*
title: Plugin abandonment
sentence: The share of served plugin calls that people did not go through with.
like: plugin_calls
unit: share
numerator: countIf(served AND NOT used)
denominator: countIf(served)
notes: |
  Served, but not used: the form was shown and not submitted, the request was begun and not confirmed.
blind_spots: |
  Plugins that are used as soon as they are served (knowledge) have 0 by nature: leave them out by --where.
source: "Ours, from the meaning of served and used in the data dictionary"
example: |
  Eight forms shown, six submitted: 2 / 8 = 0.25.
*/
