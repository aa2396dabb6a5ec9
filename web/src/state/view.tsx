import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { StoreInfo } from '../api/types.ts'
import { type Counting, countingOf } from './counting.ts'
import { useFilters } from './use-filters.ts'

export type { Counting } from './counting.ts'

const CountingContext = createContext<Counting | null>(null)

/** What the page counts. Only for what is drawn inside pages with filters. */
export function useCounting(): Counting {
  const counting = useContext(CountingContext)
  if (counting === null) throw new Error('This part belongs on a page with filters.')
  return counting
}

export { zoneOf } from './counting.ts'

export function CountingProvider({ store, children }: { store: StoreInfo; children: ReactNode }) {
  const { filters } = useFilters()
  const counting = useMemo<Counting>(() => countingOf(filters, store, new Date()), [filters, store])
  return <CountingContext value={counting}>{children}</CountingContext>
}
