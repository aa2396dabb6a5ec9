import type { Figure } from './figures.ts'

/** How a figure moved against the days before. */
export interface Change {
  direction: 'up' | 'down' | 'steady'
  /** For a count: (now − before) / before, null when before was 0. For a share: the difference, as a share. */
  amount: number | null
}

/** Two standard errors: what a coin would do about once in twenty comparisons. */
const CLEAR = 1.96

/**
 * A movement counts as one only when chance alone would seldom make it: counts are taken as Poisson,
 * shares as binomial. Without this, a quiet week's noise would read as news.
 */
export function changeOf(now: Figure, before: Figure): Change | null {
  if (now.kind === 'count' && before.kind === 'count') {
    const difference = now.value - before.value
    const spread = Math.sqrt(now.value + before.value)
    const amount = before.value === 0 ? null : difference / before.value
    return { direction: directionOf(difference, spread), amount: now.value === before.value ? 0 : amount }
  }
  if (now.kind !== 'share' || before.kind !== 'share') return null
  if (now.share === null || before.share === null) return null
  const difference = now.share - before.share
  const pooled = (now.numerator + before.numerator) / (now.denominator + before.denominator)
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / now.denominator + 1 / before.denominator))
  return { direction: directionOf(difference, spread), amount: difference }
}

function directionOf(difference: number, spread: number): Change['direction'] {
  if (difference === 0 || Math.abs(difference) < CLEAR * spread) return 'steady'
  return difference > 0 ? 'up' : 'down'
}
