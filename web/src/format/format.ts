import type { Bucket } from '../time/buckets.ts'
import { addDays, type Day, type Grain, type Span, toDate } from '../time/days.ts'

/** Numbers and dates as the reader's locale writes them; days and times are UTC. */
export interface Format {
  count(value: number): string
  /** Short, for an axis: 1.2K. */
  compact(value: number): string
  /** A share as a percentage with one decimal. */
  share(value: number): string
  /** A share with no decimals, for an axis. */
  wholeShare(value: number): string
  /** A relative change without its sign. */
  relative(value: number): string
  /** A difference of shares in percentage points, without its sign. */
  points(value: number): string
  day(day: Day): string
  shortDay(day: Day): string
  span(span: Span): string
  instant(instant: string): string
  /** A period on an axis, and in full. */
  tick(bucket: Bucket, grain: Grain): string
  period(bucket: Bucket, grain: Grain): string
  list(items: string[]): string
}

export function createFormat(locales: readonly string[] | string | undefined): Format {
  const known = locales as string[] | string | undefined
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(known, options)
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(known, { timeZone: 'UTC', ...options })

  const count = number({ maximumFractionDigits: 0 })
  const compact = number({ notation: 'compact', maximumFractionDigits: 1 })
  const share = number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const whole = number({ style: 'percent', maximumFractionDigits: 0 })
  const points = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const day = date({ day: 'numeric', month: 'short', year: 'numeric' })
  const weekday = date({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  const shortDay = date({ day: 'numeric', month: 'short' })
  const month = date({ month: 'long', year: 'numeric' })
  const shortMonth = date({ month: 'short', year: '2-digit' })
  const instant = date({ dateStyle: 'medium', timeStyle: 'short' })
  // The sentences around the list are English, whatever the locale of its numbers.
  const list = new Intl.ListFormat('en', { type: 'conjunction' })

  const span = ({ from, to }: Span) => day.formatRange(toDate(from), toDate(addDays(to, -1)))
  return {
    count: value => count.format(value),
    compact: value => compact.format(value),
    share: value => share.format(value),
    wholeShare: value => whole.format(value),
    relative: value => (Math.abs(value) < 0.0995 ? share : whole).format(Math.abs(value)),
    points: value => points.format(Math.abs(value) * 100),
    day: value => day.format(toDate(value)),
    shortDay: value => shortDay.format(toDate(value)),
    span,
    instant: value => instant.format(new Date(value)),
    tick: (bucket, grain) =>
      grain === 'month'
        ? shortMonth.format(toDate(bucket.period))
        : shortDay.format(toDate(grain === 'day' ? bucket.from : bucket.period)),
    period: (bucket, grain) => {
      if (grain === 'day') return weekday.format(toDate(bucket.from))
      return grain === 'month' ? month.format(toDate(bucket.period)) : span(bucket)
    },
    list: items => list.format(items),
  }
}
