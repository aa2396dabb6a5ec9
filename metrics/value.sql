/*
title: Value
sentence: What the hours saved by automated requests are worth.
family: service
unit: money
value: sum(hours) * any(hourly)
grain: one row for each action of a person and plugin that was used for it
key: interaction_id
dimensions: [plugin, platform, route, domain, topic]
notes: |
  Time saved, times what an hour is worth (hourly_value in debrief.yaml), in your currency.
blind_spots: |
  Deflected questions are not part of it: see deflection_value.
source: "Metrics guide, Value Metrics: Time Savings, in money"
example: |
  6 hours at 50: 300.
*/
WITH
  arrayMap(entry -> splitByRegexp('\\s*=\\s*', entry), {hours_saved:Array(String)}) AS entries,
  arrayMap(entry -> lower(trim(entry[1])), entries) AS plugins,
  arrayMap(entry -> toFloat64OrZero(trim(entry[2])), entries) AS hours_each
SELECT
  min(call_facts.time) AS time, interaction_id, plugin, any(conversation_id) AS conversation_id, any(user_id) AS user_id,
  any(platform) AS platform, any(route) AS route, any(domain) AS domain, any(topic) AS topic,
  hours_each[indexOf(plugins, lower(plugin))] AS hours,
  {hourly_value:Float64} AS hourly
FROM call_facts FINAL
WHERE used AND has(plugins, lower(plugin))
  AND call_facts.time >= {from:DateTime64(3, 'UTC')} AND call_facts.time < {to:DateTime64(3, 'UTC')}
GROUP BY interaction_id, plugin
