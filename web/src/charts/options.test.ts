import { describe, expect, it } from 'vitest'
import { createFormat } from '../format/format.ts'
import type { PlotModel } from '../panels/model.ts'
import { plotOption } from './options.ts'
import type { Palette } from './palette.ts'
import { sentenceAt, tooltipAt } from './tooltip.ts'

const palette: Palette = {
  tones: ['blue', 'orange'],
  soft: ['lightblue', 'lightorange'],
  quiet: 'silver',
  ink: 'black',
  muted: 'grey',
  line: 'lightgrey',
  surface: 'white',
  font: 'sans-serif',
}
const format = createFormat('en')
const titles = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri']

const model: PlotModel = {
  kind: 'plot',
  mark: 'line',
  unit: 'share',
  ticks: ['1', '2', '3', '4', '5'],
  titles,
  spans: titles.map((_, index) => ({ from: `2026-11-0${index + 1}`, to: `2026-11-0${index + 2}` })),
  notes: [null, null, null, null, 'still arriving'],
  series: [
    {
      name: 'Rate',
      values: [0.5, null, 0.6, 0.7, 0.9],
      tone: 0,
      details: ['1 of 2', null, null, null, null],
      where: {},
    },
  ],
  previous: null,
  annotations: [],
}

function seriesOf(plot: PlotModel) {
  const { series } = plotOption(plot, palette, format, false)
  return (Array.isArray(series) ? series : []).map(one => ({
    id: one.id,
    values: (one.data as { value: number | string }[]).map(item => item.value),
    data: one.data as { value: number | string; itemStyle?: { borderType?: string } }[],
  }))
}

describe('chart options', () => {
  it('draw a line with its gaps, and dash the way to an unfinished place', () => {
    const [solid, dashed] = seriesOf(model)
    expect(solid?.values).toEqual([0.5, '-', 0.6, 0.7, '-'])
    expect(dashed?.values).toEqual(['-', '-', '-', 0.7, 0.9])
    expect(seriesOf({ ...model, notes: titles.map(() => null) })).toHaveLength(1)
  })

  it('end an axis of shares where the shares do', () => {
    const axis = (values: number[]) =>
      plotOption({ ...model, series: [{ ...model.series[0]!, values }] }, palette, format, false).yAxis
    expect(axis([0.5, 0.9])).toMatchObject({ min: 0, max: 1 })
    expect(axis([0.01, 0.03])).toMatchObject({ min: 0, max: 0.05 })
    expect(plotOption({ ...model, unit: 'count' }, palette, format, false).yAxis).toMatchObject({
      minInterval: 1,
    })
  })

  it('mirror the second series, and outline unfinished bars', () => {
    const values = [3, 0, 1, 2, 1]
    const series = [0, 1].map(tone => ({ name: String(tone), values, tone, where: {} }))
    const [up, down] = seriesOf({ ...model, mark: 'mirrored', unit: 'count', series })
    expect(up?.values).toEqual(values)
    expect(down?.values[0]).toBe(-3)
    expect(up?.data.map(item => item.itemStyle?.borderType)[4]).toBe('dashed')
  })

  it('draw the period before, and lines for what was noted', () => {
    const plot: PlotModel = {
      ...model,
      previous: [0.1, 0.2, 0.3, 0.4, 0.5],
      annotations: [{ place: 1, text: 'Sales began' }],
    }
    expect(seriesOf(plot)[0]?.id).toBe('previous')
    const { series } = plotOption(plot, palette, format, false)
    expect(JSON.stringify(series)).toContain('"name":"Sales began","xAxis":1')
  })

  it('animate only when asked', () => {
    expect(plotOption(model, palette, format, false).animation).toBe(false)
    expect(plotOption(model, palette, format, true).animation).toBe(true)
  })
})

describe('tooltip', () => {
  it('gives the value, what it is a share of, and why it is unfinished', () => {
    expect(tooltipAt(model, 0, format)).toEqual({
      title: 'Mon',
      note: null,
      lines: [{ name: 'Rate', value: '50.0%', detail: '1 of 2', tone: 0 }],
    })
    expect(tooltipAt(model, 4, format).note).toBe('still arriving')
    expect(sentenceAt(model, 0, format)).toBe('Mon: Rate 50.0% (1 of 2)')
  })
})
