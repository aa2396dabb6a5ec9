/*
title: Tickets, by plugin calls
sentence: How many tickets the assistant's plugin created.
family: interactions
unit: count
value: countIf(used)
grain: one row for each call of a ticket plugin
key: plugin_call_id
dimensions: [plugin, outcome, platform, route, domain, topic]
variants:
  offered:
    sentence: Calls that were served, whether the person went through with them or not.
    value: countIf(served)
notes: |
  Served and used: the ticket was filed. The names of the plugins are ticket_plugins.
blind_spots: |
  In-chat forms of the service catalogue are another plugin: see ticket_forms.
source: "Metrics guide, Interaction Metrics: Create Ticket interaction, plugin calls table"
example: |
  Offered ten times, filed four times: 4.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  served, used
FROM call_facts FINAL
WHERE match(plugin, {ticket_plugins:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
