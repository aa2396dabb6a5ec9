/*
title: Approvals processed
sentence: How many approvals people processed through the assistant.
family: service
unit: count
value: sum(approvals)
grain: one row for each used call of an approval plugin
key: plugin_call_id
dimensions: [plugin, platform, route, domain, topic]
variants:
  calls:
    sentence: Calls rather than approvals; one call may process several.
    value: count()
notes: |
  Approval resources of calls that were served and used. The names of the plugins are approval_plugins.
blind_spots: |
  A call without a resource counts for nothing: see the variant calls.
source: "Metrics guide, Plugin call metrics: Approvals processed"
example: |
  One call approves three requests: 3, one by calls.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  approvals
FROM call_facts FINAL
WHERE used AND match(plugin, {approval_plugins:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
