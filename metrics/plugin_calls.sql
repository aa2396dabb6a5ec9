/*
title: Plugin calls
sentence: How often plugins were called, and what came of it.
family: plugins
unit: count
value: count()
grain: one row for each plugin call
key: plugin_call_id
by: [plugin]
dimensions: [plugin, kind, outcome, platform, route, domain, topic]
variants:
  unsuccessful:
    sentence: Neither served nor used.
    value: countIf(outcome = 'unsuccessful')
  served:
    sentence: Served, whether used or not.
    value: countIf(served)
  used:
    sentence: Served and used.
    value: countIf(used)
  custom:
    sentence: Plugins the company made itself.
    value: countIf(kind = 'custom')
notes: |
  Outcomes are unsuccessful (not served), served (offered, not used) and used. Native plugins have names in words, custom
  ones the name of their configuration: the pattern custom_plugins tells them apart.
blind_spots: |
  Used means different things: knowledge that is served is used; a ticket is used when the person went through with it.
source: "Metrics guide, Plugin call metrics; Agent studio plugin reporting"
example: |
  A search that found nothing and one that was cited: two calls, one unsuccessful, one used.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  if(match(plugin, {custom_plugins:String}), 'custom', 'native') AS kind, served, used
FROM call_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
