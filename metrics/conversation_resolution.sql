/*
title: Resolution of conversations
sentence: The share of answered conversations without ticket, live agent and negative feedback.
family: service
unit: share
numerator: countIf(answered AND clean)
denominator: countIf(answered)
grain: one row for each conversation of people with a question
key: conversation_id
dimensions: [route, domain, platform, answered, ticket, handoff, unhelpful, helpful, returned, outcome]
variants:
  confirmed:
    sentence: Only those with positive feedback.
    numerator: countIf(answered AND clean AND helpful)
    denominator: countIf(answered)
    source: "The lower end of the band: silence is no success"
  copilot_studio:
    sentence: Engaged conversations that ended without escalation and with the last question answered.
    numerator: countIf(answered AND NOT (ticket OR handoff) AND NOT unhelpful AND ends_answered)
    denominator: countIf(answered OR ticket OR handoff)
    source: "Microsoft Copilot Studio guidance, Measure agent outcomes: engaged sessions are resolved (confirmed, or implied by silence), escalated or abandoned"
  servicenow:
    sentence: Conversations in which a task was completed or an answer called helpful, and nobody was transferred (confirmed deflections).
    numerator: countIf((task_done OR helpful) AND NOT handoff AND NOT unhelpful)
    denominator: count()
    source: "ServiceNow documentation, Tracking deflections in Virtual Agent: confirmed, potential and no deflection; a ticket the assistant creates is one"
  servicenow_potential:
    sentence: The same, with conversations in which something was shown and nothing else is known.
    numerator: countIf((task_done OR helpful OR (answered AND NOT ticket)) AND NOT handoff AND NOT unhelpful)
    denominator: count()
    source: "ServiceNow documentation, Tracking deflections in Virtual Agent: confirmed and potential deflections"
  intercom_fin:
    sentence: Of the conversations with an answer, those the person confirmed or left without asking for more.
    numerator: countIf(answered AND NOT (ticket OR handoff OR unhelpful) AND (helpful OR rephrasings = 0))
    denominator: countIf(answered)
    source: "Intercom help, Fin AI Agent resolutions: confirmed and assumed resolutions"
  zendesk:
    sentence: Conversations with an answer, no live agent, no negative feedback and no return within 72 hours.
    numerator: countIf(answered AND NOT (ticket OR handoff OR unhelpful) AND (helpful OR NOT returned))
    denominator: count()
    source: "Zendesk help, About automated resolutions for AI agents: 72 hours without activity, verified by a language model, which our records cannot do"
notes: |
  A conversation is answered when a plugin was used in it. Others count the same conversations in other ways; the variants
  restate them as far as our records can tell, so that their numbers and ours can be compared and the conversations that make the
  difference be listed: debrief metrics compare conversation_resolution --variant copilot_studio --variant zendesk.
blind_spots: |
  Copilot Studio's survey at the end, Zendesk's language model and Intercom's reading of replies have no like in the records:
  silence, feedback and asking the same topic again stand for them.
source: "Integration guide, Assistant Behavior & Containment: resolution and deflection dashboards; variants: their vendors"
example: |
  An answered conversation without any signal: resolved; confirmed no; Intercom yes (assumed); ServiceNow potential.
*/
WITH
ticket_forms AS (
  SELECT form_key FROM forms FINAL
  WHERE label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(title, {ticket_titles:String}))
),
handoff_forms AS (SELECT form_key FROM forms FINAL WHERE label IN ('handoff', 'mw_form') AND match(title, {handoff_titles:String}))
SELECT
  time, conversation_id, user_id, user_key, route, domain, system_event, platform, rephrasings,
  toBool(arrayExists(form -> form IN ticket_forms, form_keys)) AS ticket,
  toBool(arrayExists(form -> form IN handoff_forms, form_keys)) AS handoff,
  toBool(unhelpful_clicks > 0 OR unhelpful_forms > 0) AS unhelpful,
  toBool(helpful_clicks > 0 OR helpful_forms > 0) AS helpful,
  toBool(plugins_used.size0 > 0) AS answered,
  toBool(arrayExists(plugin -> NOT match(plugin, {knowledge_plugins:String}) AND NOT match(plugin, {handoff_plugins:String}), plugins_used)) AS task_done,
  toBool(ifNull(last_answer_time >= last_question_time, false)) AS ends_answered,
  toBool(ifNull(next_conversation_time <= time + toIntervalHour(72), false)) AS returned,
  toBool(NOT (ticket OR handoff OR unhelpful)) AS clean,
  multiIf(ticket OR handoff, 'escalated', unhelpful, 'unhelpful', helpful, 'confirmed', answered, 'silent', 'unanswered') AS outcome
FROM conversation_facts FINAL
WHERE system_event IS NULL AND questions > 0
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
