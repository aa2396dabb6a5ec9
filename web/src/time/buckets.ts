import { type Day, earlier, type Grain, later, nextPeriod, periodOf, type Span } from './days.ts'

/** Why a bucket holds less than a whole period, if it does. */
export type Partial = null | 'cut' | 'arriving'

/** One place on a time axis: a day, week or month, cut to the days shown. */
export interface Bucket extends Span {
  /** First day of the whole period: the key the server's rows carry. */
  period: Day
  partial: Partial
}

/**
 * Every period of a span, also those with no data.
 * `complete` is the first day whose data may still be missing; null when nobody can say.
 */
export function bucketsOf(span: Span, grain: Grain, complete: Day | null): Bucket[] {
  const buckets: Bucket[] = []
  for (let period = periodOf(span.from, grain); period < span.to; period = nextPeriod(period, grain)) {
    const end = nextPeriod(period, grain)
    const from = later(period, span.from)
    const to = earlier(end, span.to)
    const arriving = complete !== null && to > complete
    const cut = from !== period || to !== end
    buckets.push({ period, from, to, partial: arriving ? 'arriving' : cut ? 'cut' : null })
  }
  return buckets
}
