import type { DISTINCT_MEASURES, MeasureName } from './measures.ts'

type Name = MeasureName | keyof typeof DISTINCT_MEASURES

/** A metric as a measure, or as one measure over another: shares and averages are never averaged themselves. */
export interface TruthMetric {
  readonly title: string
  readonly numerator: Name
  readonly denominator?: Name
  /** Part of the numerator alone that counts, as dimension and value. */
  readonly only?: Readonly<Record<string, string>>
  /** Section of the metrics guide it is from; absent when the guide has no such metric. */
  readonly guide?: string
}

/** How the metrics people ask for are made of what is counted. */
export const TRUTH_METRICS = {
  active_users: { title: 'Active users', numerator: 'active_users', guide: 'Active Users' },
  adoption: {
    title: 'Active users of those with access',
    numerator: 'active_users',
    denominator: 'users_with_access',
    guide: 'User Adoption Over Time',
  },
  retention: {
    title: 'Active users who did more than one thing',
    numerator: 'retained_users',
    denominator: 'active_users',
    guide: 'User Retention Over Time',
  },
  new_users: { title: 'New users', numerator: 'new_users', guide: 'New Users' },
  single_interaction_users: {
    title: 'Users with a single interaction ever, at the end of the day',
    numerator: 'users_single_interaction',
    guide: 'New Users',
  },
  conversations: { title: 'Conversations', numerator: 'conversations', guide: 'Total Conversations' },
  conversation_topics: {
    title: 'Conversations by topic',
    numerator: 'conversation_topics',
    guide: 'Conversation Topics',
  },
  helpful_clicks: { title: 'Thumbs up', numerator: 'helpful_clicks', guide: 'User Feedback' },
  unhelpful_clicks: { title: 'Thumbs down', numerator: 'unhelpful_clicks', guide: 'User Feedback' },
  helpful_forms: { title: 'Feedback forms: helpful', numerator: 'helpful_forms', guide: 'User Feedback' },
  unhelpful_forms: {
    title: 'Feedback forms: unhelpful',
    numerator: 'unhelpful_forms',
    guide: 'User Feedback',
  },
  live_agent_transfers: {
    title: 'Live agent chats that were queued',
    numerator: 'plugin_calls_used',
    only: { plugin: 'Start Live Agent Chat' },
    guide: 'Live agent transfers',
  },
  live_agent_requests: {
    title: 'Forms for a live agent',
    numerator: 'agent_forms',
    guide: 'Live agent transfers',
  },
  tickets: {
    title: 'Tickets, by plugin calls',
    numerator: 'plugin_calls_used',
    only: { plugin: 'Create Ticket' },
    guide: 'Create Ticket interaction',
  },
  ticket_forms: { title: 'Tickets, by forms', numerator: 'ticket_forms', guide: 'Create Ticket interaction' },
  plugin_success: {
    title: 'Used plugin calls rated helpful by form, silence taken for no success',
    numerator: 'plugin_calls_used_helpful_form',
    denominator: 'plugin_calls_used',
    guide: 'Plugin success rate',
  },
  knowledge_gaps: {
    title: 'Unsuccessful searches of the knowledge base',
    numerator: 'plugin_calls_unserved',
    only: { plugin: 'Enterprise Search' },
    guide: 'Knowledge gaps',
  },
  approvals: { title: 'Approvals processed', numerator: 'approvals_processed', guide: 'Approvals processed' },
  custom_plugin_calls: {
    title: 'Calls of custom plugins',
    numerator: 'plugin_calls',
    only: { plugin_kind: 'custom' },
    guide: 'Agent studio plugin reporting',
  },
  deflection: {
    title: 'Questions without ticket, agent form and negative feedback',
    numerator: 'questions_deflected',
    denominator: 'free_texts',
    guide: 'Deflections / Resolutions',
  },
  software_requests_automated: {
    title: 'Software requests granted, to be multiplied by the hours saved for each',
    numerator: 'plugin_actions_used',
    only: { plugin: 'Grant Software Access' },
    guide: 'Time Savings',
  },
  containment: {
    title: 'Conversations without ticket and agent',
    numerator: 'conversations_contained',
    denominator: 'conversations_asked',
  },
  resolution: {
    title: 'Matters the assistant resolved, as the people themselves know',
    numerator: 'matters_resolved',
    denominator: 'matters',
  },
  time_to_first_answer: {
    title: 'Milliseconds to the first answer, on average',
    numerator: 'first_answer_ms',
    denominator: 'questions_answered',
  },
  time_to_resolution: {
    title: 'Milliseconds to the resolution, on average',
    numerator: 'resolution_ms',
    denominator: 'matters_resolved',
  },
  repeat_contact: {
    title: 'Conversations followed by another one of the person within 24 hours',
    numerator: 'conversations_returned_24h',
    denominator: 'conversations_of_people',
  },
  citation_rate: {
    title: 'Questions with a citation',
    numerator: 'questions_cited',
    denominator: 'free_texts',
  },
} as const satisfies Readonly<Record<string, TruthMetric>>
