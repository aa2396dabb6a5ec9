/**
 * The numbers of the truth once more, as an analyst would get them from the tables of a store. Tables that begin with `t_` are
 * made for it.
 */

export const PEOPLE = `CREATE TABLE hr_people
  (id String, department String, location String, country String, role String, segment String, tester String)
  ENGINE = MergeTree ORDER BY id`

const PERSONAL = 'department, location, country, language, role, segment, tester'
const TABLE = 'ENGINE = MergeTree ORDER BY tuple() AS'
const PERSON = ['department', 'location', 'country', 'language', 'role', 'segment', 'tester']
const CONVERSATION = ['route', 'domain', 'event']
const QUESTION = ['platform', 'topic', 'question_domain']

const HELPFUL = "lower(ifNull(coalesce(detail.detail, detail.resource_id), '')) = 'helpful'"
const UNHELPFUL = "lower(ifNull(coalesce(detail.detail, detail.resource_id), '')) = 'unhelpful'"
const IS_CLICK = "type = 'INTERACTION_TYPE_LINK_CLICK' AND detail.type = 'RESOURCE_TYPE_INTERNAL_LINK'"
const IS_TICKET = `(label = 'file_ticket' OR (label IN ('handoff', 'mw_form')
  AND detail.detail IN ('File an IT Ticket', 'File IT Ticket', 'Ask the People team')))`
const IS_NATIVE = `(label = 'file_ticket' OR (label IN ('handoff', 'mw_form')
  AND detail.detail IN ('File an IT Ticket', 'File IT Ticket')))`
const IS_AGENT = "(label IN ('handoff', 'mw_form') AND detail.detail = 'Live agent chat request')"

export const VIEWS: readonly string[] = [
  `CREATE TABLE t_people ${TABLE}
    SELECT id AS user_id, user_preferred_language AS language, department, location, country, role, segment, tester
    FROM users FINAL INNER JOIN hr_people USING id`,
  // From every question down: what answers it, what reacts to that, and so on.
  `CREATE TABLE t_roots ${TABLE}
    WITH RECURSIVE roots AS (
      SELECT id, id AS root FROM interactions FINAL WHERE type = 'INTERACTION_TYPE_FREE_TEXT'
      UNION ALL
      SELECT i.id AS id, roots.root AS root
      FROM (SELECT id, parent_interaction_id FROM interactions FINAL WHERE type != 'INTERACTION_TYPE_FREE_TEXT') AS i
      INNER JOIN roots ON i.parent_interaction_id = roots.id
    ) SELECT id, root FROM roots`,
  `CREATE TABLE t_platforms ${TABLE}
    SELECT conversation_id AS id, any(platform) AS platform, max(created_time) AS latest,
      countIf(actor = 'user') AS acted, countIf(type = 'INTERACTION_TYPE_FREE_TEXT') AS asked
    FROM interactions FINAL GROUP BY conversation_id`,
  `CREATE TABLE t_interactions ${TABLE}
    SELECT i.id AS id, i.conversation_id AS conversation_id, i.user_id AS user_id, i.actor AS actor, i.type AS type,
      i.label AS label, i.detail AS detail, i.created_time AS created_time, i.parent_interaction_id AS parent,
      i.platform AS platform, c.route AS route, ifNull(c.primary_domain, 'none') AS domain, ifNull(c.type, 'none') AS event,
      r.root AS root, ifNull(q.detail.entity, 'none') AS topic, ifNull(q.detail.domain, 'none') AS question_domain,
      if(label = 'file_ticket', 'file_ticket', ifNull(detail.detail, 'none')) AS form,
      toString((toDayOfWeek(created_time) - 1) * 24 + toHour(created_time)) AS hour_of_week, ${PERSONAL}
    FROM (SELECT * FROM interactions FINAL) AS i
    INNER JOIN (SELECT id, route, primary_domain, type FROM conversations FINAL) AS c ON c.id = i.conversation_id
    INNER JOIN t_people AS p ON p.user_id = i.user_id
    LEFT JOIN t_roots AS r ON r.id = i.id
    LEFT JOIN (SELECT id, detail FROM interactions FINAL) AS q ON q.id = r.root`,
  `CREATE TABLE t_ratings ${TABLE}
    SELECT m.parent AS action, f.root AS root,
      max(${HELPFUL}) AS helpful, max(${UNHELPFUL}) AS unhelpful,
      max(f.label = 'feedback' AND ${HELPFUL}) AS helpful_form, max(f.label = 'feedback' AND ${UNHELPFUL}) AS unhelpful_form
    FROM (SELECT * FROM t_interactions WHERE label = 'feedback'
      OR (${IS_CLICK} AND detail.resource_id IN ('HELPFUL', 'UNHELPFUL'))) AS f
    INNER JOIN (SELECT id, parent FROM t_interactions) AS m ON m.id = f.parent
    GROUP BY action, root`,
  `CREATE TABLE t_calls ${TABLE}
    SELECT c.id AS id, c.interaction_id AS interaction_id, c.created_time AS created_time, c.plugin_name AS plugin,
      if(match(plugin, '^(Workday|SNOW|Jira|Ariba|Concur|Salesforce|Greenhouse)_'), 'custom', 'native') AS plugin_kind,
      c.served AS served, c.used AS used, i.created_time AS action_time, i.root AS root,
      ifNull(a.helpful, 0) AS helpful, ifNull(a.unhelpful, 0) AS unhelpful,
      ifNull(a.helpful_form, 0) AS helpful_form, ifNull(a.unhelpful_form, 0) AS unhelpful_form,
      i.platform AS platform, i.route AS route, i.domain AS domain, i.event AS event, i.topic AS topic,
      i.question_domain AS question_domain, ${PERSONAL}
    FROM (SELECT * FROM plugin_calls FINAL) AS c
    INNER JOIN t_interactions AS i ON i.id = c.interaction_id
    LEFT JOIN (SELECT action, max(helpful) AS helpful, max(unhelpful) AS unhelpful, max(helpful_form) AS helpful_form,
      max(unhelpful_form) AS unhelpful_form FROM t_ratings GROUP BY action) AS a ON a.action = c.interaction_id`,
  `CREATE TABLE t_actions ${TABLE}
    SELECT interaction_id, uniqExact(plugin) AS plugins, any(action_time) AS created_time, any(platform) AS platform,
      any(route) AS route, any(domain) AS domain, any(event) AS event, any(topic) AS topic,
      any(question_domain) AS question_domain, ${PERSON.map(name => `any(${name}) AS ${name}`).join(', ')}
    FROM t_calls GROUP BY interaction_id`,
  `CREATE TABLE t_used ${TABLE}
    SELECT interaction_id, plugin, any(plugin_kind) AS plugin_kind, any(action_time) AS created_time,
      any(platform) AS platform, any(route) AS route, any(domain) AS domain, any(event) AS event, any(topic) AS topic,
      any(question_domain) AS question_domain, ${PERSON.map(name => `any(${name}) AS ${name}`).join(', ')}
    FROM t_calls WHERE used GROUP BY interaction_id, plugin`,
  `CREATE TABLE t_approved ${TABLE}
    SELECT c.* FROM t_calls AS c
    INNER JOIN (SELECT plugin_call_id FROM plugin_resources FINAL WHERE type = 'RESOURCE_TYPE_APPROVAL') AS r
      ON r.plugin_call_id = c.id
    WHERE c.plugin = 'Update Approval Record' AND c.used`,
  `CREATE TABLE t_resources ${TABLE}
    SELECT r.created_time AS created_time, r.type AS resource_type, r.cited AS cited, r.plugin_call_id AS plugin_call_id,
      r.interaction_id AS interaction_id, i.platform AS platform, i.route AS route, i.domain AS domain, i.event AS event,
      i.topic AS topic, i.question_domain AS question_domain, ${PERSONAL}
    FROM (SELECT created_time, type, cited, plugin_call_id, interaction_id FROM plugin_resources FINAL) AS r
    INNER JOIN t_interactions AS i ON i.id = r.interaction_id`,
  `CREATE TABLE t_questions ${TABLE}
    SELECT q.* EXCEPT (topic), q.topic AS topic, a.first AS answered, dateDiff('ms', created_time, a.first) AS first_answer_ms,
      ifNull(s.ticket, 0) AS ticket, ifNull(s.native, 0) AS native, ifNull(s.agent, 0) AS agent,
      ifNull(f.helpful, 0) AS helpful, ifNull(f.unhelpful, 0) AS unhelpful, ifNull(f.unhelpful_form, 0) AS unhelpful_form,
      ifNull(k.searches, 0) AS searches, ifNull(k.served, 0) AS served_searches, ifNull(c.cited, 0) AS cited
    FROM (SELECT * FROM t_interactions WHERE type = 'INTERACTION_TYPE_FREE_TEXT') AS q
    LEFT JOIN (SELECT parent, min(created_time) AS first FROM t_interactions WHERE actor = 'bot' GROUP BY parent) AS a
      ON a.parent = q.id
    LEFT JOIN (SELECT root, max(${IS_TICKET}) AS ticket, max(${IS_NATIVE}) AS native, max(${IS_AGENT}) AS agent
      FROM t_interactions WHERE type = 'INTERACTION_TYPE_UIFORM_SUBMISSION' GROUP BY root) AS s ON s.root = q.id
    LEFT JOIN (SELECT root, max(helpful) AS helpful, max(unhelpful) AS unhelpful, max(unhelpful_form) AS unhelpful_form
      FROM t_ratings GROUP BY root) AS f ON f.root = q.id
    LEFT JOIN (SELECT interaction_id, count() AS searches, countIf(served) AS served FROM t_calls
      WHERE plugin = 'Enterprise Search' GROUP BY interaction_id) AS k ON k.interaction_id = q.id
    LEFT JOIN (SELECT interaction_id, max(cited) AS cited FROM t_resources GROUP BY interaction_id) AS c
      ON c.interaction_id = q.id`,
  `CREATE TABLE t_conversations ${TABLE}
    SELECT c.id AS id, c.created_time AS created_time, c.user_id AS user_id, c.route AS route,
      ifNull(c.primary_domain, 'none') AS domain, ifNull(c.type, 'none') AS event, c.type AS type,
      ifNull(i.platform, 'none') AS platform, i.platform IS NULL AS silent, ifNull(i.acted, 0) > 0 AS acted,
      ifNull(i.asked, 0) > 0 AS asked, if(silent, 0, dateDiff('ms', created_time, i.latest)) AS conversation_ms,
      ifNull(s.ticket, 0) AS ticket, ifNull(s.agent, 0) AS agent, ifNull(s.unhelpful, 0) AS unhelpful, ${PERSONAL}
    FROM (SELECT * FROM conversations FINAL) AS c
    INNER JOIN t_people AS p ON p.user_id = c.user_id
    LEFT JOIN t_platforms AS i ON i.id = c.id
    LEFT JOIN (SELECT conversation_id, max(${IS_TICKET}) AS ticket, max(${IS_AGENT}) AS agent,
        max((label = 'feedback' OR ${IS_CLICK}) AND ${UNHELPFUL}) AS unhelpful
      FROM t_interactions GROUP BY conversation_id) AS s ON s.conversation_id = c.id`,
  `CREATE TABLE t_active ${TABLE}
    SELECT c.* EXCEPT (created_time), d.day AS created_time FROM t_conversations AS c
    INNER JOIN (SELECT DISTINCT conversation_id, toDate(created_time) AS day FROM interactions FINAL) AS d
      ON d.conversation_id = c.id`,
  `CREATE TABLE t_topics ${TABLE}
    SELECT c.*, q.topic AS topic FROM t_conversations AS c
    INNER JOIN (SELECT DISTINCT conversation_id, topic FROM t_questions) AS q ON q.conversation_id = c.id`,
  `CREATE TABLE t_returns ${TABLE}
    SELECT *, dateDiff('ms', created_time, next) AS until FROM (
      SELECT *, leadInFrame(toNullable(created_time)) OVER (
        PARTITION BY user_id ORDER BY created_time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next
      FROM t_conversations WHERE type IS NULL)`,
  `CREATE TABLE t_new ${TABLE}
    SELECT i.* FROM t_interactions AS i
    INNER JOIN (SELECT id, first_interaction_time FROM users FINAL) AS u
      ON u.id = i.user_id AND u.first_interaction_time = i.created_time
    WHERE i.actor = 'user'`,
]

interface Count {
  readonly measure: string
  readonly of: string
  readonly where: string
  readonly sum: string
  readonly cut: readonly string[]
}

const WHOLE = [...PERSON, ...CONVERSATION]
const TURN = [...WHOLE, ...QUESTION]

const of =
  (table: string, cut: readonly string[]) =>
  (measures: { readonly [measure: string]: string | readonly [where: string, sum: string] }): Count[] =>
    Object.entries(measures).map(([measure, what]) => {
      const [where, sum] = typeof what === 'string' ? [what, '1'] : what
      return { measure, of: table, where, sum, cut }
    })

const DAY_MS = 86_400_000

/** Every measure the records can tell: over which rows, and by what it can be cut. */
export const COUNTS: readonly Count[] = [
  of('t_conversations', [...WHOLE, 'platform'])({
    conversations: 'true',
    conversations_of_people: 'type IS NULL',
    system_events: 'type IS NOT NULL',
    system_events_silent: 'type IS NOT NULL AND silent',
    system_events_answered: 'type IS NOT NULL AND acted',
    conversation_ms: ['type IS NULL', 'conversation_ms'],
    conversations_asked: 'type IS NULL AND asked',
    conversations_ticket: 'type IS NULL AND ticket',
    conversations_agent: 'type IS NULL AND agent',
    conversations_unhelpful: 'type IS NULL AND unhelpful',
    conversations_contained: 'type IS NULL AND asked AND NOT ticket AND NOT agent',
  }),
  of('t_active', [...WHOLE, 'platform'])({ conversations_active: 'true' }),
  of('t_topics', ['topic'])({ conversation_topics: 'true' }),
  of(
    't_returns',
    WHOLE,
  )({
    conversations_returned_24h: `until <= ${DAY_MS}`,
    conversations_returned_72h: `until <= ${3 * DAY_MS}`,
  }),
  of(
    't_interactions',
    TURN,
  )({
    interactions: 'true',
    interactions_bot: "actor = 'bot'",
  }),
  of('t_interactions', [...TURN, 'hour_of_week'])({
    interactions_user: "actor = 'user'",
    free_texts: "type = 'INTERACTION_TYPE_FREE_TEXT'",
    button_clicks: "type = 'INTERACTION_TYPE_BUTTON_CLICK'",
    link_clicks: "type = 'INTERACTION_TYPE_LINK_CLICK'",
    uploads: "type = 'INTERACTION_TYPE_CONTENT_UPLOAD'",
    info_clicks: `${IS_CLICK} AND detail.resource_id = 'INFO'`,
    get_help_clicks: `${IS_CLICK} AND detail.resource_id = 'GET_HELP'`,
    source_clicks: "type = 'INTERACTION_TYPE_LINK_CLICK' AND detail.type != 'RESOURCE_TYPE_INTERNAL_LINK'",
    helpful_clicks: `${IS_CLICK} AND detail.resource_id = 'HELPFUL'`,
    unhelpful_clicks: `${IS_CLICK} AND detail.resource_id = 'UNHELPFUL'`,
  }),
  of('t_interactions', [...TURN, 'form'])({
    forms: "type = 'INTERACTION_TYPE_UIFORM_SUBMISSION'",
    forms_feedback: "label = 'feedback'",
    forms_file_ticket: "label = 'file_ticket'",
    forms_handoff: "label = 'handoff'",
    forms_mw_form: "label = 'mw_form'",
    helpful_forms: `label = 'feedback' AND ${HELPFUL}`,
    unhelpful_forms: `label = 'feedback' AND ${UNHELPFUL}`,
    feedback_comments: "label = 'feedback' AND detail.content IS NOT NULL",
    ticket_forms: IS_TICKET,
    ticket_forms_custom: `${IS_TICKET} AND NOT ${IS_NATIVE}`,
    ticket_forms_catalogue: "label = 'file_ticket'",
    agent_forms: IS_AGENT,
  }),
  of('t_calls', [...TURN, 'plugin', 'plugin_kind'])({
    plugin_calls: 'true',
    plugin_calls_unserved: 'NOT served AND NOT used',
    plugin_calls_served: 'served',
    plugin_calls_used: 'used',
    plugin_calls_abandoned: 'served AND NOT used',
    plugin_calls_used_helpful: 'used AND helpful',
    plugin_calls_used_unhelpful: 'used AND unhelpful',
    plugin_calls_used_helpful_form: 'used AND helpful_form',
    plugin_calls_used_unhelpful_form: 'used AND unhelpful_form',
  }),
  of('t_used', [...TURN, 'plugin', 'plugin_kind'])({ plugin_actions_used: 'true' }),
  of('t_actions', TURN)({ actions_several_plugins: 'plugins > 1' }),
  of('t_approved', [...TURN, 'plugin'])({ approvals_processed: 'true' }),
  of('t_resources', [...TURN, 'resource_type'])({
    resources: 'true',
    resources_cited: 'cited',
    resources_without_call: 'plugin_call_id IS NULL',
  }),
  of(
    't_questions',
    TURN,
  )({
    questions_answered: 'answered IS NOT NULL',
    first_answer_ms: ['answered IS NOT NULL', 'first_answer_ms'],
    questions_searched: 'searches > 0',
    questions_gap: 'searches > 0 AND served_searches = 0',
    questions_cited: 'cited',
    questions_ticket: 'ticket',
    questions_ticket_native: 'native',
    questions_agent: 'agent',
    questions_helpful: 'helpful',
    questions_unhelpful: 'unhelpful',
    questions_unhelpful_form: 'unhelpful_form',
    questions_deflected: 'NOT ticket AND NOT agent AND NOT unhelpful',
    questions_deflected_native: 'NOT native AND NOT agent AND NOT unhelpful',
    questions_deflected_confirmed: 'NOT ticket AND NOT agent AND NOT unhelpful AND helpful',
  }),
  of('t_new', TURN)({ new_users: 'true' }),
].flat()
