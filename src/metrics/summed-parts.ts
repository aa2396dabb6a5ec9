import { columnOf } from './dimensions.ts'
import { nameOf, namesNumber, namesNumbers, OTHERS, partNumber, valueOfPart } from './grouping.ts'

/** `count()`, or `sum(…)`, `countIf(…)` and `sumIf(…)` of something, times or over a fixed number. */
const SUM =
  /^(?:count\(\)|(?:countIf|sumIf|sum)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))(?: [*/] (?:\d+(?:\.\d+)?|\{\w+:\w+\}))?$/
/** What counts over rows stands in a measure once, not within itself. */
const COUNTS = /\b(?:any|avg|count|group|max|min|quantile|sum|uniq)\w*\(/g

/** Whether what is counted of a whole is the sum of what is counted of its parts, but for shares of two such sums. */
export function areSums(measures: readonly string[]): boolean {
  return measures.every(measure => {
    const counted = measure.slice(0, measure.lastIndexOf(' AS '))
    return measure === SHARE || (SUM.test(counted) && counted.match(COUNTS)?.length === 1)
  })
}

/** A share, of a numerator and a denominator beside it. */
export const SHARE = 'if(denominator = 0, NULL, numerator / denominator) AS value'

/**
 * SQL that keeps the first parts and puts the others together, of what is summed: each row is looked at once, and what is put together
 * is what was counted of the parts.
 *
 * @param kept whether `{kept:Array(String)}` says which parts are kept; else the first `{limit:UInt32}`
 * @param between what stands between the values of a part in `kept`
 */
export function summedPartsQuery({
  rows,
  by,
  period,
  measures,
  order,
  kept,
  between,
}: {
  readonly rows: string
  readonly by: readonly string[]
  readonly period: readonly string[]
  readonly measures: readonly string[]
  readonly order: readonly string[]
  readonly kept: boolean
  readonly between: string
}): string {
  const columns = by.map(columnOf)
  const timed = period.length > 0 ? ['period'] : []
  const sums = measures.filter(measure => measure !== SHARE)
  const shares = measures.filter(measure => measure === SHARE)
  const names = sums.map(nameOf)
  const values = columns.map((_, i) => valueOfPart(i))
  const isKept = kept
    ? `${namesNumber(columns)} IN ${namesNumbers('{kept:Array(String)}', columns, between)}`
    : `dense_rank() OVER (ORDER BY ${[...order, 'number'].join(', ')}) <= {limit:UInt32}`
  return `SELECT ${[...timed, 'other', ...columns.map((column, i) => `if(other, NULL, any(${values[i]})) AS ${column}`), ...names.map(name => `sum(part_${name}) AS ${name}`), ...shares].join(', ')}
FROM (
  SELECT ${[...timed, ...columns.map((column, i) => `${column} AS ${values[i]}`), ...names.map(name => `part_${name}`), 'number', `toBool(NOT ${isKept}) AS other`].join(', ')}
  FROM (
    SELECT ${[...timed, 'number', ...columns.map((column, i) => `${values[i]} AS ${column}`), ...names.map(name => `part_${name}`), ...names.map(name => `sum(part_${name}) OVER (PARTITION BY number) AS ${name}`), ...shares].join(', ')}
    FROM (
      SELECT ${[...period, `${partNumber(columns)} AS number`, ...columns.map((column, i) => `any(${column}) AS ${values[i]}`), ...sums.map(sum => sum.replace(/ AS (\w+)$/, ' AS part_$1'))].join(', ')}
      ${rows}
      GROUP BY ${[...timed, 'number'].join(', ')}
    )
  )
)
GROUP BY ${[...timed, 'other', `if(other, ${OTHERS}, number)`].join(', ')}
ORDER BY ${[...timed, 'other', ...order].join(', ')}`
}
