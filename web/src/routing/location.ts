import { useSyncExternalStore } from 'react'
import { splitTrail, withTrail } from '../state/trail.ts'

/** Where the address bar is: the path, and the query with its question mark. */
export interface Place {
  readonly path: string
  /** Without the trail. */
  readonly search: string
  /** The places that led here, step by step: paths with their queries. */
  readonly trail: readonly string[]
  /** The trail of what is gone on to from here. */
  readonly onward: readonly string[]
}

// pushState fires no event of its own.
const CHANGED = 'debrief:navigated'

let current: Place = read()

function read(): Place {
  const path = window.location.pathname
  const { search, trail } = splitTrail(window.location.search)
  return { path, search, trail, onward: [...trail, path + search] }
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

/** The place shown, with the trail of places that led there. */
export function useLocation(): Place {
  return useSyncExternalStore(subscribe, () => current)
}

/** The query of the place shown, at this moment. */
export function currentSearch(): string {
  return splitTrail(window.location.search).search
}

/** Goes to a path with its query, such as `/plugins?range=7d`; a step the back button undoes, unless it replaces. */
export function go(
  to: string,
  { replace = false, trail = [] }: { readonly replace?: boolean; readonly trail?: readonly string[] } = {},
): void {
  const address = withTrail(to, trail)
  if (address === window.location.pathname + window.location.search) return
  if (replace) window.history.replaceState({}, '', address)
  else window.history.pushState({}, '', address)
  window.dispatchEvent(new Event(CHANGED))
}
