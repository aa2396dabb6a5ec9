import type { Unit } from '../api/types.ts'
import type { Bucket } from '../time/buckets.ts'
import { addDays, type Day, type Grain, type Span, toDate } from '../time/days.ts'

/** Numbers and dates as the reader's locale writes them. Days are calendar days already; instants are shown in UTC. */
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
  /** A number of any unit, in full. */
  value(value: number, unit: Unit): string
  /** A number of any unit, short. */
  short(value: number, unit: Unit): string
  day(day: Day): string
  shortDay(day: Day): string
  span(span: Span): string
  instant(instant: string, tz?: string): string
  /** A period on an axis, and in full. */
  tick(bucket: Bucket, grain: Grain): string
  period(bucket: Bucket, grain: Grain): string
  /** Names of the days of a week from Monday, short. */
  weekdays: readonly string[]
  list(items: string[]): string
}

const HOUR = 3600

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
  const mean = number({ minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const few = number({ maximumFractionDigits: 1 })
  const day = date({ day: 'numeric', month: 'short', year: 'numeric' })
  const weekday = date({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  const shortDay = date({ day: 'numeric', month: 'short' })
  const month = date({ month: 'long', year: 'numeric' })
  const shortMonth = date({ month: 'short', year: '2-digit' })
  const dayName = date({ weekday: 'short' })
  // The sentences around the list are English, whatever the locale of its numbers.
  const list = new Intl.ListFormat('en', { type: 'conjunction' })

  const span = ({ from, to }: Span) => day.formatRange(toDate(from), toDate(addDays(to, -1)))
  const quarter = (period: Day) => `Q${Math.ceil(Number(period.slice(5, 7)) / 3)} ${period.slice(0, 4)}`
  const duration = (seconds: number) => {
    const size = Math.abs(seconds)
    if (size < 100) return `${few.format(seconds)} s`
    if (size < 2 * HOUR) return `${few.format(seconds / 60)} min`
    if (size < 48 * HOUR) return `${few.format(seconds / HOUR)} h`
    return `${few.format(seconds / (24 * HOUR))} days`
  }
  return {
    count: value => count.format(value),
    compact: value => compact.format(value),
    share: value => share.format(value),
    wholeShare: value => whole.format(value),
    relative: value => (Math.abs(value) < 0.0995 ? share : whole).format(Math.abs(value)),
    points: value => points.format(Math.abs(value) * 100),
    value: (value, unit) => {
      if (unit === 'share') return share.format(value)
      if (unit === 'mean') return mean.format(value)
      if (unit === 'seconds') return duration(value)
      if (unit === 'hours') return `${few.format(value)} h`
      return count.format(value)
    },
    short: (value, unit) => {
      if (unit === 'share') return whole.format(value)
      if (unit === 'mean') return few.format(value)
      if (unit === 'seconds') return duration(value)
      if (unit === 'hours') return `${compact.format(value)} h`
      return compact.format(value)
    },
    day: value => day.format(toDate(value)),
    shortDay: value => shortDay.format(toDate(value)),
    span,
    instant: (value, tz = 'UTC') =>
      new Intl.DateTimeFormat(known, { dateStyle: 'medium', timeStyle: 'short', timeZone: tz }).format(
        new Date(value),
      ),
    tick: (bucket, grain) => {
      if (grain === 'quarter') return quarter(bucket.period)
      if (grain === 'month') return shortMonth.format(toDate(bucket.period))
      return shortDay.format(toDate(grain === 'day' ? bucket.from : bucket.period))
    },
    period: (bucket, grain) => {
      if (grain === 'day') return weekday.format(toDate(bucket.from))
      if (grain === 'quarter') return quarter(bucket.period)
      return grain === 'month' ? month.format(toDate(bucket.period)) : span(bucket)
    },
    // 1 January 2024 was a Monday.
    weekdays: Array.from({ length: 7 }, (_, index) => dayName.format(new Date(Date.UTC(2024, 0, 1 + index)))),
    list: items => list.format(items),
  }
}
