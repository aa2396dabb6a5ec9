import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { formatViewState, parseViewState, type ViewState } from './url-state.ts'

// pushState fires no event of its own.
const CHANGED = 'debrief:navigated'

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(CHANGED, listener)
  }
}

/** The state in the address bar, and the way to change it: every change is a step the back button undoes. */
export function useViewState(): [ViewState, (next: ViewState) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search)
  const state = useMemo(() => parseViewState(search), [search])
  const navigate = useCallback((next: ViewState) => {
    const target = formatViewState(next)
    if (target === window.location.search) return
    window.history.pushState(null, '', target + window.location.hash)
    window.dispatchEvent(new Event(CHANGED))
  }, [])
  return [state, navigate]
}
