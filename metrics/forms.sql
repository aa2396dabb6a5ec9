/*
title: Forms
sentence: How many forms people submitted.
family: interactions
unit: count
value: count()
grain: one row for each form submitted
key: interaction_id
by: [label]
dimensions: [label, title, platform, route, domain, topic]
notes: |
  By the source's label (feedback, file_ticket, mw_form, handoff) or by the form's title. In-chat ticket forms carry the
  ticket in place of a title: their title is file_ticket.
blind_spots: |
  Forms that were opened and not submitted.
source: "Data dictionary, label"
example: |
  "File an IT Ticket" after Get help: label handoff.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, label,
  if(label = 'file_ticket', label, form_title) AS title
FROM turn_facts FINAL
WHERE type = 'INTERACTION_TYPE_UIFORM_SUBMISSION'
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
