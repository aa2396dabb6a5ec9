/** The shape of /api/conversations/<id>. Field names are the wire's. */

export interface Chain {
  ids: string[]
  end: 'question' | 'top' | 'missing' | 'circle' | 'none'
  missing: string | null
}

export interface ReplayItem {
  id: string
  actor: string
  type: string
  label: string | null
  platform: string
  parent_id: string | null
  created_time: string
  last_updated_time: string
  text: string | null
  form: string | null
  domain: string | null
  topic: string | null
  resource_id: string | null
  resource_type: string | null
  file_types: string[]
  is_question: boolean
  chain: Chain
  parent_elsewhere: string | null
  turn: {
    question_id: string | null
    attributed_by: string
    position: number
    control: string | null
    feedback: 'helpful' | 'unhelpful' | null
    ticket: boolean
    handoff: boolean
  } | null
  unknown: Record<string, unknown>
  late_hours: number | null
}

export interface ReplayResource {
  id: string
  plugin_call_id: string | null
  interaction_id: string
  resource_id: string
  type: string
  cited: boolean
  name: string | null
  snippet: string | null
  url: string | null
  domain: string | null
  source: string | null
  kind: string | null
  ticket: string | null
}

export interface ReplayCall {
  id: string
  interaction_id: string
  plugin: string
  outcome: 'used' | 'served' | 'unsuccessful'
  created_time: string
  updated_ms: number | null
  orphan: boolean
  late_hours: number | null
  resources: ReplayResource[]
}

export interface Verdict {
  metric: string
  title: string
  variant: string | null
  sentence: string
  source: string | null
  question_id: string | null
  result: 'success' | 'failure' | 'not counted'
  reason: string
  because: string[]
}

export interface Replay {
  id: string
  conversation: {
    user_id: string
    created_time: string
    last_updated_time: string
    route: string
    primary_domain: string | null
    type: string | null
    detail: Record<string, string>
  } | null
  person: {
    id: string
    name: string
    email: string | null
    language: string | null
    department: string | null
    location: string | null
    country: string | null
    role: string | null
  } | null
  user_id: string
  items: ReplayItem[]
  calls: ReplayCall[]
  loose_resources: ReplayResource[]
  verdicts: Verdict[]
  notes: string[]
  neighbours: { before: string | null; after: string | null }
  tz: string
}
