import { type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { useFormat } from '../format/context.ts'
import type { Mark, PlotModel } from '../panels/model.ts'
import { plotOption } from './options.ts'
import type { Palette } from './palette.ts'
import { chartTexts } from './texts.ts'
import { sentenceAt, tooltipAt, tooltipElement } from './tooltip.ts'
import { useChart } from './use-chart.ts'

export interface PlotProps {
  plot: PlotModel
  label: string
  /** A mark was chosen: by a press at a point of the window, or by keyboard. */
  onMark: (mark: Mark, at: { x: number; y: number }) => void
}

/** A plot along a time axis. By keyboard it is a slider over its places: each is said, and opened by Enter. */
export default function Plot({ plot, label, onMark }: PlotProps) {
  const format = useFormat()
  const [place, setPlace] = useState(plot.ticks.length - 1)
  const current = useRef({ plot, onMark })
  current.current = { plot, onMark }

  const draw = useCallback(
    (palette: Palette, animate: boolean) => {
      const option = plotOption(plot, palette, format, animate)
      const tooltip = {
        ...option.tooltip,
        formatter: (params: { dataIndex: number } | { dataIndex: number }[]) => {
          const at = Array.isArray(params) ? params[0] : params
          return at === undefined ? '' : tooltipElement(tooltipAt(plot, at.dataIndex, format))
        },
      }
      return { ...option, tooltip }
    },
    [plot, format],
  )
  const { box, tell } = useChart(draw, chart => {
    let series: number | null = null
    const open = (index: number, x: number, y: number) => {
      const { plot: shown, onMark: chosen } = current.current
      const mark = markAt(shown, index, series)
      series = null
      if (mark !== null) chosen(mark, { x, y })
    }
    // The library tells the series first, and then where the press was.
    chart.on('click', params => {
      const match = /^s(\d+)/.exec(params.seriesId ?? '')
      series = match === null ? null : Number(match[1])
    })
    chart.getZr().on('click', ({ offsetX, offsetY, event }) => {
      const point = chart.convertFromPixel({ gridIndex: 0 }, [offsetX, offsetY])
      const index = Array.isArray(point) ? Math.round(point[0] ?? -1) : -1
      const native = event as unknown as MouseEvent
      // After the handler above, whichever the library calls first.
      setTimeout(() => open(index, native.clientX, native.clientY))
    })
  })

  const last = plot.ticks.length - 1
  const at = Math.min(Math.max(place, 0), last)
  const show = (next: number) => {
    setPlace(next)
    tell({ type: 'showTip', seriesIndex: 0, dataIndex: next })
  }
  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      Home: 0,
      End: last,
    }
    const next = steps[event.key]
    if (next !== undefined) {
      event.preventDefault()
      show(Math.min(Math.max(next, 0), last))
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      const mark = markAt(plot, at, null)
      const rect = event.currentTarget.getBoundingClientRect()
      const x = rect.left + (rect.width * (at + 0.5)) / plot.ticks.length
      if (mark !== null) onMark(mark, { x, y: rect.top + rect.height / 2 })
    } else if (event.key === 'Escape') tell({ type: 'hideTip' })
  }
  return (
    <div
      className="plot-frame"
      role="slider"
      tabIndex={0}
      aria-label={`${label}, ${chartTexts.keys}`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={sentenceAt(plot, at, format)}
      onKeyDown={onKey}
      onFocus={event => event.target.matches(':focus-visible') && show(at)}
      onBlur={() => tell({ type: 'hideTip' })}
    >
      <div className="plot" ref={box} aria-hidden="true" />
    </div>
  )
}

/** What a place stands for, of one series or of all. */
function markAt(plot: PlotModel, place: number, series: number | null): Mark | null {
  const title = plot.titles[place]
  const span = plot.spans[place]
  if (title === undefined || span === undefined) return null
  const one = series === null ? (plot.series.length === 1 ? plot.series[0] : undefined) : plot.series[series]
  const several = plot.series.length > 1 && one !== undefined
  return {
    label: several ? `${title} · ${one.name}` : title,
    value: '',
    where: one?.where ?? {},
    span,
  }
}
