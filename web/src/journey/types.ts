/** The shapes of /api/journey. Field names are the wire's. */

export type FlowStage = 'topic' | 'plugin' | 'outcome'

export interface FlowNode {
  id: string
  stage: FlowStage
  /** null for none, and for the rarer ones together. */
  value: string | null
  folded?: number
  conversations: number
  /** In the period before, where it is compared with; null when withheld. */
  previous?: number | null
}

export interface FlowPath {
  topic: string
  plugin: string
  outcome: string
  conversations: number
  succeeded: number
  counted: number
  previous?: number | null
}

/** All ways together. */
export interface FlowTotals {
  conversations: number
  escalated: number
  succeeded: number
  counted: number
}

interface Period {
  from: string
  to: string
}

export interface Steps {
  step: string
  turns: number
  conversations: number
  before: { step: string; turns: number }[]
  after: { step: string; turns: number }[]
  paths: { steps: string[]; turns: number }[]
  withheld: number
  sql: string
}

interface WithApplied {
  withheld: number
  sql: string
  applied: { ignored: string[] }
}

export interface Flow extends WithApplied, FlowTotals {
  nodes: FlowNode[]
  links: { source: string; target: string; conversations: number }[]
  paths: FlowPath[]
  success: {
    metric: string
    variant: string | null
    sentence: string
    of: 'conversations' | 'questions'
  }
  before?: Period & FlowTotals
  steps?: Steps
}

export const FUNNEL_STAGES = ['asked', 'answered', 'served', 'used', 'unescalated', 'confirmed'] as const
export type FunnelStage = (typeof FUNNEL_STAGES)[number]

export interface Funnel extends WithApplied {
  stages: {
    stage: FunnelStage
    questions: number | null
    left: number | null
    previous?: number | null
  }[]
  before?: Period
}

export interface HeatCellCount {
  weekday: number
  hour: number
  questions: number
  escalated: number
  unhelpful: number
  unanswered: number
  previous?: number | null
}

export interface Heat extends WithApplied {
  tz: string
  cells: HeatCellCount[]
  before?: Period
}

export interface TurnRow {
  time: string
  interaction_id: string
  conversation_id: string
  platform: string
  route: string | null
  domain: string | null
  topic: string | null
  action: string
  question_id: string | null
  outcome: string | null
  stage: string | null
  plugins_used: string[]
  plugins_served: string[]
  plugins_unsuccessful: string[]
  resources: number
  citations: number
  first_answer_seconds: number | null
  slowest_call_ms: number | null
  form_title: string | null
  question: string | null
  answer: string | null
  cited: string[]
  tickets: string[]
}

export interface TurnPage {
  rows: TurnRow[]
  after: string | null
  total?: number
  texts: boolean
}
