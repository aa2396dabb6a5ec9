/*
title: Deflection
sentence: The share of questions after which the person filed no ticket, asked for no agent and gave no negative feedback.
family: service
unit: share
numerator: countIf(deflected)
denominator: count()
grain: one row for each question
key: interaction_id
dimensions: [platform, route, domain, topic, ticket, handoff, unhelpful, helpful, deflected]
variants:
  confirmed:
    sentence: Only questions that were rated helpful, too.
    numerator: countIf(deflected AND helpful)
    denominator: count()
    source: "The lower end of the band: silence is no success"
  rated:
    sentence: Of the questions with any signal, those whose signals are all good.
    numerator: countIf(deflected AND helpful)
    denominator: countIf(ticket OR handoff OR unhelpful OR helpful)
    source: "Silence is left out"
  forms_only:
    sentence: Negative feedback counts when it came by form, not when it was a thumb.
    numerator: countIf(NOT (ticket OR handoff OR unhelpful_form))
    denominator: count()
    source: "Metrics guide, word for word: feedback forms only"
  without_catalogue:
    sentence: In-chat forms of the service catalogue are no tickets.
    numerator: countIf(NOT ((ticket AND NOT catalogue) OR handoff OR unhelpful))
    denominator: count()
    source: "Metrics guide, word for word: labels handoff and mw_form only"
notes: |
  The base is every free text a person wrote in the period. A later ticket, hand-off or negative feedback is a signal
  against one of them, found by following parents from the signal back: form, message of the assistant, question, or
  through buttons in between, any number of steps. Where a parent is missing (before 12 August 2025 people's actions had none;
  notifications have none still) the signal counts against the nearest earlier question of the same conversation.
  A signal without any earlier question counts against none. Signals count whenever they come, even after the period.

  Silence counts as success: this is the guide's definition, and an upper bound; confirmed is the lower one. How others
  count the same conversations is conversation_resolution. Forms are recognised by their title without regard to case
  ("File an IT Ticket", "Live agent chat request"); set ticket_titles and handoff_titles when yours have other titles.
blind_spots: |
  People who gave up, phoned or asked a colleague are silent, too. Signals that have not come yet count later.
source: "Metrics guide, Value Metrics: Deflections / Resolutions; parent ids as extended on 12 August 2025"
example: |
  Four questions: one with a ticket, one with a thumb down, one with a thumb up, one with nothing.
  Deflected 2 / 4; confirmed 1 / 4; rated 1 / 3.
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
  toBool(thread_unhelpful_clicks > 0 OR thread_unhelpful_forms > 0) AS unhelpful,
  toBool(thread_unhelpful_forms > 0) AS unhelpful_form,
  toBool(thread_helpful_clicks > 0 OR thread_helpful_forms > 0) AS helpful,
  toBool(has(thread_form_keys, xxh3('file_ticket', ''))) AS catalogue,
  toBool(NOT (ticket OR handoff OR unhelpful)) AS deflected
FROM turn_facts FINAL
WHERE is_question
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
