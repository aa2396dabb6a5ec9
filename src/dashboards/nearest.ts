import { editDistance } from '../odata/nearest.ts'

/** One name within another is as near as two wrong letters. */
const PART = 2

/**
 * What somebody who wrote `name` most likely meant: the known name with the fewest different letters, or one that has `name`
 * in it. Undefined when none is near.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const scored = [...known].map(candidate => ({
    candidate,
    score: Math.min(
      editDistance(name, candidate),
      candidate.includes(name) || name.includes(candidate) ? PART : Number.POSITIVE_INFINITY,
    ),
  }))
  const best = scored.sort((a, b) => a.score - b.score)[0]
  return best && best.score <= Math.max(2, name.length / 3) ? best.candidate : undefined
}

/** ` Did you mean "…"?`, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const found = nearest(name, known)
  return found === undefined ? '' : ` Did you mean "${found}"?`
}
