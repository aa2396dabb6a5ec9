import { useCallback, useMemo } from 'react'
import { go, useLocation } from '../routing/location.ts'
import { readable } from '../state/filters.ts'

/** What the table of turns shows of all turns; in the address beside the filters. */
export interface TurnChoice {
  readonly q?: string
  readonly outcome?: string
  readonly stage?: string
  readonly action?: string
}

const NAMES = ['q', 'outcome', 'stage', 'action'] as const

/** The choice in the address bar, and the way to change it: a step the back button undoes. */
export function useTurnChoice(): [TurnChoice, (next: TurnChoice) => void] {
  const { path, search, trail } = useLocation()
  const choice = useMemo(() => {
    const params = new URLSearchParams(search)
    return Object.fromEntries(NAMES.flatMap(name => (params.get(name) ? [[name, params.get(name)]] : [])))
  }, [search])
  const choose = useCallback(
    (next: TurnChoice) => {
      const params = new URLSearchParams(search)
      for (const name of NAMES) {
        const value = next[name]
        if (value) params.set(name, value)
        else params.delete(name)
      }
      go(path + readable(params), { trail })
    },
    [path, search, trail],
  )
  return [choice, choose]
}
