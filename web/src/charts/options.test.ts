import { describe, expect, it } from 'vitest'
import { createFormat } from '../format/format.ts'
import type { PlotModel } from '../panels/model.ts'
import { optionOf } from './options.ts'
import type { Palette } from './palette.ts'
import { tooltipAt } from './tooltip.ts'

const palette: Palette = {
  first: 'blue',
  firstSoft: 'lightblue',
  second: 'orange',
  secondSoft: 'lightorange',
  muted: 'grey',
  line: 'lightgrey',
  surface: 'white',
  font: 'sans-serif',
}
const format = createFormat('en')

const model: PlotModel = {
  mark: 'line',
  unit: 'share',
  ticks: ['1', '2', '3', '4', '5'],
  titles: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
  notes: [null, null, null, null, 'still arriving'],
  series: [
    {
      name: 'Rate',
      values: [0.5, null, 0.6, 0.7, 0.9],
      tone: 'first',
      details: ['1 of 2', null, null, null, null],
    },
  ],
}

function seriesOf(plot: PlotModel) {
  const { series } = optionOf(plot, palette, format, false)
  return (Array.isArray(series) ? series : []).map(one => ({
    type: one.type,
    values: (one.data as { value: number | string }[]).map(item => item.value),
    data: one.data as { value: number | string; itemStyle?: { borderType?: string } }[],
  }))
}

describe('chart options', () => {
  it('draws a line with its gaps, and dashes the way to an unfinished place', () => {
    const [solid, dashed] = seriesOf(model)
    expect(solid?.values).toEqual([0.5, '-', 0.6, 0.7, '-'])
    expect(dashed?.values).toEqual(['-', '-', '-', 0.7, 0.9])
  })

  it('draws one line when every place is whole', () => {
    expect(seriesOf({ ...model, notes: [null, null, null, null, null] })).toHaveLength(1)
  })

  it('shows a share from 0 to 1 and a count from 0', () => {
    expect(optionOf(model, palette, format, false).yAxis).toMatchObject({ min: 0, max: 1 })
    expect(optionOf({ ...model, unit: 'count' }, palette, format, false).yAxis).toMatchObject({
      minInterval: 1,
    })
  })

  it('mirrors the second series and outlines unfinished bars', () => {
    const values = [3, 0, 1, 2, 1]
    const series = [
      { name: 'Helpful', values, tone: 'first' as const },
      { name: 'Unhelpful', values, tone: 'second' as const },
    ]
    const [up, down] = seriesOf({ ...model, mark: 'mirrored', unit: 'count', series })
    expect(up?.values).toEqual(values)
    expect(down?.values.map(Math.abs as (value: number | string) => number)).toEqual(values)
    expect(down?.values[0]).toBe(-3)
    expect(up?.data.map(item => item.itemStyle?.borderType)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'dashed',
    ])
  })

  it('animates only when asked', () => {
    expect(optionOf(model, palette, format, false).animation).toBe(false)
    expect(optionOf(model, palette, format, true).animation).toBe(true)
  })
})

describe('tooltip', () => {
  it('gives the value, what it is a share of, and why it is unfinished', () => {
    expect(tooltipAt(model, 0, format)).toEqual({
      title: 'Mon',
      note: null,
      lines: [{ name: 'Rate', value: '50.0%', detail: '1 of 2', tone: 'first' }],
    })
    expect(tooltipAt(model, 1, format).lines[0]?.value).toBe('–')
    expect(tooltipAt(model, 4, format).note).toBe('still arriving')
  })
})
