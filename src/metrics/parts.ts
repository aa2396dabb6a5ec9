import type { Metric } from './definition.ts'
import { MetricError } from './definition-error.ts'
import { columnOf } from './dimensions.ts'

/** Stands between the values that name a part (in SQL, too); no value has it. */
const BETWEEN = '\u001f'

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
 * SQL that keeps the first parts of the whole period and puts the others together, in each part of time. Their number is counted anew
 * from their rows: a share of the others is no sum of shares, nor are people in several parts several people.
 */
export function partsQuery({
  rows,
  by,
  period,
  measures,
  order,
  kept,
}: {
  readonly rows: string
  readonly by: readonly string[]
  /** The column `period`, if there is one. */
  readonly period: readonly string[]
  readonly measures: readonly string[]
  readonly order: readonly string[]
  /** Whether `{kept:Array(String)}` says which parts are kept; else the first `{limit:UInt32}` of `{minimum_group:UInt32}` people. */
  readonly kept: boolean
}): string {
  const columns = by.map(columnOf)
  const values = columns.map(name => `ifNull(toString(${name}), 'none')`)
  const key = values.length === 1 ? values[0] : `arrayStringConcat([${values.join(', ')}], '\\x1f')`
  const names = measures.map(measure => measure.slice(measure.lastIndexOf(' ') + 1))
  const first = kept
    ? `has({kept:Array(String)}, ${key})`
    : `(${key} IN (
    SELECT part FROM (
      SELECT ${[`${key} AS part`, ...columns, ...measures].join(', ')}
      ${rows}
      GROUP BY ${columns.join(', ')}
      ${names.includes('people') ? 'HAVING people >= {minimum_group:UInt32}' : ''}
      ORDER BY ${order.join(', ')} LIMIT {limit:UInt32}
    )
  ))`
  const cut = period.length > 0 ? ['period', 'other'] : ['other']
  const sql = `
SELECT ${[...cut, ...columns.map((name, i) => `part_${i} AS ${name}`), ...names].join(', ')}
FROM (
  SELECT ${[...period, `toBool(NOT ${first}) AS other`, ...columns.map((name, i) => `if(other, NULL, ${name}) AS part_${i}`), ...measures].join(', ')}
  ${rows}
  GROUP BY ${[...cut, ...columns.map((_, i) => `part_${i}`)].join(', ')}
)
ORDER BY ${[...cut, ...order].join(', ')}`
  return sql.trim()
}
