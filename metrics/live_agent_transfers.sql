/*
title: Live agent transfers
sentence: How often a person was connected with a live agent, by plugin calls.
family: interactions
unit: count
value: countIf(used)
grain: one row for each call of a live agent plugin
key: plugin_call_id
dimensions: [plugin, outcome, platform, route, domain, topic]
variants:
  requested:
    sentence: Every call of the plugin, whether it led to the queue or not.
    value: count()
  offered:
    sentence: Calls that were served.
    value: countIf(served)
notes: |
  Served and used: the person was placed in the queue. The names of the plugins are handoff_plugins.
blind_spots: |
  Whether the person waited until somebody came.
source: "Metrics guide, Interaction Metrics: Live agent transfers, plugin calls table"
example: |
  Offered ten times, six went into the queue: 6, and 10 by the variant requested.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  served, used
FROM call_facts FINAL
WHERE match(plugin, {handoff_plugins:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
