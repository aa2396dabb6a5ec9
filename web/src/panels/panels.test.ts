import { describe, expect, it } from 'vitest'
import type { MetricDefinition, MetricRow, PanelSpec } from '../api/types.ts'
import { createFormat } from '../format/format.ts'
import { buildPanel } from './build.ts'
import type { HeatModel, PanelModel, PartsModel, PlotModel } from './model.ts'
import type { PanelContext } from './question.ts'

const format = createFormat('en')
const count = {
  id: 'conversations',
  title: 'Conversations',
  unit: 'count',
  adds_up: true,
} as MetricDefinition
const share = { ...count, id: 'deflection', title: 'Deflection', unit: 'share' } as MetricDefinition

interface Given {
  chart: PanelSpec['chart']
  rows: MetricRow[]
  definition?: MetricDefinition
  by?: string[]
  grain?: PanelContext['grain']
  ignored?: string[]
  filters?: PanelSpec['filters'] & object
  where?: Record<string, string[]>
}

function built({
  chart,
  rows,
  definition = count,
  by = [],
  grain = null,
  ignored = [],
  filters,
  where = {},
}: Given): PanelModel {
  const span = { from: '2026-11-02', to: '2026-11-06' }
  return buildPanel({
    spec: { question: 'How many?', metric: definition.id, chart, ...(filters && { filters }) },
    answer: { metric: definition.id, ...span, rows, applied: { ignored } },
    context: { span, grain, by, complete: '2026-11-05', compared: false },
    definition,
    annotations: [{ id: '1', day: '2026-11-03', text: 'Sales began', by: 'Ana' }],
    format,
    where,
  })
}

it('a panel that is about some values alone says so, and which filters of the page it does not use', () => {
  const model = built({
    chart: 'line',
    grain: 'day',
    rows: [{ period: '2026-11-02', value: 40 }],
    filters: { platform: ['slack', 'teams'], topic: ['vpn'], route: { not: ['DM'] } },
    where: { platform: ['web'], department: ['Sales'] },
  })
  expect(model.summary).toMatch(
    /^Only platform slack and teams\. Only topic vpn\. Without route DM\. Median 0 a day/,
  )
  expect(model.footnotes).toContain('The page’s filter Platform is not used here.')
})

describe('a panel over time', () => {
  it('has a place for every day, marks what is unfinished, and says what was noted', () => {
    const rows = [
      { period: '2026-11-02', value: 40 },
      { period: '2026-11-04', value: 10 },
      { period: '2026-11-05', value: 3 },
    ]
    const model = built({ chart: 'line', grain: 'day', rows })
    const plot = model.picture as PlotModel
    expect(plot.series[0]?.values).toEqual([40, 0, 10, 3])
    expect(plot.notes).toEqual([null, null, null, 'still arriving'])
    expect(plot.annotations).toEqual([{ place: 1, text: 'Sales began' }])
    expect(model.summary).toBe('Median 10 a day, from 0 (Nov 3) to 40 (Nov 2).')
    expect(model.footnotes).toEqual([
      'Dashed: Thu, Nov 5, 2026 is still arriving and will grow.',
      'Nov 3: Sales began.',
    ])
    expect(model.table.rows.map(row => row.cells[1])).toEqual(['40', '0', '10', '3'])
  })

  it('has a gap where a share is of nothing', () => {
    const rows = [{ period: '2026-11-02', value: 0.5, numerator: 1, denominator: 2 }]
    const model = built({ chart: 'line', grain: 'day', rows, definition: share })
    expect((model.picture as PlotModel).series[0]?.values).toEqual([0.5, null, null, null])
    expect(model.table.rows[0]?.cells.slice(1)).toEqual(['50.0%', '1', '2'])
  })

  it('draws parts one by one, the others last and quietly', () => {
    const rows = [
      { period: '2026-11-02', route: null, other: true, value: 30 },
      { period: '2026-11-02', route: 'DM', value: 4 },
      { period: '2026-11-03', route: 'Channel', value: 6 },
    ]
    const plot = built({ chart: 'stacked', grain: 'day', by: ['route'], rows }).picture as PlotModel
    expect(plot.series.map(({ name, tone, where }) => [name, tone, where])).toEqual([
      ['Channel', 0, { route: 'Channel' }],
      ['DM', 1, { route: 'DM' }],
      ['Others', -1, {}],
    ])
  })

  it('puts helpful up and unhelpful down, whichever there are more of', () => {
    const rows = [
      { period: '2026-11-02', feedback: 'unhelpful', value: 9 },
      { period: '2026-11-02', feedback: 'helpful', value: 4 },
    ]
    const plot = built({ chart: 'mirrored', grain: 'day', by: ['feedback'], rows }).picture as PlotModel
    expect(plot.series.map(one => one.name)).toEqual(['helpful', 'unhelpful'])
  })
})

describe('a ranked list', () => {
  it('has shares of the whole, names for enumerations, and others last', () => {
    const rows = [
      { domain: null, other: true, value: 60 },
      { domain: 'TRAVEL_AND_EXPENSE', value: 30 },
      { domain: null, value: 10 },
    ]
    const model = built({ chart: 'parts', by: ['domain'], rows })
    const { parts } = model.picture as PartsModel
    expect(parts.map(({ name, value, detail, quiet }) => [name, value, detail, quiet])).toEqual([
      ['Travel and expense', '30', '30.0%', false],
      ['No domain', '10', '10.0%', true],
      ['Others', '60', '60.0%', true],
    ])
    expect(parts[0]?.mark?.where).toEqual({ domain: 'TRAVEL_AND_EXPENSE' })
    expect(parts[1]?.mark?.where).toEqual({ domain: 'none' })
    expect(parts[2]?.mark).toBeNull()
    expect(model.summary).toBe('Travel and expense leads with 30.0%, then No domain with 10.0%.')
  })

  it('says what is withheld and which filters do not apply', () => {
    const rows = [
      { country: 'CH', value: 0.5, numerator: 10, denominator: 20 },
      { country: 'LI', value: null, withheld: true },
    ]
    const model = built({
      chart: 'parts',
      by: ['country'],
      rows,
      definition: share,
      ignored: ['plugin', 'events'],
    })
    expect((model.picture as PartsModel).parts[1]).toMatchObject({ value: 'withheld', mark: null })
    expect(model.footnotes).toEqual([
      'One group is withheld: it is about too few people.',
      'The filters Plugin and system events do not apply to this number.',
    ])
  })
})

describe('a heat map', () => {
  it('lays the hours of a week out by day and hour', () => {
    const rows = [
      { hour_of_week: 9, value: 4 },
      { hour_of_week: 33, value: 8 },
    ]
    const model = built({ chart: 'heat', by: ['hour_of_week'], rows })
    const heat = model.picture as HeatModel
    expect([heat.rows.length, heat.columns.length]).toEqual([7, 24])
    expect(heat.cells[0]?.[9]).toMatchObject({ value: 4, level: 0.5 })
    expect(heat.cells[1]?.[9]).toMatchObject({ value: 8, level: 1, mark: { where: { hour_of_week: '33' } } })
    expect(model.summary).toBe('Highest: 8 at Tue, 09; lowest: 0 at Mon, 00.')
  })

  it('puts one dimension against another, in the order of numbers where they are numbers', () => {
    const rows = [
      { cohort: '2026-11-01', age: 10, value: 0.2 },
      { cohort: '2026-11-01', age: 2, value: 0.6 },
    ]
    const heat = built({ chart: 'heat', by: ['cohort', 'age'], rows, definition: share }).picture as HeatModel
    expect(heat.columns).toEqual(['2', '10'])
    expect(heat.rows).toEqual(['Nov 1, 2026'])
  })
})

it('says that there is nothing', () => {
  expect(built({ chart: 'line', grain: 'day', rows: [] }).empty).toBe(true)
  expect(built({ chart: 'parts', by: ['route'], rows: [] })).toMatchObject({
    empty: true,
    summary: 'Nothing in these days.',
  })
})
