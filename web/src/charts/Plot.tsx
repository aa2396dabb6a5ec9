import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use as register } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { Format } from '../format/format.ts'
import type { PlotModel } from '../panels/model.ts'
import { optionOf } from './options.ts'
import { readPalette } from './palette.ts'
import { tooltipAt, tooltipElement } from './tooltip.ts'
import { useMedia } from './use-media.ts'

register([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer])

/**
 * The picture alone. Readers that cannot see it have the figure's summary and table,
 * which say the same, so the picture itself stays out of their way.
 */
export default function Plot({ plot, format }: { plot: PlotModel; format: Format }) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const dark = useMedia('(prefers-color-scheme: dark)')
  const still = useMedia('(prefers-reduced-motion: reduce)')

  useEffect(() => {
    if (box.current === null) return
    const own = init(box.current, null, { renderer: 'svg' })
    chart.current = own
    const observer = new ResizeObserver(() => own.resize())
    observer.observe(box.current)
    return () => {
      observer.disconnect()
      own.dispose()
      chart.current = null
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read anew when the theme changes
  useEffect(() => {
    if (box.current === null || chart.current === null) return
    const option = optionOf(plot, readPalette(box.current), format, !still)
    const tooltip = {
      ...option.tooltip,
      formatter: (params: { dataIndex: number } | { dataIndex: number }[]) => {
        const at = Array.isArray(params) ? params[0] : params
        return at === undefined ? '' : tooltipElement(tooltipAt(plot, at.dataIndex, format))
      },
    }
    chart.current.setOption({ ...option, tooltip }, { notMerge: true })
  }, [plot, format, dark, still])

  return <div className="plot" ref={box} aria-hidden="true" />
}
