import type { ParameterValue } from '../store/engine.ts'
import { bindable, instantOf, START_OF } from './calendar.ts'
import { counting, type Metric } from './definition.ts'
import { columnOf } from './dimensions.ts'
import { nameOf, partNumber, valueOfPart } from './grouping.ts'
import { canBeMerged, mergeables, SHARE } from './merged-parts.ts'
import { ORDERS } from './parts.ts'
import { isAboutGroups, measuresOf, type Query, type Question, rowsQuery } from './query.ts'
import type { MetricRow } from './run.ts'
import { summarised } from './summary.ts'
import { type CountedRow, withholdSmall } from './withhold.ts'

/** One way to cut the rows behind a question, and which of them it is about. */
export interface Cut {
  readonly by: readonly string[]
  readonly grain?: 'day'
  /** Those before the instant at which the rows are split, or those from it on; all when absent. */
  readonly side?: 'before' | 'after'
}

/** The column that says which columns a row is cut by: the number that {@link maskOf} gives. */
const MASK = 'cut_mask'
/** The column that says whether a row is before the split. */
const SIDE = 'is_before'
const SIDE_SQL = `time < {split:DateTime64(3, 'UTC')} AS ${SIDE}`

/** A row that {@link cutsQuery} gives: one of any of the cuts. */
export type CutRow = CountedRow & { readonly [MASK]: number; readonly [SIDE]?: 0 | 1 }

/**
 * The SQL that answers several questions about the same rows in one pass over them: to find the rows is most of the work. What it
 * gives is read with {@link answerOf}.
 *
 * @param question what they share. Its own `by` counts for nothing, and its `grain` only for what its rows say
 * @param split where the rows are split, a date or an instant, when a cut is about one side
 */
export function cutsQuery(asked: Metric, question: Question, cuts: readonly Cut[], split?: string): Query {
  const names = [...new Set(cuts.flatMap(({ by }) => by))]
  const metric = summarised(asked, question, names, split)
  const measures = measuresOf(metric, { ...question, by: names })
  const keys = keysOf(cuts)
  const shown = [...(keys.includes(SIDE) ? [SIDE] : []), ...(keys.includes('period') ? ['period'] : [])]
  // A part that is not cut by a dimension has rows of any of its values.
  const value = (name: string, i: number): string =>
    `if(bitTest(${MASK}, ${keys.length - 1 - keys.indexOf(keyOf(name))}), NULL, ${valueOfPart(i)}) AS ${columnOf(name)}`
  const keySql = (key: string): string =>
    key === SIDE ? SIDE_SQL : key === 'period' ? `${START_OF.day} AS period` : `${partOfKey(key)} AS ${key}`
  const partOfKey = (key: string): string => partNumber([columnOf(names.find(name => keyOf(name) === key)!)])
  const values = (prefix = ''): string[] =>
    names.map((name, i) => `any(${columnOf(name)}) AS ${prefix}${valueOfPart(i)}`)
  const sets = [...new Set(cuts.map(cut => `(${keysOf([cut]).join(', ')})`))]
  const mask = keys.length > 0 ? `grouping(${keys.join(', ')}) AS ${MASK}` : `0 AS ${MASK}`
  const grouped = keys.length > 0 ? [`GROUP BY GROUPING SETS (${sets.join(', ')})`] : []
  // Of several cuts the engine would look at each row several times.
  const inTwoSteps = sets.length > 1 && canBeMerged(measures.columns)
  const counts = mergeables(measures.columns)
  const count = (rows: string): string[] =>
    inTwoSteps
      ? [
          `SELECT ${[
            ...[mask, ...keys],
            ...names.map((_, i) => `any(counted_${valueOfPart(i)}) AS ${valueOfPart(i)}`),
            ...counts.map(({ name, over }) => `${over(`counted_${name}`)} AS ${name}`),
            ...measures.columns.filter(measure => measure === SHARE),
          ].join(', ')}`,
          'FROM (',
          `SELECT ${[...keys.map(keySql), ...values('counted_'), ...counts.map(({ name, part }) => `${part} AS counted_${name}`)].join(', ')}`,
          rows,
          `GROUP BY ${keys.join(', ')}`,
          ')',
          ...grouped,
        ]
      : [
          `SELECT ${[mask, ...keys.map(keySql), ...values(), ...measures.columns].join(', ')}`,
          rows,
          ...grouped,
        ]
  const { sql, params } = rowsQuery(metric, question, names, rows => [
    `SELECT ${[MASK, ...shown, ...names.map(value), ...measures.columns.map(nameOf)].join(', ')}`,
    'FROM (',
    ...count(rows),
    ')',
    `ORDER BY ${[...shown.filter(key => key !== SIDE), ...ORDERS.value(measures.size, names.map(columnOf))].join(', ')}`,
  ])
  const at: { [name: string]: ParameterValue } =
    split === undefined ? {} : { split: bindable(instantOf('split', split, question.tz ?? 'UTC')) }
  return { sql, params: { ...params, ...at } }
}

/**
 * Whether rows that were found once can answer for a whole, each part of it, and each of its days: whether a row says the same whatever
 * days are asked for, and what is counted of days can be put together.
 */
export function canBeCutAtOnce(asked: Metric, question: Question): boolean {
  const { sql, whole_period } = summarised(asked, question, [])
  return (
    !whole_period &&
    !/\{(?:grain|bucket):String\}/.test(sql) &&
    !isOfPeriod(question) &&
    canBeMerged(measuresOf(asked, question).columns)
  )
}

/** Dimensions that tell of the whole period, such as how often somebody came in it. */
const OF_PERIOD = 'segment'

/** Whether what a question is cut or filtered by says something else when more days are asked for. */
export function isOfPeriod({ by = [], where = {} }: Pick<Question, 'by' | 'where'>): boolean {
  return by.includes(OF_PERIOD) || OF_PERIOD in where
}

/**
 * The answer to one of the questions of {@link cutsQuery}: the rows that `metricQuery` would give, those about fewer than
 * `minimumGroup` people withheld.
 */
export function answerOf(
  metric: Metric,
  question: Question,
  cuts: readonly Cut[],
  wanted: Cut,
  found: readonly CutRow[],
  minimumGroup: number,
): MetricRow[] {
  const mask = maskOf(keysOf(cuts), keysOf([wanted]))
  const foreign = new Set(cuts.flatMap(({ by }) => by).filter(name => !wanted.by.includes(name)))
  if (wanted.grain === undefined) foreign.add('period')
  const isAbout = isAboutGroups(metric, { ...question, by: wanted.by })
  const own = found
    .filter(
      row =>
        row[MASK] === mask && (wanted.side === undefined || (row[SIDE] === 1) === (wanted.side === 'before')),
    )
    .map(({ [MASK]: _mask, [SIDE]: _side, people, ...row }): CountedRow => {
      const shown = Object.fromEntries(Object.entries(row).filter(([name]) => !foreign.has(name)))
      return { ...(shown as MetricRow), ...(isAbout ? { people } : {}) }
    })
  // A side that has no rows has no row in the answer either.
  if (own.length === 0 && wanted.by.length === 0 && wanted.grain === undefined)
    own.push({ ...nothing(metric, question), ...(isAbout ? { people: 0 } : {}) })
  return isAbout ? withholdSmall(own, minimumGroup) : own
}

/** The column with the number of what a dimension says: `key_platform`. */
const keyOf = (name: string): string => `\`key_${name}\``

/** The columns that cuts are grouped by. */
const keysOf = (cuts: readonly Cut[]): string[] => [
  ...(cuts.some(({ side }) => side) ? [SIDE] : []),
  ...(cuts.some(({ grain }) => grain) ? ['period'] : []),
  ...new Set(cuts.flatMap(({ by }) => by.map(keyOf))),
]

/** What the engine's `grouping` of all columns gives for rows that are grouped by some: a bit for each other, the last the lowest. */
const maskOf = (all: readonly string[], own: readonly string[]): number =>
  all.reduce((mask, key) => mask * 2 + (own.includes(key) ? 0 : 1), 0)

/** The number of a whole that has no rows. */
function nothing(metric: Metric, question: Question): MetricRow {
  if (counting(metric, question.variant).value === undefined)
    return { value: null, numerator: 0, denominator: 0 }
  return { value: ['count', 'hours', 'money'].includes(metric.unit) ? 0 : null }
}
