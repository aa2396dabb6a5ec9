import type { Choice } from '../state/filters.ts'
import type { Day } from '../time/days.ts'

/** The shapes the server answers with. Field names are the wire's. */

export type EntityName = 'conversations' | 'interactions' | 'plugin-calls' | 'plugin-resources' | 'users'

export interface EntityInfo {
  records: number
  /** created_time of the oldest and the newest record; null for users and for an empty entity. */
  first: string | null
  last: string | null
  updated: string | null
}

export type SyncState = 'complete' | 'running' | 'failed' | 'interrupted' | 'never'

export interface StoreInfo {
  database: string
  entities: Record<EntityName, EntityInfo>
  sync: { state: SyncState; finished: string | null }
  /** Everything created before this instant has arrived; null when nobody can say. */
  complete_until: string | null
  /** The zone of days when nobody asks for another; UTC when the server does not say. */
  time_zone?: string
}

/** What somebody may do: see numbers, the rows behind them without text, conversations, and change things. */
export type Right = 'numbers' | 'rows' | 'transcripts' | 'administration'

export interface SessionInfo {
  user: { id: string; name: string; role: string } | null
  rights: Right[]
  csrf: string | null
  /** How one signs in; `none` while nobody has to. */
  signIn: 'local' | 'oidc' | 'none'
  /** Whether this person, or who is not known yet, may use a password. */
  passwords?: boolean
  /** What the provider is called that one signs in with. */
  provider?: string
}

export type Unit = 'count' | 'share' | 'mean' | 'seconds' | 'hours' | 'money'

export interface VariantDefinition {
  sentence: string
  source?: string
}

export interface MetricDefinition {
  id: string
  title: string
  sentence: string
  family: string
  unit: Unit
  grain: string
  people: boolean
  adds_up: boolean
  by: string[]
  dimensions: string[]
  variants: Record<string, VariantDefinition>
  notes: string
  blind_spots: string
  source: string
  example: string
  sql: string
}

/** One number of a metric; names of the dimensions are further keys. */
export interface MetricRow {
  period?: Day
  value: number | null
  numerator?: number
  denominator?: number
  previous?: number | null
  /** How far the difference to `previous` would scatter by chance alone; null where it cannot be told. */
  standard_error?: number | null
  /** What is left when only the first parts were asked for; its dimensions are null. */
  other?: boolean
  withheld?: boolean
  [dimension: string]: string | number | boolean | null | undefined
}

export interface MetricAnswer {
  metric: string
  from: Day
  to: Day
  variant?: string
  tz?: string
  before?: { from: string; to: string }
  rows: MetricRow[]
  basis?: { complete_until: string | null; orphans: number; quarantined: number }
  sql?: string
  /** Filters the metric could take, and those it knows nothing of. */
  applied?: { ignored?: string[] }
}

export interface DimensionInfo {
  name: string
  title: string
  values: { value: string; count: number }[]
}

export const CHARTS = ['line', 'bars', 'area', 'stacked', 'mirrored', 'parts', 'table', 'heat'] as const
export type ChartKind = (typeof CHARTS)[number]

export interface PanelSpec {
  question: string
  metric: string
  chart: ChartKind
  by?: string[]
  grain?: 'auto' | 'none' | 'day' | 'week' | 'month' | 'quarter'
  variant?: string
  limit?: number
  order?: string
  days?: 'counted' | 'shown'
  events?: 'in' | 'out' | 'only'
  /** What alone it is about, in place of the page's filters of the same dimensions. */
  filters?: Readonly<Record<string, Choice>>
  /** A page that says more. */
  link?: string
  /** Said by no file: that nobody sees the period before. */
  compare?: false
}

export interface FigureSpec {
  metric: string
  variant?: string
  good?: 'up' | 'down'
  title?: string
  events?: 'in' | 'out' | 'only'
}

export interface DashboardSpec {
  id: string
  title: string
  about?: string
  figures: FigureSpec[]
  sections: { title: string; about?: string; panels: PanelSpec[] }[]
}

export interface DashboardEntry {
  id: string
  title: string
  about?: string
  own: boolean
}

export interface Finding {
  kind: 'change' | 'outage' | 'gap' | 'record'
  metric: string
  sentence: string
  weight: number
  /** Where more of it is to be seen: a page, and values of dimensions. */
  link?: { path: string; filters: Record<string, string[]> }
}

export interface Annotation {
  id: string
  day: Day
  text: string
  by: string
}

export interface RowsAnswer {
  total: number
  columns: string[]
  rows: Record<string, unknown>[]
}
