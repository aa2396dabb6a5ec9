import { IN_SLICE } from './weave.ts'

/** Plugins of calls by what came of them, each once and in order: over columns `plugin` and `outcome`. */
const plugins = (prefix: string): string => `
  arraySort(groupUniqArrayIf(toString(plugin), outcome = 'unsuccessful')) AS ${prefix}plugins_unsuccessful,
  arraySort(groupUniqArrayIf(toString(plugin), outcome != 'unsuccessful')) AS ${prefix}plugins_served,
  arraySort(groupUniqArrayIf(toString(plugin), outcome = 'used')) AS ${prefix}plugins_used`

/** How often somebody said what, and by what: over rows of `woven`. */
const feedback = (prefix: string): string =>
  ['helpful', 'unhelpful']
    .flatMap(said => [
      `toUInt32(countIf(feedback = '${said}' AND control IS NOT NULL)) AS ${prefix}${said}_clicks`,
      `toUInt32(countIf(feedback = '${said}' AND control IS NULL)) AS ${prefix}${said}_forms`,
    ])
    .join(', ')

const forms = (prefix: string): string => `
  arraySort(groupArrayIf((ifNull(toString(label), ''), assumeNotNull(form_title)), form_title IS NOT NULL)) AS ${prefix}forms`

const count = (type: string): string => `toUInt32(countIf(is_action AND type = 'INTERACTION_TYPE_${type}'))`

/** Conversations of the slice: what their interactions, calls and resources say about them. */
const CONVERSATION = `
conversation AS (
  SELECT id AS conversation_id, route, primary_domain AS conversation_domain, type AS system_event
  FROM conversations FINAL WHERE id ${IN_SLICE}
)`

const RATED = `
rated AS (
  SELECT subject_id, ${feedback('rated_')} FROM woven WHERE feedback IS NOT NULL GROUP BY subject_id
)`

export const TURNS = `
INSERT INTO turn_facts
  (time, id, conversation_id, user_id, type, label, platform, route, conversation_domain, system_event, is_question,
  question_id, attributed_by, domain, topic, control, form_title, feedback, has_comment, position, previous_question_time,
  previous_topic, next_step, answers, first_answer_time, calls, plugins_unsuccessful, plugins_served, plugins_used,
  slowest_call_ms, resources, citations, rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms,
  rated_unhelpful_forms, thread_actions, thread_links, thread_buttons, thread_uploads, thread_form_labels,
  thread_form_titles, thread_helpful_clicks, thread_unhelpful_clicks, thread_helpful_forms, thread_unhelpful_forms,
  thread_plugins_unsuccessful, thread_plugins_served, thread_plugins_used, facts_time, is_deleted)
WITH ${CONVERSATION}, ${RATED},
answered AS (
  SELECT subject_id, toUInt32(count()) AS answers, min(time) AS first_answer_time
  FROM woven WHERE NOT is_action AND subject_id != '' GROUP BY subject_id
),
calls_of_turn AS (
  SELECT interaction_id, toUInt32(count()) AS calls, max(updated_ms) AS slowest_call_ms, ${plugins('')}
  FROM called GROUP BY interaction_id
),
resources_of_turn AS (
  SELECT interaction_id, sum(resources) AS resources, sum(citations) AS citations FROM brought GROUP BY interaction_id
),
thread AS (
  SELECT
    question_id AS thread_id, toUInt32(count()) AS thread_actions, ${count('LINK_CLICK')} AS thread_links,
    ${count('BUTTON_CLICK')} AS thread_buttons, ${count('CONTENT_UPLOAD')} AS thread_uploads,
    ${feedback('thread_')}, ${forms('thread_')}
  FROM woven WHERE is_action AND NOT own AND question_id IS NOT NULL GROUP BY question_id
),
calls_of_thread AS (
  SELECT woven.question_id AS thread_id, ${plugins('thread_')}
  FROM called INNER JOIN woven ON woven.id = called.interaction_id
  WHERE woven.question_id IS NOT NULL GROUP BY thread_id
)
SELECT
  time, id, woven.conversation_id, user_id, type, label, platform, route, conversation_domain, system_event, own,
  question_id, attributed_by, domain, topic, control, form_title, feedback, has_comment, position, previous_question_time,
  previous_topic, next_step, answers, if(answers = 0, NULL, first_answer_time), calls, plugins_unsuccessful, plugins_served,
  plugins_used, slowest_call_ms, resources, citations, rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms,
  rated_unhelpful_forms, thread_actions, thread_links, thread_buttons, thread_uploads, thread_forms.1,
  thread_forms.2, thread_helpful_clicks, thread_unhelpful_clicks, thread_helpful_forms, thread_unhelpful_forms,
  thread_plugins_unsuccessful, thread_plugins_served, thread_plugins_used, {version:DateTime64(6, 'UTC')}, 0
FROM (SELECT *, if(own, id, '') AS thread_key FROM woven WHERE is_action) AS woven
LEFT JOIN conversation ON conversation.conversation_id = woven.conversation_id
LEFT JOIN answered ON answered.subject_id = woven.id
LEFT JOIN rated ON rated.subject_id = woven.id
LEFT JOIN calls_of_turn ON calls_of_turn.interaction_id = woven.id
LEFT JOIN resources_of_turn ON resources_of_turn.interaction_id = woven.id
LEFT JOIN thread ON thread.thread_id = woven.thread_key
LEFT JOIN calls_of_thread ON calls_of_thread.thread_id = woven.thread_key`

export const CALLS_MADE = `
INSERT INTO call_facts
  (time, id, conversation_id, interaction_id, user_id, plugin, served, used, outcome, updated_ms, platform, route,
  conversation_domain, system_event, question_id, domain, topic, resources, citations, approvals, rated_helpful_clicks,
  rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms, facts_time, is_deleted)
WITH ${CONVERSATION}, ${RATED},
resources_of_call AS (
  SELECT call_id, sum(resources) AS resources, sum(citations) AS citations, sum(approvals) AS approvals
  FROM brought WHERE call_id != '' GROUP BY call_id
)
SELECT
  called.time, called.id, called.conversation_id, called.interaction_id, called.user_id, plugin, served, used, outcome,
  updated_ms, nullIf(woven.platform, ''), route, conversation_domain, system_event, question_id, domain, topic, resources,
  citations, approvals, rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms,
  {version:DateTime64(6, 'UTC')}, 0
FROM called
LEFT JOIN woven ON woven.id = called.interaction_id
LEFT JOIN conversation ON conversation.conversation_id = called.conversation_id
LEFT JOIN rated ON rated.subject_id = called.interaction_id
LEFT JOIN resources_of_call ON resources_of_call.call_id = called.id`

export const CONVERSATIONS = `
INSERT INTO conversation_facts
  (time, conversation_id, user_id, route, domain, system_event, platform, interactions, messages, actions, questions,
  rephrasings, buttons, links, forms, uploads, active_days, first_interaction_time, last_interaction_time,
  first_question_time, last_question_time, first_answer_time, last_answer_time, last_helpful_time, first_topic, topics,
  first_step, calls, plugins_unsuccessful, plugins_served, plugins_used, resources, citations, approvals, form_labels,
  form_titles, helpful_clicks, unhelpful_clicks, helpful_forms, unhelpful_forms, next_conversation_time, facts_time,
  is_deleted)
WITH
answers AS (
  SELECT subject_id, min(time) AS answer_time FROM woven WHERE NOT is_action AND subject_id != '' GROUP BY subject_id
),
told AS (
  SELECT
    conversation_id, argMin(platform, (time, id)) AS platform, toUInt32(count()) AS interactions,
    toUInt32(countIf(NOT is_action)) AS messages, toUInt32(countIf(is_action)) AS actions, toUInt32(countIf(own)) AS questions,
    toUInt32(countIf(own AND topic = previous_topic)) AS rephrasings, ${count('BUTTON_CLICK')} AS buttons,
    ${count('LINK_CLICK')} AS links, ${count('UIFORM_SUBMISSION')} AS forms_, ${count('CONTENT_UPLOAD')} AS uploads,
    arraySort(groupUniqArray(toDate(time))) AS active_days,
    min(time) AS first_interaction_time, max(time) AS last_interaction_time,
    minOrNullIf(time, own) AS first_question_time, maxOrNullIf(time, own) AS last_question_time,
    minOrNullIf(answer_time, position = 1 AND answers.subject_id != '') AS first_answer_time,
    maxOrNullIf(time, NOT is_action AND woven.subject_id != '') AS last_answer_time,
    maxOrNullIf(time, feedback = 'helpful') AS last_helpful_time,
    anyIf(topic, position = 1) AS first_topic,
    arraySort(groupUniqArrayIf(assumeNotNull(topic), own AND topic IS NOT NULL)) AS topics,
    if(actions = 0, 'none', argMinIf(type, (time, NOT own, id), is_action)) AS first_step,
    ${feedback('')}, ${forms('')}
  FROM woven LEFT JOIN answers ON answers.subject_id = woven.id AND woven.own
  GROUP BY conversation_id
),
calls_of_conversation AS (
  SELECT conversation_id, toUInt32(count()) AS calls, ${plugins('')} FROM called GROUP BY conversation_id
),
resources_of_conversation AS (
  SELECT conversation_id, sum(resources) AS resources, sum(citations) AS citations FROM brought GROUP BY conversation_id
),
approvals_of_conversation AS (
  SELECT conversation_id, sum(approvals) AS approvals
  FROM brought INNER JOIN called ON called.id = brought.call_id WHERE called.used GROUP BY conversation_id
)
SELECT
  conversation.created_time, conversation.id, user_id, route, primary_domain, type, nullIf(platform, ''), interactions,
  messages, actions, questions, rephrasings, buttons, links, forms_, uploads, active_days,
  if(interactions = 0, NULL, first_interaction_time), if(interactions = 0, NULL, last_interaction_time),
  first_question_time, last_question_time, first_answer_time, last_answer_time, last_helpful_time, first_topic, topics,
  if(first_step = '', 'none', first_step), calls, plugins_unsuccessful, plugins_served, plugins_used, resources, citations,
  approvals, forms.1, forms.2, helpful_clicks, unhelpful_clicks, helpful_forms, unhelpful_forms, next_time,
  {version:DateTime64(6, 'UTC')}, 0
FROM (SELECT * FROM conversations FINAL WHERE id ${IN_SLICE}) AS conversation
LEFT JOIN told ON told.conversation_id = conversation.id
LEFT JOIN calls_of_conversation ON calls_of_conversation.conversation_id = conversation.id
LEFT JOIN resources_of_conversation ON resources_of_conversation.conversation_id = conversation.id
LEFT JOIN approvals_of_conversation ON approvals_of_conversation.conversation_id = conversation.id
LEFT JOIN followed ON followed.conversation_id = conversation.id`

/** The tables of facts. */
export const FACT_TABLES = ['turn_facts', 'call_facts', 'conversation_facts'] as const

/** Marks rows of the slice's conversations that were not derived again: what they were about is gone. */
export const withdrawGone = (table: string): string => `
INSERT INTO ${table} SELECT * REPLACE ({version:DateTime64(6, 'UTC')} AS facts_time, 1 AS is_deleted)
FROM ${table} AS facts FINAL
WHERE conversation_id ${IN_SLICE} AND facts.facts_time < {version:DateTime64(6, 'UTC')}`
