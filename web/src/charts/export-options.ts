import type { HeatModel, PartsModel } from '../panels/model.ts'
import type { PlotOption } from './options.ts'
import type { Palette } from './palette.ts'

/** What the page draws without the chart library, as charts of it: for pictures to take away. */

export function partsOption({ parts }: PartsModel, palette: Palette): PlotOption {
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, fontSize: 13 },
    grid: {
      left: 0,
      right: 110,
      top: 4,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: { type: 'value', show: false, max: 1 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: parts.map(part => part.name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: palette.ink, width: 260, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 18,
        data: parts.map(part => ({
          value: part.length,
          itemStyle: { color: part.quiet ? palette.quiet : (palette.tones[0] ?? ''), borderRadius: 3 },
          label: {
            show: true,
            position: 'right',
            color: palette.ink,
            formatter: part.detail === '' ? part.value : `${part.value}  (${part.detail})`,
          },
        })),
      },
    ],
  }
}

export function heatOption({ rows, columns, cells }: HeatModel, palette: Palette): PlotOption {
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, fontSize: 12 },
    grid: { left: 0, right: 8, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: [...columns],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: palette.muted, hideOverlap: true },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...rows],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: palette.ink, width: 200, overflow: 'truncate' },
    },
    visualMap: {
      show: false,
      min: 0,
      max: 1,
      inRange: { color: [palette.surface, palette.tones[0] ?? ''] },
    },
    series: [
      {
        type: 'heatmap',
        itemStyle: { borderColor: palette.surface, borderWidth: 1 },
        data: cells.flatMap((line, y) =>
          line.flatMap((cell, x) => (cell.level === null ? [] : [[x, y, cell.level]])),
        ),
      },
    ],
  }
}
