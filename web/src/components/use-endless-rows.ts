import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { usePrinting } from '../theme/theme.ts'

/** Pages of rows, of which the next one is asked for. */
interface Paged {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  fetchNextPage(): unknown
}

interface RowsShown {
  readonly count: number
  /** Height of a row that was not measured yet, in pixels. */
  readonly height: number
  /** So many rows outside the box are drawn as well, on each side. */
  readonly overscan: number
  readonly keyOf?: (index: number) => string | number
}

/** So many rows before the end, the next page is asked for. */
const AHEAD = 30

/**
 * The rows of a long table that are in sight of its scrolling box, and the room of those above and below. On paper all that were read
 * are in sight.
 */
export function useEndlessRows(
  { hasNextPage, isFetchingNextPage, fetchNextPage }: Paged,
  { count, height, overscan, keyOf }: RowsShown,
) {
  const box = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count,
    overscan,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    initialRect: { width: 900, height: 700 },
    ...(keyOf && { getItemKey: keyOf }),
  })
  const items = virtual.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastSeen >= count - AHEAD) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastSeen, count])
  const measure = virtual.measureElement
  if (usePrinting()) {
    const all = Array.from({ length: count }, (_, index) => ({ index, key: keyOf?.(index) ?? index }))
    return { box, items: all, above: 0, below: 0, measure }
  }
  return {
    box,
    items,
    above: items[0]?.start ?? 0,
    below: virtual.getTotalSize() - (items.at(-1)?.end ?? 0),
    /** Measures a row that has its index as `data-index`. */
    measure,
  }
}
