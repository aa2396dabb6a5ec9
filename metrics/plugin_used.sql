/*
title: Plugin calls used
sentence: The share of plugin calls that were used.
family: plugins
unit: share
numerator: countIf(used)
denominator: count()
grain: one row for each plugin call
key: plugin_call_id
dimensions: [plugin, kind, outcome, platform, route, domain, topic]
notes: |
  Cut it by plugin, and by day for its reliability over time. unsuccessful and served add up to 1.
blind_spots: |
  Why a plugin was not served: not fitting the question and failing look the same.
source: "Integration guide, Plugin Adoption & Performance: execution success and failure rates"
example: |
  Of ten calls five were used: 5 / 10 = 0.5.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, plugin, outcome, platform, route, domain, topic,
  if(match(plugin, {custom_plugins:String}), 'custom', 'native') AS kind, served, used
FROM call_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
