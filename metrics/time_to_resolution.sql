/*
title: Time to resolution
sentence: How long it takes from the first question to the last answer of resolved conversations, on average.
family: service
unit: seconds
numerator: sum(resolution_ms) / 1000
denominator: count()
grain: one row for each conversation of people that was answered without ticket, live agent and negative feedback
key: conversation_id
dimensions: [route, domain, platform]
variants:
  median:
    sentence: Half of the resolved conversations took less.
    value: quantileExact(0.5)(resolution_ms) / 1000
  confirmed:
    sentence: Only conversations with positive feedback.
    numerator: sumIf(resolution_ms, helpful) / 1000
    denominator: countIf(helpful)
  business:
    sentence: Only the time within business hours, on average; 0 for conversations outside of them.
    numerator: sum(business_resolution_ms) / 1000
    denominator: count()
    source: "Service desks stop their clocks outside of business hours"
notes: |
  An approximation: nobody tells when something was resolved. The end is the last message of the assistant that answers
  something. Conversations with a ticket, a live agent or negative feedback are excluded, and those no plugin was used in.
blind_spots: |
  The person may have known the answer at the first message, or only after reading it for an hour.
source: "Ours; documented approximation"
example: |
  First question 09:00, last answer 09:03, nothing else: 180 seconds.
*/
WITH
ticket_forms AS (
  SELECT form_key FROM forms FINAL
  WHERE label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(title, {ticket_titles:String}))
),
handoff_forms AS (SELECT form_key FROM forms FINAL WHERE label IN ('handoff', 'mw_form') AND match(title, {handoff_titles:String})),
  assumeNotNull(first_question_time) AS asked_time,
  assumeNotNull(last_answer_time) AS answer_time,
  if({business_zone:String} = '', {tz:String}, {business_zone:String}) AS zone,
  -- Of the days from the beginning to the end, those on which the company works, each as far as its hours reach.
  arraySum(day -> if(
    has({business_days:Array(String)}, lower(dateName('weekday', day))) AND NOT has({business_holidays:Array(String)}, toString(day)),
    greatest(0, dateDiff('millisecond',
      greatest(asked_time, toDateTime64(concat(toString(day), ' ', {business_from:String}, ':00'), 3, zone)),
      least(answer_time, toDateTime64(concat(toString(day), ' ', {business_to:String}, ':00'), 3, zone)))), 0),
    arrayMap(n -> toDate(asked_time, zone) + n, range(toUInt64(greatest(0, dateDiff('day', asked_time, answer_time, zone)) + 1)))
  ) AS business_ms
SELECT
  time, conversation_id, user_id, user_key, route, domain, system_event, platform,
  toBool(arrayExists(form -> form IN ticket_forms, form_keys)) AS ticket,
  toBool(arrayExists(form -> form IN handoff_forms, form_keys)) AS handoff,
  toBool(unhelpful_clicks > 0 OR unhelpful_forms > 0) AS unhelpful,
  toBool(helpful_clicks > 0 OR helpful_forms > 0) AS helpful,
  toUInt64(greatest(0, dateDiff('millisecond', asked_time, answer_time))) AS resolution_ms, toUInt64(business_ms) AS business_resolution_ms
FROM conversation_facts FINAL
WHERE system_event IS NULL AND questions > 0 AND plugins_used.size0 > 0 AND last_answer_time IS NOT NULL
  AND NOT (ticket OR handoff OR unhelpful)
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
