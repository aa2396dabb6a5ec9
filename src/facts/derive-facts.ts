import { FORM_KEY, keyOf } from './gather.ts'
import { IN_SLICE } from './weave.ts'

/** The table to write to, for a table of facts. */
type Target = (table: string) => string

/** What became of each plugin of several calls, packed, each once and in the order of names: over rows of `calls`. */
const PACKED = 'arrayCompact(arraySort(groupArray(plugin_outcome))) AS packed'

/** Plugins by what came of them, each once and in order: over a column that {@link PACKED} made. */
const outcomes = (packed: string): readonly [unsuccessful: string, served: string, used: string] => [
  named(`arrayFilter(p -> p % 4 = 0, ${packed})`),
  // Of one plugin two outcomes may stand here, one after the other.
  named(`arrayCompact(p -> intDiv(p, 4), arrayFilter(p -> p % 4 > 0, ${packed}))`),
  named(`arrayFilter(p -> p % 4 = 2, ${packed})`),
]

const named = (packed: string): string => `arrayMap(p -> names[intDiv(p, 4)], ${packed})`

const plugins = (packed: string): string => outcomes(packed).join(', ')

/** Those that were served and those that were not, each as one text. */
const pluginSets = (packed: string): string => {
  const [unsuccessful, served] = outcomes(packed)
  return [served, unsuccessful].map(list => `arrayStringConcat(${list}, '\\x1f')`).join(', ')
}

/** The names plugins are told by. */
const NAMES = '(SELECT names FROM plugins) AS names'

/** How often somebody said what, and by what: over rows of `woven`. */
const feedback = (prefix: string): string =>
  ['helpful', 'unhelpful']
    .flatMap(said => [
      `toUInt32(countIf(feedback = '${said}' AND control IS NOT NULL)) AS ${prefix}${said}_clicks`,
      `toUInt32(countIf(feedback = '${said}' AND control IS NULL)) AS ${prefix}${said}_forms`,
    ])
    .join(', ')

const forms = (prefix: string): string => `
  arraySort(groupArrayIf(${FORM_KEY}, form_title IS NOT NULL)) AS ${prefix}form_keys`

const count = (type: string): string => `toUInt32(countIf(is_action AND type = 'INTERACTION_TYPE_${type}'))`

/** Conversations of the slice. */
const CONVERSATION = `
conversation AS (
  SELECT conversation_key AS begun_key, route, domain AS conversation_domain, system_event FROM begun WHERE ${IN_SLICE}
)`

const RATED = `
rated AS (
  SELECT subject_n, ${feedback('rated_')} FROM woven WHERE feedback IS NOT NULL AND subject_n > 0 GROUP BY subject_n
)`

/** The questions that others go back to. */
const QUESTION = `
question AS (SELECT n, id, domain, topic FROM ordered WHERE own)`

const TURNS = (target: Target): string => `
INSERT INTO ${target('turn_facts')}
  (time, id, conversation_id, conversation_key, user_id, user_key, type, label, platform, route, conversation_domain, system_event, is_question,
  question_id, attributed_by, domain, topic, control, form_title, feedback, has_comment, position, previous_question_time,
  previous_topic, next_step, answers, first_answer_time, calls, plugins, plugins_unsuccessful, plugins_served, plugins_used,
  slowest_call_ms, resources, citations, rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms,
  rated_unhelpful_forms, thread_actions, thread_links, thread_buttons, thread_uploads, thread_form_keys,
  thread_helpful_clicks, thread_unhelpful_clicks, thread_helpful_forms, thread_unhelpful_forms,
  thread_plugins_unsuccessful, thread_plugins_served, thread_plugins_used,
  thread_served, thread_unsuccessful, facts_time, is_deleted)
WITH ${NAMES}, ${CONVERSATION}, ${RATED}, ${QUESTION},
calls_of_turn AS (
  SELECT interaction_n, toUInt32(count()) AS calls, max(updated_ms) AS slowest_call_ms, ${PACKED}
  FROM calls WHERE interaction_n > 0 GROUP BY interaction_n
),
resources_of_turn AS (
  SELECT interaction_key, sum(resources) AS resources, sum(citations) AS citations FROM resources GROUP BY interaction_key
),
thread AS (
  SELECT
    question_n AS thread_n, toUInt32(count()) AS thread_actions, ${count('LINK_CLICK')} AS thread_links,
    ${count('BUTTON_CLICK')} AS thread_buttons, ${count('CONTENT_UPLOAD')} AS thread_uploads,
    ${feedback('thread_')}, ${forms('thread_')}
  FROM woven WHERE is_action AND NOT own AND question_n > 0 GROUP BY question_n
),
calls_of_thread AS (
  SELECT question_n AS thread_n, ${PACKED} FROM calls WHERE question_n > 0 GROUP BY question_n
),
following AS (SELECT n, type::String AS type FROM ordered WHERE is_action)
SELECT
  time, woven.id, woven.conversation_id, woven.conversation_key, woven.user_id, ${keyOf('woven.user_id')}, woven.type, label, platform, if(begun_key = 0, NULL, route), conversation_domain,
  system_event, own, if(question.n = 0, NULL, question.id), attributed_by, question.domain, question.topic, control, form_title,
  feedback, has_comment, position, previous_question_time, previous_topic, if(following.n = 0, 'end', following.type), answers,
  if(answers = 0, NULL, first_answer_time), calls, toUInt32(length(arrayCompact(p -> intDiv(p, 4), calls_of_turn.packed))), ${plugins('calls_of_turn.packed')}, slowest_call_ms, resources, citations,
  rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms, thread_actions, thread_links,
  thread_buttons, thread_uploads, thread_form_keys, thread_helpful_clicks, thread_unhelpful_clicks,
  thread_helpful_forms, thread_unhelpful_forms, ${plugins('calls_of_thread.packed')},
  ${pluginSets('calls_of_thread.packed')}, {version:DateTime64(6, 'UTC')}, 0
FROM (SELECT *, if(own, n, 0) AS thread_n FROM woven WHERE is_action) AS woven
ANY LEFT JOIN conversation ON begun_key = woven.conversation_key
ANY LEFT JOIN question ON question.n = woven.question_n
ANY LEFT JOIN following ON following.n = woven.next_n
ANY LEFT JOIN answered ON answered.subject_n = woven.n
ANY LEFT JOIN rated ON rated.subject_n = woven.n
ANY LEFT JOIN calls_of_turn ON calls_of_turn.interaction_n = woven.n
ANY LEFT JOIN resources_of_turn ON resources_of_turn.interaction_key = woven.key
ANY LEFT JOIN thread ON thread.thread_n = woven.thread_n
ANY LEFT JOIN calls_of_thread ON calls_of_thread.thread_n = woven.thread_n`

const CALLS_MADE = (target: Target): string => `
INSERT INTO ${target('call_facts')}
  (time, id, conversation_id, conversation_key, interaction_id, interaction_key, user_id, user_key, plugin, served, used, outcome, updated_ms, platform, route,
  conversation_domain, system_event, question_id, domain, topic, resources, citations, approvals, rated_helpful_clicks,
  rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms, facts_time, is_deleted)
WITH ${CONVERSATION}, ${RATED}, ${QUESTION},
resources_of_call AS (
  SELECT call_key, sum(resources) AS resources, sum(citations) AS citations, sum(approvals) AS approvals
  FROM resources WHERE call_key != 0 GROUP BY call_key
)
SELECT
  calls.time, calls.id, calls.conversation_id, calls.conversation_key, interaction_id, calls.interaction_key, calls.user_id, ${keyOf('calls.user_id')}, plugin, served, used, outcome, updated_ms,
  nullIf(interaction.platform, ''), if(begun_key = 0, NULL, route), conversation_domain, system_event,
  if(question.n = 0, NULL, question.id), question.domain, question.topic, resources, citations, approvals,
  rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms, {version:DateTime64(6, 'UTC')}, 0
FROM calls
ANY LEFT JOIN (SELECT n, platform::String AS platform FROM ordered) AS interaction ON interaction.n = calls.interaction_n
ANY LEFT JOIN question ON question.n = calls.question_n
ANY LEFT JOIN conversation ON begun_key = calls.conversation_key
ANY LEFT JOIN rated ON rated.subject_n = calls.interaction_n
ANY LEFT JOIN resources_of_call ON resources_of_call.call_key = calls.key`

const RESOURCES_BROUGHT = (target: Target): string => `
INSERT INTO ${target('resource_facts')}
  (time, interaction_id, interaction_key, call_key, conversation_id, conversation_key, user_id, user_key, platform, domain, topic,
  rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms, cited, not_cited, facts_time, is_deleted)
WITH ${RATED}, ${QUESTION}
SELECT
  brought_time, interaction.id, interaction_key, call_key, interaction.conversation_id, resources.conversation_key, interaction.user_id,
  ${keyOf('interaction.user_id')}, nullIf(interaction.platform, ''), question.domain, question.topic,
  rated_helpful_clicks, rated_unhelpful_clicks, rated_helpful_forms, rated_unhelpful_forms, cited_keys, other_keys,
  {version:DateTime64(6, 'UTC')}, 0
FROM resources
ANY LEFT JOIN (
  SELECT key, n, id, conversation_id, user_id, platform::String AS platform, question_n
  FROM woven WHERE key IN (SELECT interaction_key FROM resources)
) AS interaction
  ON interaction.key = resources.interaction_key
ANY LEFT JOIN question ON question.n = interaction.question_n
ANY LEFT JOIN rated ON rated.subject_n = interaction.n`

const CONVERSATIONS = (target: Target): string => `
INSERT INTO ${target('conversation_facts')}
  (time, conversation_id, conversation_key, user_id, user_key, route, domain, system_event, platform, interactions, messages, actions, questions,
  rephrasings, buttons, links, forms, uploads, active_times, first_interaction_time, last_interaction_time,
  first_question_time, last_question_time, first_answer_time, last_answer_time, last_helpful_time, first_topic, topics,
  first_step, calls, plugins_unsuccessful, plugins_served, plugins_used, resources, citations, approvals, form_keys,
  helpful_clicks, unhelpful_clicks, helpful_forms, unhelpful_forms, next_conversation_time, facts_time,
  is_deleted)
WITH ${NAMES},
told AS (
  SELECT
    conversation_key, argMin(platform, n) AS platform, toUInt32(count()) AS interactions,
    toUInt32(countIf(NOT is_action)) AS messages, toUInt32(countIf(is_action)) AS actions, toUInt32(countIf(own)) AS questions,
    toUInt32(countIf(own AND topic = previous_topic)) AS rephrasings, ${count('BUTTON_CLICK')} AS buttons,
    ${count('LINK_CLICK')} AS links, ${count('UIFORM_SUBMISSION')} AS forms_, ${count('CONTENT_UPLOAD')} AS uploads,
    arraySort(groupArray(time)) AS times,
    arrayFilter((time, before, after) -> intDiv(toUnixTimestamp64Milli(time) AS ms, 900000) != intDiv(toUnixTimestamp64Milli(before), 900000)
      OR intDiv(ms, 900000) != intDiv(toUnixTimestamp64Milli(after), 900000),
      times, arrayShiftRight(times, 1, toDateTime64('2299-12-31 00:00:00', 3, 'UTC')), arrayShiftLeft(times, 1, toDateTime64('2299-12-31 00:00:00', 3, 'UTC'))) AS active_times,
    min(time) AS first_interaction_time, max(time) AS last_interaction_time,
    minOrNullIf(time, own) AS first_question_time, maxOrNullIf(time, own) AS last_question_time,
    minOrNullIf(answered.first_answer_time, position = 1 AND answered.subject_n > 0) AS first_answer_time,
    maxOrNullIf(time, NOT is_action AND woven.subject_n > 0) AS last_answer_time,
    maxOrNullIf(time, feedback = 'helpful') AS last_helpful_time,
    anyIf(topic, position = 1) AS first_topic,
    arraySort(groupUniqArrayIf(assumeNotNull(topic), own AND topic IS NOT NULL)) AS topics,
    if(actions = 0, 'none', argMinIf(type, n, is_action)) AS first_step,
    ${feedback('')}, ${forms('')}
  FROM woven ANY LEFT JOIN answered ON answered.subject_n = if(woven.own, woven.n, 0)
  GROUP BY conversation_key
),
calls_of_conversation AS (
  SELECT conversation_key, toUInt32(count()) AS calls, ${PACKED} FROM calls GROUP BY conversation_key
),
resources_of_conversation AS (
  SELECT conversation_key, sum(resources) AS resources, sum(citations) AS citations FROM resources GROUP BY conversation_key
),
approvals_of_conversation AS (
  SELECT conversation_key, sum(approvals) AS approvals
  FROM resources WHERE resources.approvals > 0 AND call_key IN (SELECT key FROM calls WHERE used) GROUP BY conversation_key
)
SELECT
  conversation.time, conversation.conversation_id, conversation.conversation_key, conversation.user_id, ${keyOf('conversation.user_id')},
  route, conversation.domain, system_event,
  nullIf(platform::String, ''), interactions, messages, actions, questions, rephrasings, buttons, links, forms_, uploads, active_times,
  if(interactions = 0, NULL, first_interaction_time), if(interactions = 0, NULL, last_interaction_time),
  first_question_time, last_question_time, first_answer_time, last_answer_time, last_helpful_time, first_topic, topics,
  if(first_step = '', 'none', first_step), calls, ${plugins('packed')}, resources, citations,
  approvals, form_keys, helpful_clicks, unhelpful_clicks, helpful_forms, unhelpful_forms, next_time,
  {version:DateTime64(6, 'UTC')}, 0
-- What has many columns stands on the left: these are passed on as they are, those on the right copied row by row.
FROM told ANY RIGHT JOIN (SELECT * FROM begun WHERE ${IN_SLICE}) AS conversation
  ON told.conversation_key = conversation.conversation_key
ANY LEFT JOIN calls_of_conversation ON calls_of_conversation.conversation_key = conversation.conversation_key
ANY LEFT JOIN resources_of_conversation ON resources_of_conversation.conversation_key = conversation.conversation_key
ANY LEFT JOIN approvals_of_conversation ON approvals_of_conversation.conversation_key = conversation.conversation_key
ANY LEFT JOIN (SELECT * FROM followed WHERE ${IN_SLICE}) AS followed ON followed.conversation_key = conversation.conversation_key`

/** Statements that derive the facts of a slice, into the tables that stand for the tables of facts. */
export const DERIVING: readonly ((target: Target) => string)[] = [
  TURNS,
  CALLS_MADE,
  CONVERSATIONS,
  RESOURCES_BROUGHT,
]

/** The tables of facts about conversations, and what tells their rows apart beside the conversation’s key. */
const ROW_KEYS = {
  turn_facts: 'time, id',
  call_facts: 'time, id',
  conversation_facts: 'time, conversation_id',
  resource_facts: 'time, interaction_key, call_key',
} as const

type ConversationTable = keyof typeof ROW_KEYS

/** The tables of facts that are derived conversation by conversation. */
export const CONVERSATION_TABLES = Object.keys(ROW_KEYS) as readonly ConversationTable[]

/** The tables of facts. */
export const FACT_TABLES = [...CONVERSATION_TABLES, 'use_facts'] as const

const OF_TOUCHED = 'conversation_key IN (SELECT conversation_key FROM touched)'

/**
 * How many rows of the touched conversations were not derived again, by table: what they were about is gone. With FINAL whole tables
 * would be compared row by row.
 */
export const COUNT_GONE = CONVERSATION_TABLES.map(
  table => `
SELECT '${table}' AS name, count() AS gone FROM (
  SELECT max(facts_time) AS newest, argMax(is_deleted, facts_time) AS deleted
  FROM ${table} WHERE ${OF_TOUCHED} GROUP BY conversation_key, ${ROW_KEYS[table]}
) WHERE newest < {version:DateTime64(6, 'UTC')} AND NOT deleted`,
).join('\nUNION ALL')

/** Marks these. */
export const withdrawGone = (table: ConversationTable): string => `
INSERT INTO ${table} SELECT * REPLACE ({version:DateTime64(6, 'UTC')} AS facts_time, 1 AS is_deleted)
FROM ${table} AS facts FINAL WHERE ${OF_TOUCHED} AND facts.facts_time < {version:DateTime64(6, 'UTC')}`
