import { refreshFacts } from '../facts/refresh-facts.ts'
import { type Engine, rows } from '../store/engine.ts'
import { checkAttributes } from './attributes.ts'
import { type Basis, basisOf } from './basis.ts'
import { periodBefore, placeOf } from './calendar.ts'
import type { Metric } from './definition.ts'
import { partKey } from './parts.ts'
import { isAboutGroups, METRIC_SETTINGS, metricQuery, type Query, type Question } from './query.ts'
import { standardError } from './standard-error.ts'
import { type CountedRow, withholdSmall } from './withhold.ts'

export { GRAINS, type Grain } from './calendar.ts'
export { metricQuery, type Question } from './query.ts'

/** Results about fewer people than this are withheld, when they are cut by what is known of people. */
export const MINIMUM_GROUP = 5

/** One number: for the whole period, or for one part of it. Dimensions stand beside `value` under their own names. */
export interface MetricRow {
  /** First day of the day, week, month or quarter, as `2026-08-31`. */
  readonly period?: string
  /** Null for a share of nothing, and when withheld. */
  readonly value: number | null
  readonly numerator?: number
  readonly denominator?: number
  /** The number of the period before, when it was asked for; null when there was none. */
  readonly previous?: number | null
  /** How far `value - previous` would scatter by chance alone: one standard error. Null where it cannot be told. */
  readonly standard_error?: number | null
  /** True for what is left when only the first parts were asked for; its dimensions are null. */
  readonly other?: boolean
  /** True when the part is about too few people to be shown. */
  readonly withheld?: boolean
  readonly [dimension: string]: string | number | boolean | null | undefined
}

export interface Answer {
  readonly metric: string
  readonly from: string
  readonly to: string
  readonly variant?: string
  readonly tz?: string
  /** The period before, when it was compared with. */
  readonly before?: { readonly from: string; readonly to: string }
  readonly rows: readonly MetricRow[]
  /** What the numbers rest on. */
  readonly basis: Basis
}

export interface RunOptions {
  /** Put the number of the period before beside each. */
  readonly compare?: boolean
  readonly minimumGroup?: number
  /** The facts were brought up to date already. */
  readonly fresh?: boolean
  /** What the numbers rest on, where it is known. */
  readonly basis?: () => Promise<Basis>
  /**
   * The rows of a question where they are known otherwise; undefined where they are to be counted. `kept` are the keys of the parts
   * to keep, where these are not the first ones.
   */
  readonly known?: (question: Question, kept?: readonly string[]) => Promise<readonly MetricRow[]> | undefined
}

/**
 * Runs a metric on a store, after bringing the facts up to date.
 *
 * @throws MetricError when the period, a dimension, the grain, the zone, the variant or a parameter is impossible
 */
export async function runMetric(
  engine: Engine,
  metric: Metric,
  question: Question,
  {
    compare = false,
    minimumGroup = MINIMUM_GROUP,
    fresh = false,
    basis = () => basisOf(engine),
    known = () => undefined,
  }: RunOptions = {},
): Promise<Answer> {
  const { from, to, variant, tz } = question
  const query = metricQuery(metric, question, { minimumGroup })
  if (!fresh) await refreshFacts(engine)
  await checkAttributes(engine, metric, question)
  const aboutGroups = isAboutGroups(metric, question)
  const count = async ({ sql, params }: Query): Promise<CountedRow[]> =>
    rows<CountedRow>(engine, { sql, params, settings: METRIC_SETTINGS })
  const shown = (counted: CountedRow[]): MetricRow[] =>
    aboutGroups ? withholdSmall(counted, minimumGroup) : counted
  const rowsNow = known(question) ?? count(query).then(shown)
  const asked = { metric: metric.id, from, to, ...(variant ? { variant } : {}), ...(tz ? { tz } : {}) }
  if (!compare) return { ...asked, rows: await rowsNow, basis: await basis() }
  const before = periodBefore(from, to)
  const earlier = { ...question, ...before }
  const by = question.by ?? metric.by
  const countBefore = async (): Promise<readonly MetricRow[]> => {
    if (question.limit === undefined)
      return known(earlier) ?? shown(await count(metricQuery(metric, earlier)))
    // The same parts as now, whichever came first then.
    const kept = [...new Set((await rowsNow).filter(row => !row.other).map(row => partKey(row, by)))]
    return known(earlier, kept) ?? shown(await count(metricQuery(metric, earlier, { kept })))
  }
  const [now, previous] = await Promise.all([rowsNow, countBefore()])
  const compared = beside(metric, question, now, { ...before, rows: previous })
  return { ...asked, before, rows: compared, basis: await basis() }
}

/** Puts beside each number that of the same part at the same place of the period before. */
function beside(
  metric: Metric,
  { from, by = metric.by, grain }: Question,
  found: readonly MetricRow[],
  before: { readonly from: string; readonly rows: readonly MetricRow[] },
): MetricRow[] {
  const key = (row: MetricRow, start: string): string =>
    [row.period && grain ? placeOf(row.period, start, grain) : 0, row.other === true, partKey(row, by)].join(
      ' ',
    )
  const earlier = new Map(before.rows.map(row => [key(row, before.from), row]))
  return found.map(row => {
    const then = earlier.get(key(row, from))
    return { ...row, previous: then?.value ?? null, standard_error: standardError(metric.unit, row, then) }
  })
}
