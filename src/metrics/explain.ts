import { refreshFacts } from '../facts/refresh-facts.ts'
import { type Engine, rows } from '../store/engine.ts'
import { counting, type Metric, MetricError } from './definition.ts'
import { METRIC_SETTINGS, type Query, type Question, rowsQuery } from './query.ts'

/** One row of a metric's SQL: when it was, the ids of what it is about, and its dimensions. */
export interface BehindRow {
  readonly [column: string]: unknown
}

/** Lists the rows behind a number, the newest first. */
export async function rowsBehind(
  engine: Engine,
  metric: Metric,
  question: Question,
  limit: number,
): Promise<BehindRow[]> {
  const { sql, params } = rowsQuery(metric, question, question.by ?? [], from => [
    'SELECT *',
    from,
    `ORDER BY time DESC LIMIT ${Math.trunc(limit)}`,
  ])
  await refreshFacts(engine)
  return rows(engine, { sql, params, settings: { ...METRIC_SETTINGS, date_time_output_format: 'iso' } })
}

/** Rows two ways of counting count differently, for the same reason. */
export interface Difference {
  /** The values of what the two ways look at, as `{"helpful": false}`. */
  readonly rule: { readonly [column: string]: unknown }
  readonly rows: number
  /** What these rows give by one way and by the other. */
  readonly counted: readonly [Counted, Counted]
  /** Keys of some of them. */
  readonly examples: readonly string[]
}

interface Counted {
  readonly numerator: number
  readonly denominator: number
}

/**
 * The rows that make the difference between two variants of a metric, grouped by what the variants look at.
 *
 * @param variants undefined is the metric's own definition
 */
export async function compareVariants(
  engine: Engine,
  metric: Metric,
  question: Question,
  variants: readonly [string | undefined, string | undefined],
): Promise<Difference[]> {
  await refreshFacts(engine)
  const columns = await ruleColumns(engine, metric, question, variants)
  const [one, other] = [
    perRow(metric, question, variants[0], columns),
    renamed(perRow(metric, question, variants[1], columns)),
  ]
  const found = await rows<{
    rule: unknown[]
    rows: number
    sums: [number, number, number, number]
    examples: string[]
  }>(engine, {
    sql: `SELECT
        ifNull(one.rule, other.rule) AS rule, count() AS rows,
        [sum(ifNull(one.numerator, 0)), sum(ifNull(one.denominator, 0)), sum(ifNull(other.numerator, 0)), sum(ifNull(other.denominator, 0))] AS sums,
        groupArraySorted(5)(ifNull(one.key, other.key)) AS examples
      FROM (${one.sql}) AS one FULL OUTER JOIN (${other.sql}) AS other ON other.key = one.key
      WHERE (ifNull(one.numerator, 0), ifNull(one.denominator, 0)) != (ifNull(other.numerator, 0), ifNull(other.denominator, 0))
      GROUP BY rule ORDER BY rows DESC, rule`,
    params: { ...one.params, ...other.params },
    settings: METRIC_SETTINGS,
  })
  return found.map(({ rule, rows: count, sums, examples }) => ({
    rule: Object.fromEntries(columns.map((name, i) => [name, rule[i]])),
    rows: count,
    counted: [
      { numerator: sums[0], denominator: sums[1] },
      { numerator: sums[2], denominator: sums[3] },
    ],
    examples,
  }))
}

/** What each row gives, with what decides it. */
function perRow(
  metric: Metric,
  question: Question,
  variant: string | undefined,
  columns: readonly string[],
): Query {
  const { value, numerator, denominator } = counting(metric, variant)
  const asked = { ...question, ...(variant === undefined ? {} : { variant }) }
  const rule = columns.map(name => `ifNull(toString(any(${name})), 'none')`).join(', ')
  return rowsQuery(metric, asked, [], from => [
    `SELECT toString(${metric.key}) AS key, [${rule}]::Array(String) AS rule,`,
    `toFloat64(ifNull(${value ?? numerator}, 0)) AS numerator, toFloat64(ifNull(${value ? '0' : denominator}, 0)) AS denominator`,
    from,
    'GROUP BY key',
  ])
}

/** The same query under other names of its parameters, so that two can stand in one statement. */
function renamed({ sql, params }: Query): Query {
  return {
    sql: sql.replace(/\{([a-z_0-9]+):/g, '{other_$1:'),
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [`other_${name}`, value])),
  }
}

/** Columns of the metric's rows that its variants' measures look at. */
async function ruleColumns(
  engine: Engine,
  metric: Metric,
  question: Question,
  variants: readonly (string | undefined)[],
): Promise<string[]> {
  const words = new Set(
    variants.flatMap(variant => {
      const { value, numerator, denominator } = counting(metric, variant)
      return [value, numerator, denominator].flatMap(sql => sql?.match(/[a-z_][a-z_0-9]*/g) ?? [])
    }),
  )
  const { sql, params } = rowsQuery(metric, question, [], from => ['SELECT *', from])
  const columns = await rows<{ name: string }>(engine, {
    sql: `DESCRIBE TABLE (${sql})`,
    params,
    settings: METRIC_SETTINGS,
  })
  const found = columns
    .map(column => column.name)
    .filter(name => words.has(name) && name !== metric.key && name !== 'time')
  if (variants.some(variant => variant !== undefined) || found.length > 0) return found
  throw new MetricError('Name two variants to compare.')
}
