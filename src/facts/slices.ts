/** A range of keys of conversations, from `low` to `high`, as SQL reads them. */
export interface Slice {
  readonly low: string
  readonly high: string
}

/** What bounds the memory deriving needs: so many conversations of usual length, or interactions and conversations together. */
export const SLICE_CONVERSATIONS = 100_000
export const SLICE_RECORDS = 400_000

/** Slices begin and end with these: the first 16 bits of a key. */
const BUCKETS = 65_536
const BUCKET_BITS = 48n

/**
 * Ranges of keys, which hold about as many conversations each because keys are hashes: one, or a multiple of `sessions` that is enough
 * for `of` with at most `most` in each.
 */
export function slicesOf(of: number, most: number, sessions: number): Slice[] {
  const slices = of <= most ? 1 : Math.min(BUCKETS, sessions * Math.ceil(of / most / sessions))
  const begin = (slice: number): bigint => BigInt(Math.floor((BUCKETS * slice) / slices)) << BUCKET_BITS
  return Array.from({ length: slices }, (_, i) => ({
    low: String(begin(i)),
    high: String(begin(i + 1) - 1n),
  }))
}
