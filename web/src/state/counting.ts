import { versionOf } from '../api/queries.ts'
import type { StoreInfo } from '../api/types.ts'
import { dayOf, type Grain, type Span } from '../time/days.ts'
import { type View, viewOf } from '../time/view.ts'
import { type Filters, suitableGrain, writeCounting } from './filters.ts'

/** What a page with filters counts: the days, the grain, and what else every request says. */
export interface Counting {
  readonly view: View
  readonly grain: Grain
  /** The zone of days. */
  readonly tz: string
  readonly store: StoreInfo
  /** Changes when the store's data does: part of every query's key. */
  readonly version: string
  /** The query of a request for some days, with all filters: names and values as the server knows them. */
  question(span: Span, own?: Readonly<Record<string, string | undefined>>): URLSearchParams
}

export function zoneOf(store: StoreInfo | undefined): string {
  return store?.time_zone ?? 'UTC'
}

/** What is counted under some filters. The server answers what a page asks without any before somebody does. */
export function countingOf(filters: Filters, store: StoreInfo, now: Date): Counting {
  const tz = filters.tz ?? zoneOf(store)
  const view = viewOf(filters.range, store, dayOf(now, tz), tz)
  return {
    view: filters.compare ? view : { ...view, previous: null },
    grain: filters.grain ?? suitableGrain(view.shown),
    tz,
    store,
    version: versionOf(store),
    question: (span, own = {}) => {
      const params = new URLSearchParams({ from: span.from, to: span.to })
      if (tz !== 'UTC') params.set('tz', tz)
      for (const [name, value] of Object.entries(own)) if (value !== undefined) params.set(name, value)
      writeCounting(filters, params)
      return params
    },
  }
}
