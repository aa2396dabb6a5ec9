import { columnOf } from './dimensions.ts'
import {
  type Counted,
  nameOf,
  namesNumber,
  namesNumbers,
  OTHERS,
  partNumber,
  valueOfPart,
  valuesOfPart,
} from './grouping.ts'

/** A share, of a numerator and a denominator beside it. */
export const SHARE = 'if(denominator = 0, NULL, numerator / denominator) AS value'

/** One aggregate over rows, times or over a fixed number. */
const MEASURE =
  /^(count|sum|uniqExact|quantileExact)(If)?(\([\d.]+\))?(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))( [*/] (?:\d+(?:\.\d+)?|\{\w+:\w+\}))?$/
/** What counts over rows: it stands in such a measure once, and not within itself. */
const COUNTS = /\b(?:any|avg|count|group|max|min|quantile|sum|uniq)\w*\(/g

/** What is counted of a part so that it can be put together with others. */
export interface Mergeable {
  readonly name: string
  /** Whether the number of several parts is the sum of theirs. */
  readonly addsUp: boolean
  /** SQL of what is counted of a part. */
  readonly part: string
  /** SQL of the measure of one part, by the column that has what was counted of it. */
  readonly of: (column: string) => string
  /** SQL of the measure over several parts. */
  readonly over: (column: string, window?: string) => string
}

/** How a measure is put together from parts: sums are added, different things and medians are kept as states of the engine. */
function mergeable(measure: string): Mergeable | undefined {
  const counted = measure.slice(0, measure.lastIndexOf(' AS '))
  const [, base, condition = '', level = '', rows, factor = ''] = MEASURE.exec(counted) ?? []
  if (base === undefined || counted.match(COUNTS)?.length !== 1) return undefined
  const isSum = base === 'count' || base === 'sum'
  const [part, merged] = isSum
    ? [base + condition, 'sum']
    : [`${base}${condition}State${level}`, `${base}${condition}Merge${level}`]
  return {
    name: nameOf(measure),
    addsUp: isSum,
    part: `${part}${rows}`,
    of: column => `${isSum ? column : `finalizeAggregation(${column})`}${factor}`,
    over: (column, window = '') => `${merged}(${column})${window}${factor}`,
  }
}

/** Whether what is counted of a whole can be put together from what is counted of its parts. */
export function canBeMerged(measures: readonly string[]): boolean {
  return measures.every(measure => measure === SHARE || mergeable(measure) !== undefined)
}

/** Whether numbers of parts, and numerators and denominators of shares, are those of a whole when they are added. */
export function addUp(measures: readonly string[]): boolean {
  return measures.every(measure => measure === SHARE || mergeable(measure)?.addsUp === true)
}

/** What is counted of parts for measures that {@link canBeMerged}; shares are made of it. */
export function mergeables(measures: readonly string[]): Mergeable[] {
  return measures.flatMap(measure => mergeable(measure) ?? [])
}

/**
 * SQL that keeps the first parts and puts the others together, of what can be put together: each row is looked at once.
 *
 * @param kept whether `{kept:Array(String)}` says which parts are kept; else the first `{limit:UInt32}`, and where people are counted, too,
 *   of at least `{minimum_group:UInt32}` of them
 * @param between what stands between the values of a part in `kept`
 */
export function mergedPartsQuery({
  rows,
  by,
  period,
  measures,
  order,
  kept,
  between,
}: Counted & { readonly kept: boolean; readonly between: string }): string {
  const columns = by.map(columnOf)
  const values = columns.map((_, i) => valueOfPart(i))
  const timed = period.length > 0 ? ['period'] : []
  const counts = mergeables(measures)
  const shares = measures.filter(measure => measure === SHARE)
  const parts = counts.map(({ name }) => `part_${name}`)
  const enough = counts.some(({ name }) => name === 'people') ? ['people >= {minimum_group:UInt32}'] : []
  const first = `dense_rank() OVER (${[...enough.map(test => `PARTITION BY ${test}`), `ORDER BY ${[...order, 'number'].join(', ')}`].join(' ')}) <= {limit:UInt32}`
  const isKept = kept
    ? `${namesNumber(columns)} IN ${namesNumbers('{kept:Array(String)}', columns, between)}`
    : [...enough, first].join(' AND ')
  // One text alone is a quick key, and needs nothing beside it.
  const ownKey = columns.length === 1 && period.length === 0
  const counted = [
    ...period,
    `${partNumber(columns)} AS number`,
    ...(ownKey ? [`${columns[0]} AS ${values[0]}`] : valuesOfPart(by)),
    ...counts.map(({ part }, i) => `${part} AS ${parts[i]}`),
  ]
  // Which parts come first is told by the whole period, of which a part has a row for each part of time.
  const whole = [
    ...[...timed, 'number', ...parts],
    ...columns.map((column, i) => `${values[i]} AS ${column}`),
    ...counts.map(({ name, of, over }, i) => {
      const sql = timed.length > 0 ? over(parts[i]!, ' OVER (PARTITION BY number)') : of(parts[i]!)
      return `${sql} AS ${name}`
    }),
    ...shares,
  ]
  const divided = [
    ...[...timed, 'number', ...parts],
    ...columns.map((column, i) => `${column} AS ${values[i]}`),
    `toBool(NOT (${isKept})) AS other`,
  ]
  const merged = [
    ...[...timed, 'other'],
    ...columns.map((column, i) => `if(other, NULL, any(${values[i]})) AS ${column}`),
    ...counts.map(({ name, over }, i) => `${over(parts[i]!)} AS ${name}`),
    ...shares,
  ]
  return `SELECT ${merged.join(', ')}
FROM (
  SELECT ${divided.join(', ')}
  FROM (
    SELECT ${whole.join(', ')}
    FROM (
      SELECT ${counted.join(', ')}
      ${rows}
      GROUP BY ${ownKey ? columns[0] : [...timed, 'number'].join(', ')}
    )
  )
)
GROUP BY ${[...timed, 'other', `if(other, ${OTHERS}, number)`].join(', ')}
ORDER BY ${[...timed, 'other', ...order].join(', ')}`
}
