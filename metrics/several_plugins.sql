/*
title: Several plugins in one turn
sentence: The share of the actions that called plugins for which two or more different ones were called.
family: plugins
unit: share
numerator: countIf(plugins > 1)
denominator: count()
grain: one row for each thing a person said or did for which a plugin was called
key: interaction_id
dimensions: [plugins, type, platform, route, domain, topic]
notes: |
  Different plugins, whatever came of them. Calling one of them twice does not count.
blind_spots: |
  Whether they ran side by side or one after the other.
source: "Ours, over plugin calls by interaction_id"
example: |
  A question for which knowledge was searched and a form was found: two plugins.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, type,
  plugins
FROM turn_facts FINAL
WHERE calls > 0
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
