/*
title: Live agent requests
sentence: How often people submitted the form to talk to a live agent.
family: interactions
unit: count
value: count()
grain: one row for each form submitted
key: interaction_id
dimensions: [label, platform, route, domain, topic]
notes: |
  Forms labelled handoff or mw_form whose title is like "Live agent chat request", whatever their case. If yours has another
  title, set handoff_titles.
blind_spots: |
  Whether an agent came: see live_agent_transfers.
source: "Metrics guide, Interaction Metrics: Live agent transfers, interactions table"
example: |
  Get help, then the form "Live agent chat request": one.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, label
FROM turn_facts FINAL
WHERE label IN ('handoff', 'mw_form') AND match(ifNull(form_title, ''), {handoff_titles:String})
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
