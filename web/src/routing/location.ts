import { useSyncExternalStore } from 'react'

/** Where the address bar is: the path, and the query with its question mark. */
export interface Place {
  readonly path: string
  readonly search: string
}

/** A place one came from, for the crumbs above a page. */
export interface Crumb {
  readonly title: string
  readonly to: string
}

interface HistoryState {
  readonly trail?: readonly Crumb[]
}

// pushState fires no event of its own.
const CHANGED = 'debrief:navigated'

let current: Place & { readonly trail: readonly Crumb[] } = read()

function read() {
  const state = (window.history.state ?? {}) as HistoryState
  return { path: window.location.pathname, search: window.location.search, trail: state.trail ?? [] }
}

function subscribe(listener: () => void): () => void {
  const onChange = () => {
    current = read()
    listener()
  }
  window.addEventListener('popstate', onChange)
  window.addEventListener(CHANGED, onChange)
  return () => {
    window.removeEventListener('popstate', onChange)
    window.removeEventListener(CHANGED, onChange)
  }
}

/** The place shown, with the trail of places that led there step by step. */
export function useLocation(): Place & { readonly trail: readonly Crumb[] } {
  return useSyncExternalStore(subscribe, () => current)
}

/** Goes to a path with its query, such as `/plugins?range=7d`; a step the back button undoes, unless it replaces. */
export function go(
  to: string,
  options: { readonly replace?: boolean; readonly trail?: readonly Crumb[] } = {},
): void {
  if (to === window.location.pathname + window.location.search) return
  const state: HistoryState = options.trail === undefined ? {} : { trail: options.trail }
  if (options.replace) window.history.replaceState(state, '', to)
  else window.history.pushState(state, '', to)
  window.dispatchEvent(new Event(CHANGED))
}
