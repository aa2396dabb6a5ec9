import type { CompanyPlan } from '../simulation.ts'
import { DIMENSIONS } from './dimensions.ts'
import { DISTINCT_MEASURES, MEASURES } from './measures.ts'
import { TRUTH_METRICS } from './metrics.ts'
import type { TruthDay, TruthSummary } from './truth.ts'

/** The whole of a truth.json. */
export interface TruthFile extends TruthSummary {
  readonly plan: CompanyPlan
  readonly dimensions: typeof DIMENSIONS
  readonly measures: typeof MEASURES & typeof DISTINCT_MEASURES
  readonly metrics: typeof TRUTH_METRICS
  /** How many lines there are of each entity: a record that changes, or is published again, has several. */
  readonly records: { readonly [entity: string]: { readonly versions: number } }
  readonly days: readonly TruthDay[]
}

/** How a truth.json begins: what its numbers mean, and the list of days, of which `truthDayText` writes one each. */
export function truthBeginning(plan: CompanyPlan): string {
  const head = {
    plan,
    dimensions: DIMENSIONS,
    measures: { ...DISTINCT_MEASURES, ...MEASURES },
    metrics: TRUTH_METRICS,
  }
  return `${JSON.stringify(head).slice(0, -1)},\n"days":[`
}

export function truthDayText(day: TruthDay, isFirst: boolean): string {
  return `${isFirst ? '' : ','}\n${JSON.stringify(day)}`
}

/** How a truth.json ends. */
export function truthEnd(summary: TruthSummary, versions: { readonly [entity: string]: number }): string {
  const records = Object.fromEntries(
    Object.entries(versions).map(([name, count]) => [name, { versions: count }]),
  )
  return `\n],\n${JSON.stringify({ records, ...summary }).slice(1)}\n`
}
