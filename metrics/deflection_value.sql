/*
title: Value of deflection
sentence: What deflected questions are worth.
family: service
unit: money
value: countIf(deflected) * any(each)
grain: one row for each question
key: interaction_id
dimensions: [platform, route, domain, topic]
variants:
  confirmed:
    sentence: Only those that were rated helpful.
    value: countIf(deflected AND helpful) * any(each)
notes: |
  Deflected questions times what one is worth (deflection_value in debrief.yaml), in your currency.
blind_spots: |
  Everything deflection cannot see. Silence counts as success but in the variant confirmed.
source: "Metrics guide, Value Metrics: Deflections / Resolutions, in money"
example: |
  100 deflected questions at 15: 1,500.
*/
SELECT
  time, id AS interaction_id, conversation_id, user_id, platform, route, domain, topic,
  toBool(arrayExists((label, title) -> label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(title, {ticket_titles:String})),
    thread_form_labels, thread_form_titles)) AS ticket,
  toBool(arrayExists((label, title) -> label IN ('handoff', 'mw_form') AND match(title, {handoff_titles:String}),
    thread_form_labels, thread_form_titles)) AS handoff,
  toBool(thread_unhelpful_clicks + thread_unhelpful_forms > 0) AS unhelpful,
  toBool(thread_unhelpful_forms > 0) AS unhelpful_form,
  toBool(thread_helpful_clicks + thread_helpful_forms > 0) AS helpful,
  toBool(has(thread_form_labels, 'file_ticket')) AS catalogue,
  toBool(NOT (ticket OR handoff OR unhelpful)) AS deflected,
  {deflection_value:Float64} AS each
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
