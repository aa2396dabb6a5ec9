/*
title: Knowledge gap rate
sentence: Of the questions knowledge was searched for, the share without a result.
like: knowledge_gaps
unit: share
numerator: countIf(gap)
denominator: count()
notes: |
  The same questions as knowledge_gaps.
blind_spots: |
  The assistant searches knowledge beside other plugins: a question a plugin answered may count as a gap.
source: "Metrics guide, Plugin call metrics: Knowledge gaps"
example: |
  Ten questions searched for, four in vain: 4 / 10 = 0.4.
*/
