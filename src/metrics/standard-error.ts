import type { Metric } from './definition.ts'

/** A number with what it is the quotient of. */
interface Counted {
  readonly value: number | null
  readonly numerator?: number
  readonly denominator?: number
}

/**
 * How far the difference of two numbers would scatter by chance alone, as one standard error: of counts as if things happened
 * independently (Poisson), of shares as if each thing fell to one side or the other (binomial, both periods taken together). A
 * difference of less than twice that is no news.
 *
 * People come and act together, so real numbers scatter more than this: it is a lower bound.
 *
 * @param then the earlier number; of a count nothing is 0
 * @returns null for what is neither a count nor a share, and where there is nothing to compare
 */
export function standardError(unit: Metric['unit'], now: Counted, then: Counted | undefined): number | null {
  if (unit === 'count') return now.value === null ? null : Math.sqrt(now.value + (then?.value ?? 0))
  if (unit !== 'share' || !now.denominator || !then?.denominator) return null
  const [hits, things] = [(now.numerator ?? 0) + (then.numerator ?? 0), now.denominator + then.denominator]
  // One more on either side, so that two shares of 0 or 1 are not told apart from each other with certainty.
  const share = Math.min(1, (hits + 1) / (things + 2))
  return Math.sqrt(share * (1 - share) * (1 / now.denominator + 1 / then.denominator))
}
