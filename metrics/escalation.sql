/*
title: Escalation
sentence: The share of questions that ended with a ticket or a live agent.
family: service
unit: share
numerator: countIf(ticket OR handoff)
denominator: count()
grain: one row for each question
key: interaction_id
dimensions: [platform, route, domain, topic, ticket, handoff, automated]
variants:
  tickets:
    sentence: Tickets only.
    numerator: countIf(ticket)
    denominator: count()
  agents:
    sentence: Live agents only.
    numerator: countIf(handoff)
    denominator: count()
  against_automation:
    sentence: Escalated questions, of those that were escalated or that a plugin answered without.
    numerator: countIf(ticket OR handoff)
    denominator: countIf(ticket OR handoff OR automated)
    source: "Integration guide, Engagement & Volume Analytics: escalation vs. automation rates"
notes: |
  Forms that go back to the question, as in deflection. automated: a plugin was used for it, and neither followed.
blind_spots: |
  People who escalate elsewhere.
source: "Integration guide, Engagement & Volume Analytics: escalation vs. automation rates"
example: |
  Ten questions, one ticket, six answered by a plugin: 1 / 10; against automation 1 / 7.
*/
WITH
ticket_forms AS (
  SELECT form_key FROM forms FINAL
  WHERE label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(title, {ticket_titles:String}))
),
handoff_forms AS (SELECT form_key FROM forms FINAL WHERE label IN ('handoff', 'mw_form') AND match(title, {handoff_titles:String}))
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  toBool(arrayExists(form -> form IN ticket_forms, thread_form_keys)) AS ticket,
  toBool(arrayExists(form -> form IN handoff_forms, thread_form_keys)) AS handoff,
  toBool(thread_plugins_used.size0 > 0 AND NOT (ticket OR handoff)) AS automated
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
