import type { Metric } from './definition.ts'
import { MetricError } from './definition-error.ts'
import { columnOf } from './dimensions.ts'
import {
  type Counted,
  nameOf,
  namesNumber,
  namesNumbers,
  OTHERS,
  partNumber,
  renamed,
  valueOfPart,
  valuesOfPart,
} from './grouping.ts'
import { canBeMerged, mergedPartsQuery } from './merged-parts.ts'
import type { MetricRow } from './run.ts'

/** Stands between the values that name a part; no value has it. */
const BETWEEN = '\u001f'
const BETWEEN_SQL = '\\x1f'

/** How parts can be ordered: SQL over a size (the value of a count, the denominator of a share) and the dimensions. */
export const ORDERS = {
  /** The greatest numbers first. */
  value: (_size: string, by: readonly string[]) => ['value DESC', ...by],
  /** The least numbers first. */
  least: (_size: string, by: readonly string[]) => ['value', ...by],
  /** What rests on most first: of shares and means the greatest denominator. */
  size: (size: string, by: readonly string[]) => [`${size} DESC`, ...by],
  /** By the dimensions themselves. */
  name: (_size: string, by: readonly string[]) => [...by],
} as const

export type Order = keyof typeof ORDERS

const MOST_PARTS = 10_000

/** @throws MetricError when there are no such parts to keep */
export function checkLimit(
  metric: Metric,
  { limit, order }: { readonly limit?: number; readonly order?: Order },
  by: readonly string[],
): void {
  if (order !== undefined && !Object.hasOwn(ORDERS, order))
    throw new MetricError(`"${order}" is not an order; there are ${Object.keys(ORDERS).join(', ')}.`)
  if (limit === undefined) return
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PARTS)
    throw new MetricError(`limit is ${limit}; it must be a whole number from 1 to ${MOST_PARTS}.`)
  if (by.length === 0)
    throw new MetricError(
      `limit keeps the first parts of ${metric.id}, and it is not cut into parts: say by what.`,
    )
}

/** What names a part of an answer: the values it is cut by. */
export const partKey = (row: { readonly [dimension: string]: unknown }, by: readonly string[]): string =>
  by.map(name => String(row[name] ?? 'none')).join(BETWEEN)

/**
 * The parts that are kept, and the others put together, of numbers that add up: what {@link partsQuery} gives.
 *
 * @param rows every part, in the order in which they are shown
 */
export function keptParts(
  rows: readonly MetricRow[],
  by: readonly string[],
  isKept: (row: MetricRow, place: number) => boolean,
): MetricRow[] {
  const kept = rows.filter(isKept)
  const others = rows.filter((row, place) => !isKept(row, place))
  const sum = (of: (row: MetricRow) => number | null | undefined): number =>
    others.reduce((all, row) => all + (of(row) ?? 0), 0)
  const shown: MetricRow[] = kept.map(row => ({ ...row, other: false }))
  if (others.length === 0) return shown
  const [numerator, denominator] = [sum(row => row.numerator), sum(row => row.denominator)]
  const isShare = others[0]!.denominator !== undefined
  const number = isShare
    ? { numerator, denominator, value: denominator === 0 ? null : numerator / denominator }
    : { value: sum(row => row.value) }
  return [...shown, { ...Object.fromEntries(by.map(name => [name, null])), ...number, other: true }]
}

/** SQL that counts every part. */
export function countQuery({ rows, by, period, measures, order }: Counted): string {
  const columns = by.map(columnOf)
  const timed = period.length > 0 ? ['period'] : []
  const end = `ORDER BY ${[...timed, ...order].join(', ')}`
  const keys = [...timed, ...columns]
  if (columns.length === 0 || keys.length === 1)
    return [
      `SELECT ${[...period, ...columns, ...measures].join(', ')}`,
      rows,
      ...(keys.length > 0 ? [`GROUP BY ${keys.join(', ')}`] : []),
      end,
    ].join('\n')
  return [
    `SELECT ${[...timed, ...renamed(by), ...measures.map(nameOf)].join(', ')}`,
    'FROM (',
    `SELECT ${[...period, ...valuesOfPart(by), ...measures].join(', ')}`,
    rows,
    `GROUP BY ${[...timed, partNumber(columns)].join(', ')}`,
    ')',
    end,
  ].join('\n')
}

/**
 * SQL that keeps the first parts of the whole period and puts the others together, in each part of time. What is no single aggregate
 * is counted anew from the rows of the others: it cannot be put together from what was counted of each.
 *
 * @param kept whether `{kept:Array(String)}` says which parts are kept; else the first `{limit:UInt32}` of `{minimum_group:UInt32}` people
 */
export function partsQuery({ rows, by, period, measures, order, kept }: Counted & { kept: boolean }): string {
  if (canBeMerged(measures))
    return mergedPartsQuery({ rows, by, period, measures, order, kept, between: BETWEEN_SQL })
  const columns = by.map(columnOf)
  const names = measures.map(nameOf)
  const number = partNumber(columns)
  const first = kept
    ? `${namesNumber(columns)} IN ${namesNumbers('{kept:Array(String)}', columns, BETWEEN_SQL)}`
    : `${number} IN (
    SELECT number FROM (
      SELECT number, ${[...renamed(by), ...names].join(', ')} FROM (
        SELECT ${[`${number} AS number`, ...valuesOfPart(by), ...measures].join(', ')}
        ${rows}
        GROUP BY number
      )
      ${names.includes('people') ? 'WHERE people >= {minimum_group:UInt32}' : ''}
      ORDER BY ${order.join(', ')} LIMIT {limit:UInt32}
    )
  )`
  const timed = period.length > 0 ? ['period'] : []
  const sql = `
SELECT ${[...timed, `toBool(number = ${OTHERS}) AS other`, ...by.map((name, i) => `if(other, NULL, ${valueOfPart(i)}) AS ${columnOf(name)}`), ...names].join(', ')}
FROM (
  SELECT ${[...period, `if(${first}, ${number}, ${OTHERS}) AS number`, ...valuesOfPart(by), ...measures].join(', ')}
  ${rows}
  GROUP BY ${[...timed, 'number'].join(', ')}
)
ORDER BY ${[...timed, 'other', ...order].join(', ')}`
  return sql.trim()
}
