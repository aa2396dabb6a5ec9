import { useCallback, useMemo } from 'react'
import { currentSearch, go, useLocation } from '../routing/location.ts'
import { type Filters, isFilterName, parseFilters, readable, writeFilters } from './filters.ts'

interface FilterState {
  readonly filters: Filters
  /** Changes some of them, on the page shown; a step the back button undoes. */
  change(next: Partial<Filters>): void
  /** The address of a page with the same filters, or with some of them changed, and with parameters of its own. */
  href(path: string, next?: Partial<Filters>, own?: Readonly<Record<string, string>>): string
}

/** The filters in the address bar, and the ways to change and to carry them. */
export function useFilters(): FilterState {
  const { path, search, trail } = useLocation()
  const filters = useMemo(() => parseFilters(search), [search])
  const change = useCallback(
    (next: Partial<Filters>) => {
      const params = writeFilters({ ...filters, ...next })
      for (const [name, value] of new URLSearchParams(search))
        if (!isFilterName(name)) params.append(name, value)
      go(path + readable(params), { trail })
    },
    [filters, path, search, trail],
  )
  const href = useCallback<FilterState['href']>(
    (to, next = {}, own = {}) => {
      const params = writeFilters({ ...filters, ...next })
      for (const [name, value] of Object.entries(own)) params.set(name, value)
      return to + readable(params)
    },
    [filters],
  )
  return { filters, change, href }
}

/** A page's own parameter in the address bar, such as the search of a table; the empty text is none. */
export function useOwnParameter(
  name: string,
): [string, (value: string, options?: { replace?: boolean; trail?: readonly string[] }) => void] {
  const { path, search, trail } = useLocation()
  const value = useMemo(() => new URLSearchParams(search).get(name) ?? '', [search, name])
  const set = useCallback(
    (next: string, options: { replace?: boolean; trail?: readonly string[] } = {}) => {
      const params = new URLSearchParams(currentSearch())
      if (next === '') params.delete(name)
      else params.set(name, next)
      go(path + readable(params), { trail, ...options })
    },
    [name, path, trail],
  )
  return [value, set]
}
