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
  -- Each set of plugins is a text with a name on each line, looked at once, and not for each question.
  concat('(?m-s)', {knowledge_plugins:String}) AS search
SELECT
  time, id AS interaction_id, conversation_id, user_id, user_key, platform, route, domain, topic,
  toBool(match(replaceAll(thread_served, '\x1f', '\n'), search)) AS served,
  toBool(NOT served) AS gap
FROM turn_facts FINAL
WHERE is_question
  AND (served OR match(replaceAll(thread_unsuccessful, '\x1f', '\n'), search))
  AND time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}
