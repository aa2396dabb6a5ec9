/*
title: Tickets, by forms
sentence: How many ticket forms people submitted.
family: interactions
unit: count
value: count()
grain: one row for each ticket form submitted
key: interaction_id
dimensions: [label, title, platform, route, domain, topic]
variants:
  in_chat:
    sentence: In-chat ticket forms of the service catalogue only.
    value: countIf(label = 'file_ticket')
  handoff:
    sentence: Only forms after Get help, which is what the guide counts.
    value: countIf(label != 'file_ticket')
notes: |
  In-chat ticket forms (label file_ticket), and forms labelled handoff or mw_form whose title is like "File an IT Ticket".
  The guide's own title, "File IT Ticket", is met by no record of its sample. If yours has another title, set ticket_titles.
blind_spots: |
  Tickets filed outside the assistant.
source: "Metrics guide, Interaction Metrics: Create Ticket interaction, interactions table"
example: |
  One "File an IT Ticket" and two catalogue forms: 3, 2 of them in_chat.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic, label,
  if(label = 'file_ticket', label, form_title) AS title
FROM turn_facts FINAL
WHERE type = 'INTERACTION_TYPE_UIFORM_SUBMISSION'
  AND (label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(ifNull(form_title, ''), {ticket_titles:String})))
 
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
