import type { MetricRow } from '../../metrics/run.ts'

/** How much of a difference one part makes. */
export interface Contribution {
  /** Undefined for those that have no value. */
  readonly name: string | undefined
  /** Its share of the difference: 1 is all of it. */
  readonly share: number
  /** How much larger that is than its share of the whole before: what is merely large explains nothing. */
  readonly excess: number
}

/** A number before and now, as a whole. */
export interface Whole {
  readonly now: MetricRow
  readonly earlier: MetricRow
}

/**
 * The part of a dimension that makes most of a difference, beyond what its size would make. Of counts a part contributes its own
 * difference; of shares what its own share and its weight moved the whole by: these add up to the difference.
 *
 * @returns undefined when no part stands out, or parts do not add up
 */
export function mainPart(
  dimension: string,
  whole: Whole,
  now: readonly MetricRow[],
  then: readonly MetricRow[],
): Contribution | undefined {
  const difference = (whole.now.value ?? 0) - (whole.earlier.value ?? 0)
  if (difference === 0) return undefined
  const key = (row: MetricRow): string => String(row[dimension] ?? '')
  const before = new Map(then.map(row => [key(row), row]))
  const current = new Map(now.map(row => [key(row), row]))
  const contributions = [...new Set([...before.keys(), ...current.keys()])].map((name): Contribution => {
    const [a, b] = [before.get(name), current.get(name)]
    const share = moved(whole, b, a) / difference
    return { name: name || undefined, share, excess: share - weight(a, whole.earlier) }
  })
  return contributions.sort((a, b) => b.excess - a.excess)[0]
}

/** By how much a part moved the whole. */
function moved(whole: Whole, now: MetricRow | undefined, then: MetricRow | undefined): number {
  const { denominator: all } = whole.now
  const { denominator: allBefore, value: base } = whole.earlier
  if (all === undefined || allBefore === undefined) return (now?.value ?? 0) - (then?.value ?? 0)
  const part = (row: MetricRow | undefined, of: number): number =>
    row ? ((row.numerator ?? 0) - (base ?? 0) * (row.denominator ?? 0)) / Math.max(of, 1) : 0
  return part(now, all) - part(then, allBefore)
}

/** How large a part of the whole is. */
function weight(part: MetricRow | undefined, whole: MetricRow): number {
  const size = (row: MetricRow | undefined): number => row?.denominator ?? row?.value ?? 0
  return size(part) / Math.max(size(whole), 1)
}
