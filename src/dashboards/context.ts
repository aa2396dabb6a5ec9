import type { Metric } from '../metrics/definition.ts'
import type { Engine } from '../store/engine.ts'
import type { Answers } from './answers.ts'
import type { DashboardSettings } from './settings.ts'
import type { Shared } from './shared.ts'

/** What every part of the dashboards works with. */
export interface Dashboards {
  readonly engine: Engine
  readonly database: string
  readonly settings: DashboardSettings
  /** Every metric there is: ours, and the company's own. */
  readonly library: ReadonlyMap<string, Metric>
  /** Answers that were given, as long as the data they rest on is the same. */
  readonly answers: Answers
  /** What several answers are made of. */
  readonly shared: Shared
}
