import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { useDark } from '../theme/theme.ts'
import { type EChartsType, init } from './echarts.ts'
import { type Palette, readPalette } from './palette.ts'
import './plot.css'
import { useMedia } from './use-media.ts'

type Option = Parameters<EChartsType['setOption']>[0]
type Action = Parameters<EChartsType['dispatchAction']>[0]

interface Chart {
  /** The element it is drawn into. */
  readonly box: RefObject<HTMLDivElement | null>
  /** Tells the chart to do something, such as to show a tooltip; nothing before it is there. */
  readonly tell: (action: Action) => void
}

/**
 * A chart of the library: made with its box, as large as it, drawn anew when what it shows or the theme changes, gone with it.
 *
 * @param draw what it shows, in the colours of the theme; a new function when that changes
 * @param wire listens to what is pressed, once; what it calls must not go stale
 */
export function useChart(
  draw: (palette: Palette, animate: boolean) => Option,
  wire: (chart: EChartsType) => void,
): Chart {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const dark = useDark()
  const still = useMedia('(prefers-reduced-motion: reduce)')

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is wired once, when it is made
  useEffect(() => {
    if (box.current === null) return
    const own = init(box.current, null, { renderer: 'svg' })
    chart.current = own
    const observer = new ResizeObserver(() => own.resize())
    observer.observe(box.current)
    wire(own)
    return () => {
      observer.disconnect()
      own.dispose()
      chart.current = null
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read anew when the theme changes
  useEffect(() => {
    if (box.current === null) return
    chart.current?.setOption(draw(readPalette(box.current), !still), { notMerge: true })
  }, [draw, dark, still])

  const tell = useCallback((action: Action) => chart.current?.dispatchAction(action), [])
  return { box, tell }
}
