/*
title: Searches without result
sentence: How many searches of knowledge were not served.
family: knowledge
unit: count
value: countIf(outcome = 'unsuccessful')
grain: one row for each search of knowledge
key: plugin_call_id
dimensions: [plugin, outcome, found, platform, route, domain, topic]
variants:
  empty:
    sentence: Searches that brought no resource at all.
    value: countIf(NOT found)
notes: |
  By call, as the guide counts knowledge gaps. found says whether the search brought anything, served or not.
blind_spots: |
  One question may be searched for several times.
source: "Metrics guide, Plugin call metrics: Knowledge gaps"
example: |
  Two searches for one question, both in vain: two.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  toBool(resources > 0) AS found
FROM call_facts FINAL
WHERE match(plugin, {knowledge_plugins:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
