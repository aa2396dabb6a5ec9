import { describe, expect, it } from 'vitest'
import type { MetricId, MetricRow } from '../api/types.ts'
import { createFormat } from '../format/format.ts'
import type { Grain, Span } from '../time/days.ts'
import type { PanelContext, PanelModel } from './model.ts'
import { outcomePanels, volumePanels } from './panels.ts'

const format = createFormat('en-GB')
const week: Span = { from: '2026-11-16', to: '2026-11-21' }

function context(span: Span = week, grain: Grain = 'day'): PanelContext {
  return { span, grain, complete: '2026-11-20' }
}

function panelOf(metric: MetricId) {
  const panel = [...volumePanels, ...outcomePanels].find(one => one.metric === metric)
  if (panel === undefined) throw new Error(`no panel for ${metric}`)
  return panel
}

function build(metric: MetricId, rows: MetricRow[], at = context()): PanelModel {
  return panelOf(metric).build(rows, at, format)
}

function plotOf(model: PanelModel) {
  if (model.picture.kind !== 'plot') throw new Error('not a plot')
  return model.picture.plot
}

describe('a count over time', () => {
  const rows = [
    { period: '2026-11-16', value: 40 },
    { period: '2026-11-18', value: 60 },
    { period: '2026-11-20', value: 5 },
  ]

  it('counts 0 where there is no row, and marks the day still arriving', () => {
    const plot = plotOf(build('conversations', rows))
    expect(plot.series[0]?.values).toEqual([40, 0, 60, 0, 5])
    expect(plot.notes).toEqual([null, null, null, null, 'still arriving'])
  })

  it('says the same as a table and in words', () => {
    const model = build('conversations', rows)
    expect(model.table.rows.map(row => row.cells[1])).toEqual(['40', '0', '60', '0', '5'])
    expect(model.table.rows.at(-1)?.note).toBe('still arriving')
    // The day still arriving is neither the least nor in the middle.
    expect(model.summary).toBe('Median 20 a day, from 0 (17 Nov) to 60 (18 Nov).')
    expect(model.footnotes).toEqual(['Dashed: Fri, 20 Nov 2026 is still arriving and will grow.'])
  })

  it('asks for the grain, and is empty without rows', () => {
    expect(panelOf('active_users').request(context(week, 'week'))).toEqual({
      metric: 'active_users',
      ...week,
      grain: 'week',
    })
    expect(build('conversations', []).empty).toBe(true)
  })

  it('draws a line when there are too many bars', () => {
    const year = context({ from: '2026-01-01', to: '2026-11-01' })
    expect(plotOf(build('conversations', rows, year)).mark).toBe('line')
    expect(plotOf(build('conversations', rows)).mark).toBe('bars')
  })
})

describe('deflection', () => {
  it('has a gap, not a zero, where there was nothing to deflect', () => {
    const model = build('deflection', [
      { period: '2026-11-16', value: 0.75, numerator: 30, denominator: 40 },
      { period: '2026-11-18', value: null, numerator: 0, denominator: 0 },
    ])
    const plot = plotOf(model)
    expect(plot.series[0]?.values).toEqual([0.75, null, null, null, null])
    expect(plot.series[0]?.details?.[0]).toBe('30 of 40')
    expect(model.table.rows[0]?.cells.slice(1)).toEqual(['75.0%', '30', '40'])
    expect(model.table.rows[2]?.cells.slice(1)).toEqual(['–', '0', '0'])
  })
})

describe('feedback', () => {
  it('asks by mark and keeps the two apart', () => {
    expect(panelOf('user_feedback').request(context())).toMatchObject({ by: 'feedback', grain: 'day' })
    const model = build('user_feedback', [
      { period: '2026-11-16', feedback: 'helpful', value: 7 },
      { period: '2026-11-16', feedback: 'unhelpful', value: 2 },
      { period: '2026-11-17', feedback: 'unhelpful', value: 3 },
    ])
    expect(plotOf(model).series.map(one => one.values)).toEqual([
      [7, 0, 0, 0, 0],
      [2, 3, 0, 0, 0],
    ])
    expect(model.summary).toContain('most unhelpful marks: 3 (17 Nov)')
  })
})

describe('conversations by a dimension', () => {
  it('ranks the values, says none for null, and needs no grain', () => {
    expect(panelOf('conversations_by_domain').request(context())).toEqual({
      metric: 'conversations_by_domain',
      ...week,
    })
    const model = build('conversations_by_domain', [
      { domain: null, value: 20 },
      { domain: 'IT', value: 60 },
      { domain: 'HR', value: 20 },
    ])
    expect(model.table.rows.map(row => row.cells)).toEqual([
      ['IT', '60', '60.0%'],
      ['none', '20', '20.0%'],
      ['HR', '20', '20.0%'],
    ])
    expect(model.summary).toBe('IT leads with 60.0%, then none with 20.0%.')
  })

  it('sums up a long tail in the picture, not in the table', () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({ domain: `D${index}`, value: 12 - index }))
    const model = build('conversations_by_domain', rows)
    if (model.picture.kind !== 'parts') throw new Error('not a list')
    expect(model.picture.parts).toHaveLength(8)
    expect(model.picture.parts.at(-1)).toMatchObject({ name: '5 others', value: '15', quiet: true })
    expect(model.table.rows).toHaveLength(12)
  })
})
