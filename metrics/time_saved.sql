/*
title: Time saved
sentence: How many hours automated requests saved.
family: service
unit: hours
value: sum(hours)
grain: one row for each action of a person and plugin that was used for it
key: interaction_id
by: [plugin]
dimensions: [plugin, platform, route, domain, topic]
variants:
  requests:
    sentence: How many requests were automated.
    value: count()
notes: |
  Different interactions for which the plugin was served and used, times the hours saved by each (hours_saved in debrief.yaml).
  Of one persona: --where role=Engineer, or department.
blind_spots: |
  The hours are your estimate; the number is as good as that.
source: "Metrics guide, Value Metrics: Time Savings"
example: |
  Grant Software Access used for 12 requests, half an hour each: 6 hours.
*/
WITH
  -- Computed once: an array that is made of a parameter is made for every row.
  (SELECT arrayMap(entry -> lower(trim(splitByRegexp('\\s*=\\s*', entry)[1])), {hours_saved:Array(String)})) AS plugins,
  (SELECT arrayMap(entry -> toFloat64OrZero(trim(splitByRegexp('\\s*=\\s*', entry)[2])), {hours_saved:Array(String)})) AS hours_each
SELECT
  min(call_facts.time) AS time, any(call_facts.interaction_id) AS interaction_id, any(call_facts.plugin) AS plugin,
  any(conversation_id) AS conversation_id, any(user_id) AS user_id, any(user_key) AS user_key,
  any(platform) AS platform, any(route) AS route, any(domain) AS domain, any(topic) AS topic,
  any(hours_each[indexOf(plugins, lower(call_facts.plugin))]) AS hours
FROM call_facts FINAL
WHERE used AND transform(lower(call_facts.plugin), plugins, hours_each, -1.) >= 0
  AND call_facts.time >= {from:DateTime64(3, 'UTC')} AND call_facts.time < {to:DateTime64(3, 'UTC')}
-- By both, as one number: two columns are slow to group by.
GROUP BY interaction_key + 3 * xxh3(call_facts.plugin)
