/*
title: Plugin latency
sentence: How long half of the plugin calls took at most.
family: plugins
unit: seconds
value: quantileExact(0.5)(latency_ms) / 1000
adds_up: false
grain: one row for each plugin call whose end is known
key: plugin_call_id
by: [plugin]
dimensions: [plugin, kind, outcome, platform, route]
variants:
  p90:
    sentence: How long nine of ten plugin calls took at most.
    value: quantileExact(0.9)(latency_ms) / 1000
  p99:
    sentence: How long 99 of 100 plugin calls took at most.
    value: quantileExact(0.99)(latency_ms) / 1000
  mean:
    sentence: How long plugin calls took on average.
    numerator: sum(latency_ms) / 1000
    denominator: count()
notes: |
  From the call to its last update. The last update is the end of the call, or a later change of its status, as when a person
  submits the form days after it was shown: calls updated later than longest_execution_seconds are left out.
blind_spots: |
  A change of status within that time looks like a slow call; a slower call is left out.
source: "Integration guide, Plugin Adoption & Performance: latency; plugin_update_time of the data dictionary"
example: |
  Calls of 1, 2 and 9 seconds, and one updated after two days: the median is 2 seconds.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  if(match(plugin, {custom_plugins:String}), 'custom', 'native') AS kind,
  -- Half as wide: all of them are kept to find the one in the middle.
  toUInt32(updated_ms) AS latency_ms
FROM call_facts FINAL
WHERE updated_ms <= least({longest_execution_seconds:UInt32} * 1000, 4294967295)
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
