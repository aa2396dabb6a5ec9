import type { MetricId, MetricRow } from '../api/types.ts'

/** One number of the page's top row. A share always comes with what it is a share of. */
export type Figure =
  | { kind: 'count'; value: number }
  | { kind: 'share'; share: number | null; numerator: number; denominator: number }

/** Reads a figure out of the rows of a metric asked without a grain. */
export function figureOf(metric: MetricId, rows: MetricRow[]): Figure {
  if (metric === 'user_feedback') {
    const helpful = sumOf(rows, 'helpful')
    return shareOf(helpful, helpful + sumOf(rows, 'unhelpful'))
  }
  const row = rows[0]
  if (metric === 'deflection') return shareOf(row?.numerator ?? 0, row?.denominator ?? 0)
  return { kind: 'count', value: row?.value ?? 0 }
}

function shareOf(numerator: number, denominator: number): Figure {
  return { kind: 'share', share: denominator === 0 ? null : numerator / denominator, numerator, denominator }
}

function sumOf(rows: MetricRow[], feedback: string): number {
  return rows
    .filter(row => String(row.feedback).toLowerCase() === feedback)
    .reduce((sum, row) => sum + (row.value ?? 0), 0)
}
