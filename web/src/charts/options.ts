import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts'
import type {
  GridComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { Format } from '../format/format.ts'
import type { PlotModel, PlotSeries } from '../panels/model.ts'
import { type Palette, toneOf } from './palette.ts'

export type PlotOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | HeatmapSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | MarkLineComponentOption
  | VisualMapComponentOption
>

/** More points than this are a line without dots. */
const MOST_DOTS = 45
/** More bars than this have no room for their numbers. */
const MOST_LABELS = 16
/** Shapes that tell lines apart without their colours. */
export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'arrow'] as const

/** The chart library's description of a plot. Pure: the same model gives the same picture. */
export function plotOption(plot: PlotModel, palette: Palette, format: Format, animate: boolean): PlotOption {
  const write = (value: number) => format.short(value, plot.unit)
  const isLine = plot.mark === 'line' || plot.mark === 'area'
  const share = plot.unit === 'share' && highest(plot) <= 1
  const series = isLine
    ? [
        ...previousLine(plot, palette),
        ...plot.series.flatMap((one, index) => lines(one, index, plot, palette, write)),
      ]
    : [...bars(plot, palette, write), ...previousLine(plot, palette)]
  return {
    animation: animate,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: palette.font, fontSize: 12 },
    grid: {
      left: 0,
      right: 12,
      top: plot.annotations.length > 0 ? 26 : 16,
      // The library leaves too little below the labels, and the edge would cut their feet.
      bottom: 10,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: [...plot.ticks],
      boundaryGap: !isLine,
      axisTick: { show: false },
      // A mirrored plot has its zero line in the middle; the labels stay below.
      axisLine: { lineStyle: { color: palette.line }, onZero: true },
      axisLabel: { color: palette.muted, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: 'value',
      ...(share ? shareAxis(highest(plot)) : {}),
      ...(plot.unit === 'count' ? { minInterval: 1 } : {}),
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
      axisPointer: isLine
        ? { type: 'line', lineStyle: { color: palette.muted, type: 'solid', width: 1, opacity: 0.5 } }
        : { type: 'shadow', shadowStyle: { color: palette.muted, opacity: 0.12 } },
    },
    series: series.map((one, index) => (index === 0 ? { ...one, ...annotations(plot, palette) } : one)),
  }
}

/** Days on which the company noted something: lines across the plot. */
function annotations(plot: PlotModel, palette: Palette): { markLine?: MarkLineComponentOption } {
  if (plot.annotations.length === 0) return {}
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color: palette.muted, type: 'solid', width: 1, opacity: 0.7 },
      label: {
        color: palette.muted,
        fontSize: 11,
        position: 'end',
        distance: 4,
        formatter: '{b}',
        width: 120,
        overflow: 'truncate',
      },
      data: plot.annotations.map(({ place, text }) => ({ name: text, xAxis: place })),
    },
  }
}

function highest(plot: PlotModel): number {
  const values = [...plot.series.flatMap(one => one.values), ...(plot.previous ?? [])]
  return Math.max(0, ...values.map(value => value ?? 0))
}

/** Round ends of an axis of shares: small shares are not lost at its foot, large ones show how much is missing. */
const SHARE_AXES = [
  { max: 0.05, interval: 0.01 },
  { max: 0.1, interval: 0.02 },
  { max: 0.2, interval: 0.05 },
  { max: 0.4, interval: 0.1 },
  { max: 0.6, interval: 0.2 },
  { max: 1, interval: 0.25 },
] as const

function shareAxis(high: number): { min: 0; max: number; interval: number } {
  const { max, interval } = SHARE_AXES.find(axis => high <= axis.max * 0.96) ?? { max: 1, interval: 0.25 }
  return { min: 0, max, interval }
}

function previousLine(plot: PlotModel, palette: Palette): LineSeriesOption[] {
  if (plot.previous === null) return []
  return [
    {
      id: 'previous',
      type: 'line',
      silent: true,
      symbol: 'none',
      z: 1,
      emphasis: { disabled: true },
      lineStyle: { color: palette.muted, width: 1, opacity: 0.75 },
      data: plot.previous.map(value => value ?? '-'),
    },
  ]
}

function bars(plot: PlotModel, palette: Palette, write: (value: number) => string): BarSeriesOption[] {
  const few = plot.ticks.length <= MOST_LABELS && plot.series.length === 1
  return plot.series.map((one, index) => {
    const down = plot.mark === 'mirrored' && index > 0
    const { strong, soft } = toneOf(palette, one.tone)
    const top = index === plot.series.length - 1 || plot.mark === 'mirrored'
    const radius = !top ? 0 : down ? [0, 0, 2, 2] : [2, 2, 0, 0]
    return {
      id: `s${index}`,
      type: 'bar',
      name: one.name,
      stack: 'one',
      barMaxWidth: 28,
      barCategoryGap: '28%',
      cursor: 'pointer',
      itemStyle: {
        color: strong,
        borderRadius: radius,
        ...(plot.series.length > 1 && { borderColor: palette.surface, borderWidth: 0.5 }),
      },
      emphasis: { disabled: true },
      label: {
        show: few,
        position: 'top',
        color: palette.muted,
        fontSize: 11,
        formatter: ({ value }) => (typeof value === 'number' ? write(value) : ''),
      },
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
function lines(
  one: PlotSeries,
  index: number,
  plot: PlotModel,
  palette: Palette,
  write: (value: number) => string,
): LineSeriesOption[] {
  const { strong, soft } = toneOf(palette, one.tone)
  const partial = (place: number) => plot.notes[place] != null
  const nearPartial = (place: number) => partial(place) || partial(place - 1) || partial(place + 1)
  const alone = (place: number) => one.values[place - 1] == null && one.values[place + 1] == null
  const several = plot.series.length > 1
  const dots = one.values.length <= MOST_DOTS
  const labelled = several ? new Set<number>() : notable(one.values, partial)

  const base: LineSeriesOption = {
    type: 'line',
    name: one.name,
    cursor: 'pointer',
    emphasis: { disabled: true },
    symbol: (several ? SYMBOLS[index % SYMBOLS.length] : undefined) ?? 'circle',
    triggerLineEvent: true,
  }
  const solid: LineSeriesOption = {
    ...base,
    id: `s${index}`,
    showAllSymbol: true,
    lineStyle: { color: strong, width: 2 },
    itemStyle: { color: strong },
    ...(!several || plot.mark === 'area'
      ? { areaStyle: { color: soft, opacity: several ? 0.35 : 0.5 } }
      : {}),
    data: one.values.map((value, place) => ({
      value: value === null || partial(place) ? '-' : value,
      symbolSize: dots || alone(place) ? (several ? 6 : 5) : labelled.has(place) ? 5 : 0,
      ...(labelled.has(place) && typeof value === 'number'
        ? {
            label: {
              show: true,
              position: 'top',
              // At the ends it would lie over the axis, or be cut.
              align: place === 0 ? 'left' : place === one.values.length - 1 ? 'right' : 'center',
              color: palette.ink,
              fontSize: 11,
              formatter: write(value),
            },
          }
        : {}),
    })) as LineSeriesOption['data'] & object,
  }
  if (!one.values.some((_, place) => partial(place))) return [solid]
  const dashed: LineSeriesOption = {
    ...base,
    id: `s${index}-partial`,
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

/** The places worth a number beside them: the highest, the lowest and the last whole one. */
function notable(values: readonly (number | null)[], partial: (place: number) => boolean): Set<number> {
  const whole = values.flatMap((value, place) => (value === null || partial(place) ? [] : [{ value, place }]))
  const last = whole.at(-1)
  if (last === undefined) return new Set()
  const high = whole.reduce((a, b) => (b.value > a.value ? b : a))
  return new Set([high.place, last.place])
}
