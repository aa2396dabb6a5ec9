/*
title: Knowledge gaps
sentence: How many questions knowledge was searched for in vain.
family: knowledge
unit: count
value: countIf(gap)
grain: one row for each question for which knowledge was searched
key: interaction_id
by: [topic]
dimensions: [topic, domain, gap, platform, route]
notes: |
  A question is a gap when knowledge was searched for it, or for what people did next about it, and no search was served.
  Read it by topic and by week; --rows lists the questions, whose text is in their records.
blind_spots: |
  A search that is served may still bring the wrong article; a question that is none of the assistant's business is a gap.
source: "Metrics guide, Plugin call metrics: Knowledge gaps, counted by question rather than by call"
example: |
  One question searched twice, both in vain: one gap. Searched again with an answer: none.
*/
WITH
  -- Of hundreds of sets of plugins those with a search.
  (SELECT groupArray(plugins) FROM (
    SELECT arrayJoin(arrayFilter(
      plugins -> plugins != '' AND arrayExists(plugin -> match(plugin, {knowledge_plugins:String}), splitByChar('\x1f', plugins)),
      groupUniqArray(plugins)
    )) AS plugins
    FROM (SELECT DISTINCT thread_served AS plugins FROM turn_facts UNION DISTINCT SELECT DISTINCT thread_unsuccessful FROM turn_facts)
  )) AS searches,
  -- Asked once for each set, and not for each question, as IN would.
  arrayWithConstant(length(searches), 1) AS found
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  toBool(transform(thread_served, searches, found, 0)) AS served,
  toBool(NOT served) AS gap
FROM turn_facts FINAL
WHERE is_question
  AND (served OR transform(thread_unsuccessful, searches, found, 0) = 1)
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
