import { rows, type Session } from '../store/engine.ts'
import { type Metric, MetricError } from './definition.ts'

/** The lengths a period can be cut into. Weeks begin on Monday. */
export const GRAINS = ['day', 'week', 'month'] as const
export type Grain = (typeof GRAINS)[number]

/** What is asked of a metric. */
export interface Question {
  /** First instant of the period: a date (midnight UTC) or an instant with zone. */
  readonly from: string
  /** First instant after the period. */
  readonly to: string
  /** Dimensions to cut by; the metric's own default when absent. */
  readonly by?: readonly string[]
  readonly grain?: Grain
}

/** One number: for the whole period, or for one part of it. Dimensions stand beside `value` under their own names. */
export interface MetricRow {
  /** First day of the day, week or month, as `2026-08-31`. */
  readonly period?: string
  /** Null for a share of nothing. */
  readonly value: number | null
  readonly numerator?: number
  readonly denominator?: number
  readonly [dimension: string]: string | number | boolean | null | undefined
}

export interface Answer {
  readonly metric: string
  readonly from: string
  readonly to: string
  readonly rows: readonly MetricRow[]
}

const START_OF: Readonly<Record<Grain, string>> = {
  day: 'toDate(time)',
  week: 'toMonday(time)',
  month: 'toStartOfMonth(time)',
}

/**
 * Runs a metric on a store.
 *
 * @throws MetricError when the period, a dimension or the grain is impossible
 */
export async function runMetric(session: Session, metric: Metric, question: Question): Promise<Answer> {
  const { sql, params } = metricQuery(metric, question)
  const found = await rows<MetricRow>(session, { sql, params, settings: METRIC_SETTINGS })
  return { metric: metric.id, from: question.from, to: question.to, rows: found }
}

/** Joins give null, as in standard SQL, where nothing matches. */
const METRIC_SETTINGS = {
  join_use_nulls: 1,
  enable_analyzer: 1,
  max_recursive_cte_evaluation_depth: 100,
} as const

/** The SQL that answers a question: the metric's own rows, aggregated. */
export function metricQuery(
  metric: Metric,
  question: Question,
): { sql: string; params: { from: string; to: string } } {
  const from = instant('from', question.from)
  const to = instant('to', question.to)
  if (from >= to)
    throw new MetricError(
      `The period is empty: from ${question.from} is not before to ${question.to} (to is exclusive).`,
    )
  const by = question.by ?? metric.by
  for (const dimension of by)
    if (!metric.dimensions.includes(dimension))
      throw new MetricError(
        `${metric.id} cannot be cut by "${dimension}"; it can be cut by ${metric.dimensions.join(', ') || 'nothing'}.`,
      )
  if (question.grain !== undefined && !GRAINS.includes(question.grain))
    throw new MetricError(`"${question.grain}" is not a grain; there are ${GRAINS.join(', ')}.`)
  const keys = [...(question.grain ? [`${START_OF[question.grain]} AS period`] : []), ...by]
  const names = [...(question.grain ? ['period'] : []), ...by]
  const measures =
    metric.unit === 'share'
      ? [
          `${metric.numerator} AS numerator`,
          `${metric.denominator} AS denominator`,
          'if(denominator = 0, NULL, numerator / denominator) AS value',
        ]
      : [`${metric.value} AS value`]
  const order = question.grain ? ['period', 'value DESC', ...by] : ['value DESC', ...by]
  return {
    sql: [
      `SELECT ${[...keys, ...measures].join(', ')}`,
      `FROM (\n${metric.sql}\n)`,
      ...(names.length > 0 ? [`GROUP BY ${names.join(', ')}`] : []),
      `ORDER BY ${order.join(', ')}`,
    ].join('\n'),
    params: { from, to },
  }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** An instant in the form ClickHouse binds: `2026-08-31 00:00:00.000`, UTC. */
function instant(name: string, value: string): string {
  const millis = DATE.test(value) || INSTANT.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(millis))
    throw new MetricError(
      `${name} is "${value}"; it must be a date (2026-08-31) or an instant (2026-08-31T00:00:00Z).`,
    )
  return new Date(millis).toISOString().replace('T', ' ').replace('Z', '')
}
