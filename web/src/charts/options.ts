import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { Format } from '../format/format.ts'
import type { PlotModel, PlotSeries } from '../panels/model.ts'
import type { Palette } from './palette.ts'

export type PlotOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption
>

/** More points than this are a line without dots. */
const MOST_DOTS = 45

/** The chart library's description of a plot. Pure: the same model gives the same picture. */
export function optionOf(plot: PlotModel, palette: Palette, format: Format, animate: boolean): PlotOption {
  const write = plot.unit === 'share' ? format.wholeShare : format.compact
  return {
    animation: animate,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: palette.font, fontSize: 12 },
    grid: {
      left: 0,
      right: 8,
      top: 12,
      // The library leaves too little below the labels, and the edge would cut their feet.
      bottom: 10,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: plot.ticks,
      boundaryGap: plot.mark !== 'line',
      axisTick: { show: false },
      // A mirrored plot has its zero line in the middle; the labels stay below.
      axisLine: { lineStyle: { color: palette.line }, onZero: true },
      axisLabel: { color: palette.muted, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: 'value',
      ...(plot.unit === 'share' ? { min: 0, max: 1, interval: 0.25 } : { minInterval: 1 }),
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, formatter: (value: number) => write(Math.abs(value)) },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      // The box is drawn by the stylesheet: see .tip.
      backgroundColor: 'transparent',
      borderWidth: 0,
      padding: 0,
      extraCssText: 'box-shadow:none',
      transitionDuration: 0,
      axisPointer:
        plot.mark === 'line'
          ? { type: 'line', lineStyle: { color: palette.muted, type: 'solid', width: 1, opacity: 0.5 } }
          : { type: 'shadow', shadowStyle: { color: palette.muted, opacity: 0.12 } },
    },
    series:
      plot.mark === 'line' ? plot.series.flatMap(one => lines(one, plot, palette)) : bars(plot, palette),
  }
}

function bars(plot: PlotModel, palette: Palette): BarSeriesOption[] {
  return plot.series.map((one, index) => {
    const down = plot.mark === 'mirrored' && index > 0
    const { strong, soft } = colours(one, palette)
    const radius = down ? [0, 0, 2, 2] : [2, 2, 0, 0]
    return {
      type: 'bar',
      name: one.name,
      stack: 'one',
      barMaxWidth: 28,
      barCategoryGap: '28%',
      itemStyle: { color: strong, borderRadius: radius },
      emphasis: { disabled: true },
      data: one.values.map((value, place) => ({
        value: value === null ? '-' : down ? -value : value,
        ...(plot.notes[place] != null && {
          itemStyle: { color: soft, borderColor: strong, borderWidth: 1, borderType: 'dashed' as const },
        }),
      })),
    }
  })
}

/** A solid line through whole periods, and a dashed one to and from those that are not. */
function lines(one: PlotSeries, plot: PlotModel, palette: Palette): LineSeriesOption[] {
  const { strong, soft } = colours(one, palette)
  const partial = (place: number) => plot.notes[place] != null
  const nearPartial = (place: number) => partial(place) || partial(place - 1) || partial(place + 1)
  const alone = (place: number) => one.values[place - 1] == null && one.values[place + 1] == null
  const dots = one.values.length <= MOST_DOTS

  const base: LineSeriesOption = {
    type: 'line',
    name: one.name,
    emphasis: { disabled: true },
    symbol: 'circle',
  }
  const solid: LineSeriesOption = {
    ...base,
    showAllSymbol: true,
    lineStyle: { color: strong, width: 2 },
    itemStyle: { color: strong },
    areaStyle: { color: soft, opacity: 0.5 },
    data: one.values.map((value, place) => ({
      value: value === null || partial(place) ? '-' : value,
      symbolSize: dots || alone(place) ? 5 : 0,
    })),
  }
  if (!one.values.some((_, place) => partial(place))) return [solid]
  const dashed: LineSeriesOption = {
    ...base,
    showAllSymbol: true,
    lineStyle: { color: strong, width: 2, type: [3, 4] },
    itemStyle: { color: palette.surface, borderColor: strong, borderWidth: 1.5 },
    data: one.values.map((value, place) => ({
      value: value === null || !nearPartial(place) ? '-' : value,
      symbolSize: partial(place) ? 7 : 0,
    })),
  }
  return [solid, dashed]
}

function colours(one: PlotSeries, palette: Palette): { strong: string; soft: string } {
  return one.tone === 'first'
    ? { strong: palette.first, soft: palette.firstSoft }
    : { strong: palette.second, soft: palette.secondSoft }
}
