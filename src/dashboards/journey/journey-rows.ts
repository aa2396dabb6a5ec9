import type { Metric } from '../../metrics/definition.ts'
import { applicable, isExclusion, namedIn } from '../../metrics/dimensions.ts'
import { bound, type ParameterValues } from '../../metrics/parameters.ts'
import { METRIC_SETTINGS, type Query, rowsQuery } from '../../metrics/query.ts'
import type { Settings } from '../../store/engine.ts'
import type { Asked, Events } from '../asked.ts'
import type { DashboardSettings } from '../settings.ts'

/** What journeys are read with: joins give null, times come as ISO texts. */
export const JOURNEY_SETTINGS: Settings = { ...METRIC_SETTINGS, date_time_output_format: 'iso' }

/** Whether conversations that the assistant began by itself are among the rows. */
const OF_EVENTS: Readonly<Record<Events, string>> = {
  out: 'system_event IS NULL',
  in: 'true',
  only: 'system_event IS NOT NULL',
}

/** Forms that file a ticket and forms that ask for an agent, as the metrics recognise them. */
const isTicket = (label: string, title: string): string =>
  `(${label} = 'file_ticket' OR (${label} IN ('handoff', 'mw_form') AND match(${title}, {ticket_titles:String})))`
const isHandoff = (label: string, title: string): string =>
  `(${label} IN ('handoff', 'mw_form') AND match(${title}, {handoff_titles:String}))`
const anyForm = (test: typeof isTicket, prefix: string): string =>
  `toBool(arrayExists(form -> form IN (SELECT form_key FROM forms FINAL WHERE ${test('label', 'title')}), ${prefix}form_keys))`

/** What came of something, the gravest first. */
const outcomeOf = (used: string): string => `multiIf(
    ticket, 'ticket', handoff, 'handoff', unhelpful, 'unhelpful', helpful, 'confirmed', notEmpty(${used}), 'silent', 'unanswered')`

const IN_PERIOD = `time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}`

/**
 * One row for each conversation with a question. `plugin` is what answered its first question: the plugins used for it, or else
 * served, or else called, without those that only file a ticket or call an agent, unless there is no other. The columns of the
 * metric `conversation_resolution` are there too, so that its definitions of success can be counted over these rows.
 */
const conversationRows = (events: Events): string => `SELECT conversation.*, plugin FROM (
SELECT
  time, conversation_id, user_id, route, domain, system_event, platform, rephrasings, first_topic AS topic,
  ${anyForm(isTicket, '')} AS ticket,
  ${anyForm(isHandoff, '')} AS handoff,
  toBool(unhelpful_clicks > 0 OR unhelpful_forms > 0) AS unhelpful,
  toBool(helpful_clicks > 0 OR helpful_forms > 0) AS helpful,
  toBool(notEmpty(plugins_used)) AS answered,
  toBool(arrayExists(plugin -> NOT match(plugin, {knowledge_plugins:String}) AND NOT match(plugin, {handoff_plugins:String}), plugins_used)) AS task_done,
  toBool(ifNull(last_answer_time >= last_question_time, false)) AS ends_answered,
  toBool(ifNull(next_conversation_time <= time + toIntervalHour(72), false)) AS returned,
  toBool(NOT (ticket OR handoff OR unhelpful)) AS clean,
  ${outcomeOf('plugins_used')} AS outcome,
  arrayDistinct(arrayConcat(plugins_used, plugins_served, plugins_unsuccessful)) AS plugins
FROM conversation_facts FINAL
WHERE questions > 0 AND ${OF_EVENTS[events]} AND ${IN_PERIOD}
) AS conversation
LEFT JOIN (
  SELECT conversation_id AS first_id,
    arrayFilter(name -> NOT match(name, {ticket_plugins:String}) AND NOT match(name, {handoff_plugins:String}), plugins_used) AS answering,
    arrayStringConcat(multiIf(notEmpty(answering), answering, notEmpty(plugins_used), plugins_used,
      notEmpty(plugins_served), plugins_served, plugins_unsuccessful), ' + ') AS plugin
  FROM turn_facts FINAL WHERE is_question AND position = 1 AND time >= {from:DateTime64(3, 'UTC')}
) AS first ON first.first_id = conversation.conversation_id`

/**
 * One row for each thing a person said or did. `action` is what it was; of a question, `outcome` is what came of all that
 * goes back to it, and `stage` how far it came in the funnel.
 */
const turnRows = (events: Events): string => `SELECT
  time, id AS interaction_id, conversation_id, user_id, platform, route, domain, topic, system_event, type, is_question,
  question_id, position, attributed_by, answers, first_answer_time, calls, plugins_unsuccessful, plugins_served, plugins_used,
  slowest_call_ms, resources, citations, form_title, next_step,
  toBool(if(is_question, ${anyForm(isTicket, 'thread_')}, ifNull(${isTicket('label', "ifNull(form_title, '')")}, false))) AS ticket,
  toBool(if(is_question, ${anyForm(isHandoff, 'thread_')}, ifNull(${isHandoff('label', "ifNull(form_title, '')")}, false))) AS handoff,
  toBool(if(is_question, thread_unhelpful_clicks > 0 OR thread_unhelpful_forms > 0, ifNull(feedback = 'unhelpful', false))) AS unhelpful,
  toBool(if(is_question, thread_helpful_clicks > 0 OR thread_helpful_forms > 0, ifNull(feedback = 'helpful', false))) AS helpful,
  multiIf(is_question, 'question', ticket, 'ticket', handoff, 'handoff', feedback IS NOT NULL, toString(feedback),
    control IS NOT NULL, toString(control), endsWith(type, '_BUTTON_CLICK'), 'button', endsWith(type, '_LINK_CLICK'), 'link',
    endsWith(type, '_UIFORM_SUBMISSION'), 'form', endsWith(type, '_CONTENT_UPLOAD'), 'upload', 'other') AS action,
  arrayDistinct(if(is_question, arrayConcat(thread_plugins_used, thread_plugins_served, thread_plugins_unsuccessful),
    arrayConcat(plugins_used, plugins_served, plugins_unsuccessful))) AS plugins,
  if(is_question, ${outcomeOf('thread_plugins_used')}, NULL) AS outcome,
  multiIf(NOT is_question, NULL, answers = 0, 'asked', empty(thread_plugins_served), 'answered', empty(thread_plugins_used), 'served',
    ticket OR handoff, 'used', unhelpful OR NOT helpful, 'unescalated', 'confirmed') AS stage
FROM turn_facts FINAL
WHERE ${OF_EVENTS[events]} AND ${IN_PERIOD}`

const KINDS = {
  conversations: {
    sql: conversationRows,
    key: 'conversation_id',
    dimensions: ['platform', 'route', 'domain', 'topic', 'outcome', 'system_event'],
  },
  turns: {
    sql: turnRows,
    key: 'interaction_id',
    dimensions: ['platform', 'route', 'domain', 'topic', 'outcome', 'stage', 'action', 'system_event'],
  },
} as const

export type JourneyKind = keyof typeof KINDS

/** The rows of journeys in the form of a metric, so that filters, time zones and what is known of people work as for metrics. */
function rowsAsMetric(kind: JourneyKind, events: Events): Metric {
  const { sql, key, dimensions } = KINDS[kind]
  return {
    id: `journey ${kind}`,
    title: 'Journeys',
    sentence: 'What people asked, what was called for it, and what came of it.',
    family: 'conversations',
    unit: 'count',
    value: 'count()',
    grain: kind === 'turns' ? 'one row for each thing a person did' : 'one row for each conversation',
    key,
    people: true,
    adds_up: true,
    whole_period: false,
    by: [],
    dimensions: [...dimensions],
    variants: {},
    notes: '',
    blind_spots: '',
    source: '',
    example: '',
    sql: sql(events),
  }
}

/** Which of a page's filters journeys can take. */
export interface AppliedFilters {
  readonly filters: Asked['filters']
  readonly ignored: readonly string[]
}

export function appliedFilters(kind: JourneyKind, { filters, events }: Asked): AppliedFilters {
  const { plugin, ...others } = filters
  const { applied, ignored } = applicable(rowsAsMetric(kind, events), others)
  return { filters: { ...applied, ...(plugin ? { plugin } : {}) }, ignored }
}

/**
 * A query over the journeys that the filters of a page leave. What they cannot be filtered by is left out: see
 * {@link appliedFilters}.
 *
 * @param columns dimensions of time or people that it needs beside the rows' own
 * @param write makes the query around `FROM …`
 * @param also further conditions on the rows, with their parameters
 * @throws MetricError when the period, the zone or a filter is impossible
 */
export function journeyQuery(
  kind: JourneyKind,
  asked: Asked,
  settings: DashboardSettings,
  write: (from: string) => string,
  also: {
    readonly where?: readonly string[]
    readonly params?: Query['params']
    /** Values of metrics’ parameters, in place of the settings’. */
    readonly parameters?: ParameterValues
    readonly columns?: readonly string[]
  } = {},
): Query {
  const { plugin, ...filters } = appliedFilters(kind, asked).filters
  const conditions = [...(also.where ?? [])]
  const parameters = { ...settings.parameters, ...also.parameters }
  // A journey has several plugins: any of them may be the one asked for, or the one not to be there.
  if (plugin)
    conditions.push(
      `${isExclusion(plugin) ? 'NOT ' : ''}(hasAny(plugins, {filter_plugins:Array(String)}) OR (empty(plugins) AND has({filter_plugins:Array(String)}, 'none')))`,
    )
  const { sql, params } = rowsQuery(
    rowsAsMetric(kind, asked.events),
    {
      from: asked.from,
      to: asked.to,
      tz: asked.tz,
      where: filters,
      parameters,
      ...(settings.exclude ? { exclude: settings.exclude } : {}),
    },
    also.columns ?? [],
    rows => [
      write(conditions.length === 0 ? rows : `FROM (SELECT * ${rows})\nWHERE ${conditions.join('\n  AND ')}`),
    ],
  )
  return {
    sql,
    params: {
      ...params,
      ...bound(sql, parameters),
      ...(plugin ? { filter_plugins: namedIn(plugin) } : {}),
      ...also.params,
    },
  }
}
