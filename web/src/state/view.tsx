import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { versionOf } from '../api/queries.ts'
import type { StoreInfo } from '../api/types.ts'
import { dayOf, type Grain, type Span } from '../time/days.ts'
import { type View, viewOf } from '../time/view.ts'
import { suitableGrain, writeCounting } from './filters.ts'
import { useFilters } from './use-filters.ts'

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

const CountingContext = createContext<Counting | null>(null)

/** What the page counts. Only for what is drawn inside pages with filters. */
export function useCounting(): Counting {
  const counting = useContext(CountingContext)
  if (counting === null) throw new Error('This part belongs on a page with filters.')
  return counting
}

export function zoneOf(store: StoreInfo | undefined): string {
  return store?.time_zone ?? 'UTC'
}

export function CountingProvider({ store, children }: { store: StoreInfo; children: ReactNode }) {
  const { filters } = useFilters()
  const counting = useMemo<Counting>(() => {
    const tz = filters.tz ?? zoneOf(store)
    const view = viewOf(filters.range, store, dayOf(new Date(), tz), tz)
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
  }, [filters, store])
  return <CountingContext value={counting}>{children}</CountingContext>
}
