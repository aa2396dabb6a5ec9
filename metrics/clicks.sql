/*
title: Clicks
sentence: How often people pressed buttons and opened links.
family: interactions
unit: count
value: count()
grain: one row for each click
key: interaction_id
by: [click]
dimensions: [click, platform, route, domain, topic]
notes: |
  button: a button in chat. link: something the assistant named, as an article or a ticket. The controls below a message are
  kept apart: helpful, unhelpful, info, get_help, ui_form. Topic and domain are those of the question it goes back to.
blind_spots: |
  Links that are neither wrapped by the assistant nor of the service portal are not recorded.
source: "Data dictionary, interaction types; metrics guide, Interaction Metrics"
example: |
  A thumb up and a cited article opened: one helpful, one link.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  if(type = 'INTERACTION_TYPE_BUTTON_CLICK', 'button', ifNull(control, 'link')) AS click
FROM turn_facts FINAL
WHERE type IN ('INTERACTION_TYPE_BUTTON_CLICK', 'INTERACTION_TYPE_LINK_CLICK')
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
