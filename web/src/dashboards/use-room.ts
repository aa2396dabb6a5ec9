import { type CSSProperties, type RefObject, useLayoutEffect, useRef, useState } from 'react'

// Kept in this browser: how high a part of a page was, by its name and the width of the window.
const KEY = 'debrief:rooms'
/** Windows whose widths differ by less break lines alike. */
const BAND = 160
/** What is kept of each part and width at most: more than there are dashboards. */
const MOST = 100

type Rooms = Readonly<Record<string, number>>

/**
 * Keeps room for content that comes late: as much as it took when it was last there. What stands below does not move then. The room
 * stays while the page is open, also when the content needs less. The stylesheet finds it in `--room`.
 *
 * @param usual pixels, for who was never here
 * @param settled whether the content is there, and not unfolded
 */
export function useRoom<Part extends HTMLElement>(
  name: string,
  usual: number,
  settled: boolean,
): { ref: RefObject<Part | null>; style: CSSProperties } {
  const key = `${name}@${Math.round(window.innerWidth / BAND)}`
  const [room] = useState(() => kept()[key] ?? usual)
  const ref = useRef<Part>(null)
  useLayoutEffect(() => {
    const part = ref.current
    if (!settled || part === null) return
    // What the content takes, without the room that is kept for it.
    const end = part.lastElementChild?.getBoundingClientRect().bottom ?? 0
    keep(key, Math.ceil(end - part.getBoundingClientRect().top))
  })
  return { ref, style: { '--room': `min(${room}px, 90vh)` } as CSSProperties }
}

function kept(): Rooms {
  try {
    const rooms: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof rooms === 'object' && rooms !== null ? (rooms as Rooms) : {}
  } catch {
    return {}
  }
}

function keep(key: string, height: number): void {
  const { [key]: before, ...others } = kept()
  if (before === height) return
  const rest = Object.entries(others).slice(-MOST)
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...Object.fromEntries(rest), [key]: height }))
  } catch {
    // Without a memory the usual room is kept.
  }
}
