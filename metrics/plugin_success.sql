/*
title: Plugin success by feedback
sentence: The share of used plugin calls with feedback whose feedback was helpful.
family: plugins
unit: share
numerator: countIf(helpful AND NOT unhelpful)
denominator: countIf(helpful OR unhelpful)
grain: one row for each used plugin call
key: plugin_call_id
by: [plugin]
dimensions: [plugin, kind, helpful, unhelpful, platform, route, domain, topic]
variants:
  neutral:
    sentence: Silence counts as half a success.
    numerator: countIf(helpful AND NOT unhelpful) + countIf(NOT helpful AND NOT unhelpful) / 2
    denominator: count()
    source: "Metrics guide: assume neutral"
  silence_is_success:
    sentence: Everything that was not called unhelpful is a success.
    numerator: countIf(NOT unhelpful)
    denominator: count()
    source: "What many dashboards do without saying so"
  silence_is_failure:
    sentence: Only what was called helpful is a success.
    numerator: countIf(helpful AND NOT unhelpful)
    denominator: count()
    source: "The strictest reading of the guide"
  proportional:
    sentence: Silence is distributed as the feedback is.
    numerator: count() * countIf(helpful AND NOT unhelpful) / countIf(helpful OR unhelpful)
    denominator: count()
    source: "Metrics guide: distribute proportionally"
notes: |
  Feedback by click or form on the answer to the action the plugin was called for. The guide matches the form's parent with
  the interaction of the call; a form's parent is the assistant's message, and the message's parent is that interaction, so
  we take both steps. Where there is no parent, it is the nearest earlier question. Feedback both ways counts as unhelpful.
blind_spots: |
  Several plugins of one answer share its feedback.
source: "Metrics guide, Plugin call metrics: Plugin success rate (no-feedback cases excluded)"
example: |
  Used ten times, two thumbs up, one down: 2 / 3; neutral (2 + 3.5) / 10 = 0.55.
*/
SELECT
  time, id AS plugin_call_id, interaction_id, conversation_id, user_id, user_key, plugin, outcome, platform, route, domain, topic,
  if(match(plugin, {custom_plugins:String}), 'custom', 'native') AS kind,
  toBool(rated_helpful_clicks > 0 OR rated_helpful_forms > 0) AS helpful,
  toBool(rated_unhelpful_clicks > 0 OR rated_unhelpful_forms > 0) AS unhelpful
FROM call_facts FINAL
WHERE used
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
