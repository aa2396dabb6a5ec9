import type { ParameterValue } from '../store/engine.ts'
import { byDays } from './by-days.ts'
import { bindable, checkZone, GRAINS, type Grain, instantOf, START_OF } from './calendar.ts'
import { counting, type Metric, MetricError } from './definition.ts'
import {
  attributeParameters,
  checkDimensions,
  columnOf,
  type Filters,
  isExclusion,
  isOfPeople,
  namedIn,
  personKey,
  rowsWith,
  TIME_DIMENSIONS,
} from './dimensions.ts'
import { SHARE } from './merged-parts.ts'
import { bound, checkParameters, type ParameterValues } from './parameters.ts'
import { checkLimit, countQuery, ORDERS, type Order, partsQuery } from './parts.ts'
import { summarised } from './summary.ts'

/** What is asked of a metric. */
export interface Question {
  /** First instant of the period: a date (its first instant in `tz`) or an instant with zone. */
  readonly from: string
  /** First instant after the period. */
  readonly to: string
  /** Dimensions to cut by; the metric's own default when absent. */
  readonly by?: readonly string[]
  readonly grain?: Grain
  /** Time zone of days, weeks and hours; UTC when absent. */
  readonly tz?: string
  /** The name of another way to count. */
  readonly variant?: string
  /** Only rows whose dimension has one of these values, or none of those of `not`; `none` stands for no value. */
  readonly where?: Filters
  /** How many parts to keep, the first in `order`; the others become one part that is `other`. */
  readonly limit?: number
  /** How parts are ordered; by value when absent. */
  readonly order?: Order
  readonly parameters?: ParameterValues
  /** People who do not count. */
  readonly exclude?: Exclusions
}

/** People who do not count: by id or e-mail address, by the domain of their address, and testers. */
export interface Exclusions {
  readonly people?: readonly string[]
  readonly domains?: readonly string[]
  readonly testers?: boolean
}

export interface Query {
  readonly sql: string
  readonly params: { readonly [name: string]: ParameterValue }
}

/**
 * Joins give null, as in standard SQL, where nothing matches. Facts of a month never have rows in another one. The period is looked at
 * before versions of rows are compared, as it is in what tables are sorted by: the engine moves no other condition there.
 */
export const METRIC_SETTINGS = {
  join_use_nulls: 1,
  enable_analyzer: 1,
  do_not_merge_across_partitions_select_final: 1,
  optimize_move_to_prewhere_if_final: 1,
} as const

/** How the answer is kept from telling of few people, and which parts it keeps. */
export interface Parts {
  /** Parts about fewer people than this are among the others. */
  readonly minimumGroup?: number
  /** The parts to keep, by the keys `partKey` gives; the first `limit` when absent. */
  readonly kept?: readonly string[]
}

/** The SQL that answers a question: the metric's own rows, or those of its summary, aggregated. */
export function metricQuery(asked: Metric, question: Question, parts: Parts = {}): Query {
  const by = question.by ?? asked.by
  const metric = summarised(asked, question, by)
  const { grain } = question
  if (grain !== undefined && !GRAINS.includes(grain))
    throw new MetricError(`"${grain}" is not a grain; there are ${GRAINS.join(', ')}.`)
  checkLimit(metric, question, by)
  const measures = measuresOf(metric, question)
  const period = grain ? [`${START_OF[grain]} AS period`] : []
  const order = ORDERS[question.order ?? 'value'](measures.size, by.map(columnOf))
  const { limit } = question
  if (limit !== undefined) {
    const { minimumGroup = 1, kept } = parts
    const { columns } = measures
    const { sql, params } = rowsQuery(metric, question, by, rows => [
      partsQuery({ rows, by, period, measures: columns, order, kept: kept !== undefined }),
    ])
    return { sql, params: { ...params, ...(kept ? { kept } : { limit, minimum_group: minimumGroup }) } }
  }
  return rowsQuery(metric, question, by, rows => [
    countQuery({ rows, by, period, measures: measures.columns, order }),
  ])
}

/** The columns that hold the number, and the one that says how much it rests on. */
export function measuresOf(
  metric: Metric,
  question: Question,
): { columns: readonly string[]; size: 'value' | 'denominator' } {
  const { value, numerator, denominator } = counting(metric, question.variant)
  const columns = value
    ? [`${value} AS value`]
    : [`${numerator} AS numerator`, `${denominator} AS denominator`, SHARE]
  return {
    columns: isAboutGroups(metric, question)
      ? [...columns, `uniqExact(${personKey(metric)}) AS people`]
      : columns,
    size: value ? 'value' : 'denominator',
  }
}

/** Whether the answer is cut or filtered by what is known of people, so that a part may be about few of them. */
export function isAboutGroups(metric: Metric, question: Question): boolean {
  const names = [...(question.by ?? metric.by), ...Object.keys(question.where ?? {})]
  return metric.people && names.some(isOfPeople)
}

/**
 * A query over the rows behind a question.
 *
 * @param columns dimensions it needs beside those it filters by
 * @param write makes the query around `FROM … WHERE …`
 */
export function rowsQuery(
  metric: Metric,
  question: Question,
  columns: readonly string[],
  write: (rows: string) => readonly string[],
): Query {
  const tz = question.tz ?? 'UTC'
  checkZone(tz)
  const from = instantOf('from', question.from, tz)
  const to = instantOf('to', question.to, tz)
  if (from >= to)
    throw new MetricError(
      `The period is empty: from ${question.from} is not before to ${question.to} (to is exclusive).`,
    )
  const where = Object.entries(question.where ?? {})
  const needed = [...new Set([...columns, ...where.map(([name]) => name)])]
  checkDimensions(metric, needed)
  checkParameters(question.parameters ?? {})
  const conditions = where.map(
    ([name, choice], i) =>
      `ifNull(toString(${columnOf(name)}), 'none') ${isExclusion(choice) ? 'NOT ' : ''}IN {where_${i}:Array(String)}`,
  )
  const exclusion = metric.people ? excluding(metric, question.exclude) : undefined
  if (exclusion) conditions.push(exclusion.sql)
  const rows = [
    `FROM ${rowsWith(metric, needed)}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []),
  ].join('\n')
  const sql = byDays(write(rows).join('\n'), from, to)
  return {
    sql,
    params: {
      from: bindable(from),
      to: bindable(to),
      tz,
      grain: question.grain ?? 'period',
      // The longest parts of time that nothing that is asked for divides.
      bucket: needed.some(name => TIME_DIMENSIONS.includes(name)) ? 'day' : (question.grain ?? 'period'),
      ...bound(sql, { ...question.parameters, ...counting(metric, question.variant).parameters }),
      ...attributeParameters(needed),
      ...Object.fromEntries(where.map(([, choice], i) => [`where_${i}`, namedIn(choice)])),
      ...exclusion?.params,
    },
  }
}

function excluding(
  metric: Metric,
  { people = [], domains = [], testers = false }: Exclusions = {},
): Query | undefined {
  const sources = [
    ...(people.length + domains.length > 0
      ? [
          `SELECT xxh3(id) FROM users FINAL WHERE has({excluded_people:Array(String)}, id)
    OR has({excluded_people:Array(String)}, lower(email_addr))
    OR has({excluded_domains:Array(String)}, lower(splitByChar('@', email_addr)[2]))`,
        ]
      : []),
    ...(testers ? ['SELECT xxh3(user_id) FROM people FINAL WHERE tester'] : []),
  ]
  if (sources.length === 0) return undefined
  const lower = (texts: readonly string[]): string[] => texts.map(text => text.toLowerCase())
  return {
    sql: `${personKey(metric)} NOT IN (\n  ${sources.join('\n  UNION DISTINCT ')}\n)`,
    params: { excluded_people: lower(people), excluded_domains: lower(domains) },
  }
}
