/*
title: Containment
sentence: The share of conversations with a question that needed neither ticket nor live agent.
family: service
unit: share
numerator: countIf(contained)
denominator: count()
grain: one row for each conversation of people with a question
key: conversation_id
dimensions: [route, domain, platform, ticket, handoff, contained]
notes: |
  By conversation rather than by question, and without regard to feedback. System events do not count.
blind_spots: |
  Contained is not solved: who gives up is contained.
source: "Integration guide, Assistant Behavior & Containment"
example: |
  Three questions in one conversation, the last with a ticket: not contained.
*/
WITH
ticket_forms AS (
  SELECT form_key FROM forms FINAL
  WHERE label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(title, {ticket_titles:String}))
),
handoff_forms AS (SELECT form_key FROM forms FINAL WHERE label IN ('handoff', 'mw_form') AND match(title, {handoff_titles:String}))
SELECT
  time, conversation_id, user_id, user_key, route, domain, system_event, platform,
  toBool(arrayExists(form -> form IN ticket_forms, form_keys)) AS ticket,
  toBool(arrayExists(form -> form IN handoff_forms, form_keys)) AS handoff,
  toBool(unhelpful_clicks > 0 OR unhelpful_forms > 0) AS unhelpful,
  toBool(helpful_clicks > 0 OR helpful_forms > 0) AS helpful,
  toBool(NOT (ticket OR handoff)) AS contained
FROM conversation_facts FINAL
WHERE system_event IS NULL AND questions > 0
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
