/*
title: Knowledge gap rate
sentence: Of the questions knowledge was searched for, the share without a result.
family: knowledge
unit: share
numerator: countIf(gap)
denominator: count()
grain: one row for each question for which knowledge was searched
key: interaction_id
dimensions: [topic, domain, gap, platform, route]
notes: |
  The same questions as knowledge_gaps.
blind_spots: |
  The assistant searches knowledge beside other plugins: a question a plugin answered may count as a gap.
source: "Metrics guide, Plugin call metrics: Knowledge gaps"
example: |
  Ten questions searched for, four in vain: 4 / 10 = 0.4.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, platform, route, domain, topic,
  toBool(arrayExists(plugin -> match(plugin, {knowledge_plugins:String}), thread_plugins_served)) AS served,
  toBool(NOT served) AS gap
FROM turn_facts FINAL
WHERE is_question
  AND arrayExists(plugin -> match(plugin, {knowledge_plugins:String}), arrayConcat(thread_plugins_served, thread_plugins_unsuccessful))
 
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
