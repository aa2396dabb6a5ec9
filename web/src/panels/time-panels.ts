import type { MetricId, MetricRow } from '../api/types.ts'
import type { Format } from '../format/format.ts'
import { texts } from '../texts.ts'
import { bucketsOf } from '../time/buckets.ts'
import type { Panel, PanelContext, PanelModel } from './model.ts'
import { footnotesOf, median, noteOf, type Place, placesOf, rangeSentence, wholePlaces } from './series.ts'

/** More bars than this are thinner than the gaps between them. */
const MOST_BARS = 120

/** A count over time: no row means nothing happened, which is 0. */
export function countPanel(metric: 'conversations' | 'active_users', mark: 'bars' | 'line'): Panel {
  const name = texts.panels.series[metric]
  return {
    metric,
    days: 'shown',
    request: context => overTime(metric, context),
    build: (rows, context, format) => {
      const { places, shared } = layOut(rows, context, format)
      const values = places.map(place => place.row?.value ?? 0)
      const points = places.map(({ bucket }, index) => ({ bucket, value: values[index] ?? 0 }))
      return {
        ...shared,
        summary: rangeSentence(wholePlaces(points), context.grain, format.count, format),
        table: table(places, context, format, [name], ({ row }) => [format.count(row?.value ?? 0)]),
        picture: plot(places, context, format, {
          mark: mark === 'bars' && values.length > MOST_BARS ? 'line' : mark,
          unit: 'count',
          series: [{ name, values, tone: 'first' }],
        }),
      }
    },
  }
}

/** A share over time: with nothing to be a share of there is no value, and the line has a gap. */
export function deflectionPanel(): Panel {
  const name = texts.panels.series.deflection
  const { deflected, questions } = texts.panels.columns
  return {
    metric: 'deflection',
    days: 'shown',
    request: context => overTime('deflection', context),
    build: (rows, context, format) => {
      const { places, shared } = layOut(rows, context, format)
      const values = places.map(place => place.row?.value ?? null)
      const points = places.flatMap(({ bucket, row }) =>
        typeof row?.value === 'number' ? [{ bucket, value: row.value }] : [],
      )
      const detail = ({ row }: Place) =>
        row?.denominator === undefined
          ? null
          : texts.panels.of(format.count(row.numerator ?? 0), format.count(row.denominator))
      return {
        ...shared,
        empty: points.length === 0,
        summary: rangeSentence(wholePlaces(points), context.grain, format.share, format),
        table: table(places, context, format, [name, deflected, questions], ({ row }) => [
          typeof row?.value === 'number' ? format.share(row.value) : '–',
          format.count(row?.numerator ?? 0),
          format.count(row?.denominator ?? 0),
        ]),
        picture: plot(places, context, format, {
          mark: 'line',
          unit: 'share',
          series: [{ name, values, tone: 'first', details: places.map(detail) }],
        }),
      }
    },
  }
}

/** Helpful upwards, unhelpful downwards. */
export function feedbackPanel(): Panel {
  const { helpful, unhelpful } = texts.panels.series
  return {
    metric: 'user_feedback',
    days: 'shown',
    request: context => ({ ...overTime('user_feedback', context), by: 'feedback' }),
    build: (rows, context, format) => {
      const { places, shared } = layOut(rows, context, format)
      const valuesOf = (kind: string) => {
        const own = rows.filter(row => String(row.feedback).toLowerCase() === kind)
        return placesOf(
          places.map(place => place.bucket),
          own,
        ).map(place => place.row?.value ?? 0)
      }
      const ups = valuesOf('helpful')
      const downs = valuesOf('unhelpful')
      const marks = places.map(({ bucket }, index) => ({
        bucket,
        up: ups[index] ?? 0,
        down: downs[index] ?? 0,
      }))
      return {
        ...shared,
        summary: feedbackSummary(wholePlaces(marks), context, format),
        table: table(places, context, format, [helpful, unhelpful], (_, index) => [
          format.count(ups[index] ?? 0),
          format.count(downs[index] ?? 0),
        ]),
        picture: plot(places, context, format, {
          mark: 'mirrored',
          unit: 'count',
          series: [
            { name: helpful, values: ups, tone: 'first' },
            { name: unhelpful, values: downs, tone: 'second' },
          ],
        }),
      }
    },
  }
}

type Marks = { bucket: Place['bucket']; up: number; down: number }[]

function feedbackSummary(marks: Marks, { grain }: PanelContext, format: Format): string {
  const worst = marks.reduce<Marks[number] | null>((a, b) => (b.down > (a?.down ?? 0) ? b : a), null)
  const usual = texts.panels.feedback(
    format.count(median(marks.map(mark => mark.up))),
    format.count(median(marks.map(mark => mark.down))),
    texts.grain.per[grain],
  )
  if (worst === null || marks.length === 1) return `${usual}.`
  const when = grain === 'day' ? format.shortDay(worst.bucket.from) : format.period(worst.bucket, grain)
  return `${usual}${texts.panels.worst(format.count(worst.down), when)}.`
}

function overTime(metric: MetricId, { span, grain }: PanelContext) {
  return { metric, ...span, grain }
}

function layOut(rows: MetricRow[], { span, grain, complete }: PanelContext, format: Format) {
  const buckets = bucketsOf(span, grain, complete)
  return {
    places: placesOf(buckets, rows),
    shared: { empty: rows.length === 0, footnotes: footnotesOf(buckets, grain, format) },
  }
}

function plot(
  places: Place[],
  { grain }: PanelContext,
  format: Format,
  own: Pick<Extract<PanelModel['picture'], { kind: 'plot' }>['plot'], 'mark' | 'unit' | 'series'>,
): PanelModel['picture'] {
  return {
    kind: 'plot',
    plot: {
      ...own,
      ticks: places.map(place => format.tick(place.bucket, grain)),
      titles: places.map(place => format.period(place.bucket, grain)),
      notes: places.map(place => noteOf(place.bucket, grain)),
    },
  }
}

function table(
  places: Place[],
  { grain }: PanelContext,
  format: Format,
  labels: string[],
  cells: (place: Place, index: number) => string[],
): PanelModel['table'] {
  return {
    columns: [
      { label: texts.grain.column[grain], numeric: false },
      ...labels.map(label => ({ label, numeric: true })),
    ],
    rows: places.map((place, index) => ({
      key: place.bucket.period,
      cells: [format.period(place.bucket, grain), ...cells(place, index)],
      note: noteOf(place.bucket, grain),
    })),
  }
}
