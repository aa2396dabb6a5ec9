import type { DimensionName } from '../src/simulator/truth/dimensions.ts'
import type { MeasureName } from '../src/simulator/truth/measures.ts'

/** Where a number of the simulation's truth is found among the metrics. */
export interface Counterpart {
  readonly metric: string
  readonly part: 'value' | 'numerator' | 'denominator'
  readonly variant?: string
  readonly where?: { readonly [dimension: string]: readonly string[] }
  readonly parameters?: { readonly [name: string]: string }
  /** What the truth's unit is in the metric's: milliseconds to seconds. */
  readonly scale?: number
  /** Its parts do not add up to a whole that means anything. */
  readonly onlyParts?: boolean
  /** Days are counted otherwise, but the whole period is not. */
  readonly onlyWhole?: boolean
  /** The metric's names of the truth's dimensions. */
  readonly by: { readonly [dimension in DimensionName]?: string }
}

const PEOPLE = {
  department: 'department',
  location: 'location',
  country: 'country',
  language: 'language',
  role: 'role',
  tester: 'tester',
} as const
const CONVERSATION = {
  ...PEOPLE,
  route: 'route',
  domain: 'domain',
  event: 'system_event',
  platform: 'platform',
} as const
const TURN = {
  ...PEOPLE,
  platform: 'platform',
  route: 'route',
  topic: 'topic',
  question_domain: 'domain',
} as const
const CALL = { ...TURN, plugin: 'plugin', plugin_kind: 'kind' } as const

const people = { system_event: ['none'] }
const conversations = (
  part: Counterpart['part'],
  metric: string,
  more: Partial<Counterpart> = {},
): Counterpart => {
  const { event: _event, ...by } = CONVERSATION
  return { metric, part, by, ...more }
}
const turns = (
  metric: string,
  part: Counterpart['part'] = 'value',
  more: Partial<Counterpart> = {},
): Counterpart => ({ metric, part, by: TURN, ...more })
const clicks = (click: string): Counterpart => turns('clicks', 'value', { where: { click: [click] } })
const forms = (label: string): Counterpart => turns('forms', 'value', { where: { label: [label] } })
const feedback = (given_by: string, said: string): Counterpart =>
  turns('user_feedback', 'value', { where: { given_by: [given_by], feedback: [said] } })
const calls = (metric: string, part: Counterpart['part'], more: Partial<Counterpart> = {}): Counterpart => ({
  metric,
  part,
  by: CALL,
  ...more,
})
const rated = (how: string): Counterpart =>
  calls('plugin_success', 'denominator', { variant: 'silence_is_success', where: { [how]: ['true'] } })
/** Of every type, not of articles alone. */
const resources = (part: Counterpart['part']): Counterpart => ({
  metric: 'article_citation_rate',
  part,
  parameters: { article_types: '' },
  by: { ...PEOPLE, resource_type: 'type' },
})
const question = (
  metric: string,
  part: Counterpart['part'],
  more: Partial<Counterpart> = {},
): Counterpart => ({ metric, part, by: TURN, ...more })

/** What counts exactly, by day and by dimension. */
export const COUNTERPARTS: { readonly [measure in MeasureName]?: Counterpart } = {
  conversations: { metric: 'conversations', part: 'value', by: CONVERSATION },
  conversations_of_people: conversations('value', 'conversations', { where: people }),
  system_events: { metric: 'system_events', part: 'value', by: CONVERSATION },
  system_events_answered: { metric: 'system_events_answered', part: 'numerator', by: CONVERSATION },
  conversations_active: { metric: 'conversations_active', part: 'value', by: CONVERSATION },
  conversation_topics: {
    metric: 'conversation_topics',
    part: 'value',
    by: { topic: 'topic' },
    onlyParts: true,
    // The simulation counts topics on the day of the conversation, the metric on the day of the question.
    onlyWhole: true,
  },
  conversations_asked: conversations('denominator', 'containment'),
  conversations_contained: conversations('numerator', 'containment'),
  // Lengths of conversations without an interaction are 0.
  conversation_ms: conversations('numerator', 'conversation_length', { scale: 1000 }),
  conversations_returned_24h: conversations('numerator', 'repeat_contact'),
  conversations_returned_72h: conversations('numerator', 'repeat_contact', { variant: 'within_72h' }),
  interactions: { metric: 'interactions', part: 'value', by: { ...PEOPLE, platform: 'platform' } },
  interactions_user: {
    metric: 'interactions',
    part: 'value',
    where: { actor: ['user'] },
    by: { ...PEOPLE, platform: 'platform' },
  },
  interactions_bot: {
    metric: 'interactions',
    part: 'value',
    where: { actor: ['bot'] },
    by: { ...PEOPLE, platform: 'platform' },
  },
  free_texts: question('deflection', 'denominator'),
  button_clicks: clicks('button'),
  link_clicks: turns('clicks', 'value', {
    where: { click: ['helpful', 'unhelpful', 'info', 'get_help', 'ui_form', 'link'] },
  }),
  // An upload has no parent: the metric takes the nearest question, the simulation none.
  uploads: turns('uploads', 'value', { by: { ...PEOPLE, platform: 'platform', route: 'route' } }),
  forms: turns('forms', 'value', { by: { ...TURN, form: 'title' } }),
  forms_feedback: forms('feedback'),
  forms_file_ticket: forms('file_ticket'),
  forms_handoff: forms('handoff'),
  forms_mw_form: forms('mw_form'),
  info_clicks: clicks('info'),
  get_help_clicks: clicks('get_help'),
  source_clicks: clicks('link'),
  helpful_clicks: feedback('click', 'helpful'),
  unhelpful_clicks: feedback('click', 'unhelpful'),
  helpful_forms: feedback('form', 'helpful'),
  unhelpful_forms: feedback('form', 'unhelpful'),
  feedback_comments: turns('feedback_comments'),
  ticket_forms: turns('ticket_forms'),
  ticket_forms_catalogue: turns('ticket_forms', 'value', { variant: 'in_chat' }),
  agent_forms: turns('live_agent_requests'),
  plugin_calls: calls('plugin_calls', 'value'),
  plugin_calls_unserved: calls('plugin_unsuccessful', 'numerator'),
  plugin_calls_served: calls('plugin_served', 'numerator'),
  plugin_calls_used: calls('plugin_used', 'numerator'),
  plugin_calls_abandoned: calls('plugin_abandonment', 'numerator'),
  plugin_calls_used_helpful: rated('helpful'),
  plugin_calls_used_unhelpful: rated('unhelpful'),
  actions_several_plugins: turns('several_plugins', 'numerator'),
  resources: resources('denominator'),
  resources_cited: resources('numerator'),
  approvals_processed: { metric: 'approvals_processed', part: 'value', by: TURN },
  questions_answered: question('time_to_first_answer', 'denominator'),
  first_answer_ms: question('time_to_first_answer', 'numerator', { scale: 1000 }),
  questions_searched: question('knowledge_gap_rate', 'denominator'),
  questions_gap: question('knowledge_gap_rate', 'numerator'),
  questions_cited: question('citation_rate', 'numerator'),
  questions_ticket: question('escalation', 'numerator', { variant: 'tickets' }),
  questions_agent: question('escalation', 'numerator', { variant: 'agents' }),
  questions_helpful: question('deflection', 'denominator', { where: { helpful: ['true'] } }),
  questions_unhelpful: question('deflection', 'denominator', { where: { unhelpful: ['true'] } }),
  questions_deflected: question('deflection', 'numerator'),
  questions_deflected_confirmed: question('deflection', 'numerator', { variant: 'confirmed' }),
  new_users: { metric: 'new_users', part: 'value', by: { language: 'language' } },
}

/** Distinct people, who do not add up: by day, and by the periods the truth has them for. */
export const DISTINCT: { readonly [measure: string]: Counterpart } = {
  active_users: { metric: 'active_users', part: 'value', by: { ...PEOPLE, platform: 'platform' } },
  retained_users: { metric: 'retention', part: 'numerator', by: { ...PEOPLE, platform: 'platform' } },
}
