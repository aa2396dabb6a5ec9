import type { MetricRow } from '../api/types.ts'
import { texts } from '../texts.ts'
import { bucketsOf } from '../time/buckets.ts'
import { type Span, spanBefore } from '../time/days.ts'
import type { PanelInput } from './build.ts'
import type { Mark, PanelModel, PlotModel, PlotSeries, TableModel } from './model.ts'
import { filterValue, labelOf, whereOf } from './naming.ts'
import { footnotesOf, median, noteOf, type Place, placesOf, rangeSentence, wholePlaces } from './series.ts'
import { panelTexts } from './texts.ts'

/** More bars than this are thinner than the gaps between them. */
const MOST_BARS = 120

interface Group {
  name: string
  where: Record<string, string>
  rows: MetricRow[]
  total: number
  quiet: boolean
}

/** A number over time: one series, or one for each part. */
export function timeModel(input: PanelInput): PanelModel {
  const { spec, answer, context, definition, annotations, format } = input
  const grain = context.grain ?? 'day'
  const buckets = bucketsOf(context.span, grain, context.complete)
  const { unit } = definition
  const groups = groupsOf(input)
  const drawn = spec.chart === 'mirrored' ? groups.slice(0, 2) : groups
  // No row of a count means that nothing happened, which is 0; of a share, that there is nothing to be a share of.
  const nothing = unit === 'count' ? 0 : null
  const series = drawn.map<PlotSeries & { places: Place[] }>((group, index) => {
    const places = placesOf(buckets, group.rows)
    return {
      name: group.name,
      values: places.map(({ row }) => (row === undefined ? nothing : row.value)),
      tone: group.quiet ? -1 : index,
      details: places.map(({ row }) =>
        row?.numerator === undefined || row.denominator === undefined
          ? null
          : panelTexts.of(format.count(row.numerator), format.count(row.denominator)),
      ),
      where: group.where,
      places,
    }
  })
  const before = context.compared && groups.length <= 1 ? previousOf(series[0]?.places ?? []) : null
  const plot: PlotModel = {
    kind: 'plot',
    mark: markOf(spec.chart, buckets.length),
    unit,
    ticks: buckets.map(bucket => format.tick(bucket, grain)),
    titles: buckets.map(bucket => format.period(bucket, grain)),
    spans: buckets.map(({ from, to }) => ({ from, to })),
    notes: buckets.map(bucket => noteOf(bucket, grain)),
    series,
    previous: before,
    annotations: annotations.flatMap(({ day, text }) => {
      const place = buckets.findIndex(({ from, to }) => day >= from && day < to)
      return place < 0 ? [] : [{ place, text }]
    }),
  }
  const undrawn = groups.length - drawn.length
  return {
    empty: answer.rows.length === 0 || answer.rows.every(row => row.value === null && !row.withheld),
    summary: summaryOf(plot, series, input),
    footnotes: [
      ...footnotesOf(buckets, grain, format),
      ...(before === null ? [] : [panelTexts.previous(format.span(beforeOf(context.span, input)))]),
      ...(undrawn > 0 ? [panelTexts.notDrawn(format.count(undrawn))] : []),
      ...annotations
        .filter(({ day }) => day >= context.span.from && day < context.span.to)
        .map(({ day, text }) => `${format.shortDay(day)}: ${text}.`),
    ],
    table: tableOf(plot, groups, input, nothing),
    picture: plot,
  }
}

function markOf(chart: string, places: number): PlotModel['mark'] {
  if (chart === 'stacked' || chart === 'mirrored' || chart === 'area') return chart
  return chart === 'bars' && places <= MOST_BARS ? 'bars' : 'line'
}

/** The rows of each part, the largest first; one group of all when nothing is cut. */
function groupsOf({ answer, context, definition, spec, format }: PanelInput): Group[] {
  const { by } = context
  if (by.length === 0)
    return [{ name: definition.title, where: {}, rows: answer.rows, total: 0, quiet: false }]
  const groups = new Map<string, Group>()
  for (const row of answer.rows) {
    const other = row.other === true
    const key = other ? 'other' : JSON.stringify(by.map(name => filterValue(row[name])))
    const group = groups.get(key) ?? {
      name: other ? panelTexts.others : labelOf(row, by, format),
      where: other ? {} : whereOf(row, by),
      rows: [],
      total: 0,
      quiet: other,
    }
    group.rows.push(row)
    group.total += row.denominator ?? row.value ?? 0
    groups.set(key, group)
  }
  const sorted = [...groups.values()].sort(
    (a, b) => Number(a.quiet) - Number(b.quiet) || b.total - a.total || a.name.localeCompare(b.name),
  )
  // Helpful goes up and unhelpful down, however many there were.
  return spec.chart === 'mirrored' ? sorted.sort((a, b) => a.name.localeCompare(b.name)) : sorted
}

function previousOf(places: Place[]): (number | null)[] | null {
  const values = places.map(({ row }) => row?.previous ?? null)
  return values.some(value => value !== null) ? values : null
}

function beforeOf(span: Span, { answer }: PanelInput): Span {
  return answer.before ?? spanBefore(span)
}

function summaryOf(
  plot: PlotModel,
  series: readonly (PlotSeries & { places: Place[] })[],
  { context, format, definition }: PanelInput,
): string {
  const grain = context.grain ?? 'day'
  const write = (value: number) => format.value(value, plot.unit)
  const pointsOf = (one: PlotSeries & { places: Place[] }) =>
    wholePlaces(
      one.places.flatMap(({ bucket }, index) => {
        const value = one.values[index]
        return typeof value === 'number' ? [{ bucket, value }] : []
      }),
    )
  const [first, second] = series
  if (first === undefined) return panelTexts.empty
  if (series.length === 1) return rangeSentence(pointsOf(first), grain, write, format)
  const middle = (one: PlotSeries & { places: Place[] }) => write(median(pointsOf(one).map(p => p.value)))
  if (plot.mark === 'mirrored' && second !== undefined)
    return panelTexts.mirrored(
      middle(first),
      first.name.toLowerCase(),
      middle(second),
      second.name.toLowerCase(),
      texts.grain.per[grain],
    )
  const named = series.filter(one => one.tone >= 0)
  const sums = named.map(one => ({ one, sum: one.values.reduce<number>((a, b) => a + (b ?? 0), 0) }))
  if (plot.unit === 'count' && definition.adds_up) {
    const all = series.reduce((sum, one) => sum + one.values.reduce<number>((a, b) => a + (b ?? 0), 0), 0)
    const share = (sum: number) => format.share(all === 0 ? 0 : sum / all)
    const [a, b] = sums
    if (a === undefined) return panelTexts.empty
    return `${panelTexts.leads(a.one.name, share(a.sum))}${b === undefined ? '' : panelTexts.next(b.one.name, share(b.sum))}.`
  }
  const middles = named
    .map(one => ({ name: one.name, points: pointsOf(one).map(p => p.value) }))
    .filter(one => one.points.length > 0)
    .map(one => ({ name: one.name, value: median(one.points) }))
    .sort((a, b) => b.value - a.value)
  const [high, low] = [middles[0], middles.at(-1)]
  if (high === undefined || low === undefined) return panelTexts.empty
  return `${panelTexts.highest(high.name, write(high.value))}${high === low ? '' : panelTexts.lowest(low.name, write(low.value))}.`
}

function tableOf(
  plot: PlotModel,
  groups: Group[],
  { context, format }: PanelInput,
  nothing: number | null,
): TableModel {
  const grain = context.grain ?? 'day'
  const write = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format.value(value, plot.unit)
  const placeMark = (index: number, value: string): Mark => ({
    label: plot.titles[index] ?? '',
    value,
    where: {},
    span: plot.spans[index] ?? null,
  })
  const keyed = groups.map(group => new Map(group.rows.map(row => [row.period, row])))
  const periods = bucketsOf(context.span, grain, context.complete).map(bucket => bucket.period)
  const [single] = groups
  const shares = groups.length === 1 && single?.rows.some(row => row.denominator !== undefined)
  const compared = plot.previous !== null
  const columns = [
    { label: texts.grain.names[grain], numeric: false },
    ...groups.map(group => ({ label: group.name, numeric: true })),
    ...(shares
      ? [
          { label: panelTexts.part, numeric: true },
          { label: panelTexts.whole, numeric: true },
        ]
      : []),
    ...(compared ? [{ label: panelTexts.before, numeric: true }] : []),
  ]
  return {
    columns,
    rows: plot.spans.map((_, index) => {
      const rows = keyed.map(byPeriod => byPeriod.get(periods[index]))
      const values = rows.map(row =>
        row?.withheld ? panelTexts.withheld : write(row === undefined ? nothing : row.value),
      )
      return {
        key: periods[index] ?? String(index),
        cells: [
          plot.titles[index] ?? '',
          ...values,
          ...(shares ? [format.count(rows[0]?.numerator ?? 0), format.count(rows[0]?.denominator ?? 0)] : []),
          ...(compared ? [write(rows[0]?.previous)] : []),
        ],
        note: plot.notes[index] ?? null,
        mark: placeMark(index, values[0] ?? ''),
      }
    }),
  }
}
