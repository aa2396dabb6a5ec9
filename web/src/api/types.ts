import type { Day, Grain } from '../time/days.ts'

/** The shapes the server answers with. Field names are the wire's. */

export type EntityName = 'conversations' | 'interactions' | 'plugin-calls' | 'plugin-resources' | 'users'

export interface EntityInfo {
  records: number
  /** created_time of the oldest and the newest record; null for users and for an empty entity. */
  first: string | null
  last: string | null
  updated: string | null
}

export type SyncState = 'complete' | 'running' | 'failed' | 'never'

export interface StoreInfo {
  database: string
  entities: Record<EntityName, EntityInfo>
  sync: { state: SyncState; finished: string | null }
  /** Everything created before this instant has arrived; null when nobody can say. */
  complete_until: string | null
}

export type MetricId =
  | 'conversations'
  | 'active_users'
  | 'conversations_by_route'
  | 'conversations_by_domain'
  | 'user_feedback'
  | 'deflection'

export interface MetricDefinition {
  id: string
  title: string
  sentence: string
  unit: 'count' | 'share'
  dimensions: string[]
  notes: string
  source: string
  sql: string
}

/** One number of a metric; the name of the dimension, if any, is a further key. */
export interface MetricRow {
  period?: Day
  value: number | null
  numerator?: number
  denominator?: number
  [dimension: string]: string | number | boolean | null | undefined
}

export interface MetricAnswer {
  metric: string
  from: Day
  to: Day
  rows: MetricRow[]
}

/** What is asked of a metric. `to` is the first day not included. */
export interface MetricRequest {
  metric: MetricId
  from: Day
  to: Day
  by?: string
  grain?: Grain
}
