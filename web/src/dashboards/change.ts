import type { Unit } from '../api/types.ts'

/** How a figure moved against the days before. */
export interface Change {
  readonly direction: 'up' | 'down' | 'steady'
  /** Of a share the difference, of others (now − before) / before; null when before was 0. */
  readonly amount: number | null
}

/** Two standard errors: what a coin would do about once in twenty comparisons. */
const CLEAR = 1.96
/** Numbers of which nothing is known but their value are called steady within this part of it. */
const STEADY = 0.02

/**
 * A movement counts as one only when chance alone would seldom make it. Without this, a quiet week's noise would read as news.
 *
 * @param error how far the difference would scatter by chance, as one standard error; null where that cannot be told
 */
export function changeOf(unit: Unit, now: number, before: number, error: number | null): Change {
  const difference = now - before
  const amount =
    unit === 'share' ? difference : difference === 0 ? 0 : before === 0 ? null : difference / before
  return { direction: directionOf(difference, error ?? (Math.abs(before) * STEADY) / CLEAR), amount }
}

function directionOf(difference: number, error: number): Change['direction'] {
  if (difference === 0 || Math.abs(difference) < CLEAR * error) return 'steady'
  return difference > 0 ? 'up' : 'down'
}
