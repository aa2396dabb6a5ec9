/*
title: Plugin abandonment
sentence: The share of served plugin calls that people did not go through with.
family: plugins
unit: share
numerator: countIf(served AND NOT used)
denominator: countIf(served)
grain: one row for each plugin call
key: plugin_call_id
dimensions: [plugin, kind, outcome, platform, route, domain, topic]
notes: |
  Served, but not used: the form was shown and not submitted, the request was begun and not confirmed.
blind_spots: |
  Plugins that are used as soon as they are served (knowledge) have 0 by nature: leave them out by --where.
source: "Ours, from the meaning of served and used in the data dictionary"
example: |
  Eight forms shown, six submitted: 2 / 8 = 0.25.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, plugin, outcome, platform, route, domain, topic,
  if(match(plugin, {custom_plugins:String}), 'custom', 'native') AS kind, served, used
FROM call_facts FINAL
WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
