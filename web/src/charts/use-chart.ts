import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { useDark, usePrinting } from '../theme/theme.ts'
import { type EChartsType, init } from './echarts.ts'
import { type Palette, readPalette } from './palette.ts'
import './plot.css'
import { useMedia } from './use-media.ts'

type Option = Parameters<EChartsType['setOption']>[0]
type Action = Parameters<EChartsType['dispatchAction']>[0]

/** Size of a chart on paper before it is fitted to its column, in pixels: letters are then about as large as those around it. */
const PAPER = { width: 660, height: 220 }

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
 * @param paperHeight how high it is on paper, where it is 660 wide
 */
export function useChart(
  draw: (palette: Palette, animate: boolean) => Option,
  wire: (chart: EChartsType) => void,
  paperHeight = PAPER.height,
): Chart {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const dark = useDark()
  const still = useMedia('(prefers-reduced-motion: reduce)')
  // The event comes before pages are counted; the medium is known when there are no events, as in a preview.
  const announced = usePrinting()
  const printing = useMedia('print') || announced
  const onPaper = useRef(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is wired once, when it is made
  useEffect(() => {
    if (box.current === null) return
    const own = init(box.current, null, { renderer: 'svg' })
    chart.current = own
    const observer = new ResizeObserver(() => {
      if (!onPaper.current) own.resize()
    })
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
    const own = chart.current
    if (box.current === null || own === null) return
    own.setOption(draw(readPalette(box.current), !still && !printing), { notMerge: true })
    if (printing !== onPaper.current) {
      onPaper.current = printing
      sizeFor(own, box.current, printing ? paperHeight : null)
    }
  }, [draw, dark, still, printing, paperHeight])

  const tell = useCallback((action: Action) => chart.current?.dispatchAction(action), [])
  return { box, tell }
}

/** Gives a chart its size on paper, drawn at once since nothing is drawn any more while it is printed; or the size of its box. */
function sizeFor(chart: EChartsType, box: HTMLElement, height: number | null): void {
  const svg = box.querySelector('svg')
  if (height === null) {
    svg?.removeAttribute('viewBox')
    chart.resize()
    return
  }
  chart.resize({ width: PAPER.width, height })
  svg?.setAttribute('viewBox', `0 0 ${PAPER.width} ${height}`)
  chart.getZr().flush()
}
