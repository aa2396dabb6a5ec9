import { MetricError } from './definition-error.ts'

/** The lengths a period can be cut into. Weeks begin on Monday. */
export const GRAINS = ['day', 'week', 'month', 'quarter'] as const
export type Grain = (typeof GRAINS)[number]

/** The first day of the part of time an instant is in, in the zone of `{tz:String}`. */
export const START_OF: Readonly<Record<Grain, string>> = {
  day: 'toDate(time, {tz:String})',
  week: 'toMonday(time, {tz:String})',
  month: 'toStartOfMonth(time, {tz:String})',
  quarter: 'toStartOfQuarter(time, {tz:String})',
}

const DAY = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** Clocks of zones that were asked for. To make one takes a millisecond, and each question reads some forty times. */
const clocks = new Map<string, Intl.DateTimeFormat>()
const MOST_CLOCKS = 100

/** @throws RangeError when there is no such time zone */
function clockOf(tz: string): Intl.DateTimeFormat {
  const known = clocks.get(tz)
  if (known) return known
  const made = new Intl.DateTimeFormat('en', {
    timeZone: tz,
    hourCycle: 'h23',
    era: 'short',
    ...{
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    },
  })
  if (clocks.size >= MOST_CLOCKS) clocks.clear()
  clocks.set(tz, made)
  return made
}

/** @throws MetricError when there is no such time zone */
export function checkZone(tz: string): void {
  try {
    clockOf(tz)
  } catch {
    throw new MetricError(`"${tz}" is not a time zone; it must be a name such as Europe/Zurich or UTC.`)
  }
}

/** An instant in milliseconds: of a date, the first of that day in the zone. */
export function instantOf(name: string, value: string, tz: string): number {
  const millis = DATE.test(value) || INSTANT.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(millis))
    throw new MetricError(
      `${name} is "${value}"; it must be a date (2026-08-31) or an instant (2026-08-31T00:00:00Z).`,
    )
  return DATE.test(value) ? startOfDay(millis, tz) : millis
}

/** An instant in the form ClickHouse binds: `2026-08-31 00:00:00.000`, UTC. */
export const bindable = (millis: number): string =>
  new Date(millis).toISOString().replace('T', ' ').replace('Z', '')

/**
 * The first instant of a day in a zone. Where clocks skip midnight that is the moment they do; where they show it twice,
 * the first of the two.
 *
 * @param midnight midnight of that date in UTC
 */
function startOfDay(midnight: number, tz: string): number {
  const candidates = [-DAY, DAY].map(around => midnight - offsetAt(midnight + around, tz))
  const fitting = candidates.filter(at => localDay(at, tz) === midnight)
  return Math.min(...(fitting.length > 0 ? fitting : candidates))
}

/** Milliseconds by which the zone's clocks are ahead of UTC. */
function offsetAt(millis: number, tz: string): number {
  const whole = Math.floor(millis / 1000) * 1000
  return localClock(whole, tz) - whole
}

const localDay = (millis: number, tz: string): number => Math.floor(localClock(millis, tz) / DAY) * DAY

/** The day that clocks in a zone show at an instant: `2026-08-31`. */
export const dayAt = (instant: string, tz: string): string =>
  new Date(localDay(Date.parse(instant), tz)).toISOString().slice(0, 10)

/** What clocks in the zone show, as if it were UTC. */
function localClock(millis: number, tz: string): number {
  const parts = Object.fromEntries(
    clockOf(tz)
      .formatToParts(millis)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/**
 * The period before a period: of whole months as many months, of days as many days, else as long a time.
 *
 * @param from as asked: dates or instants
 */
export function periodBefore(from: string, to: string): { from: string; to: string } {
  if (!DATE.test(from) || !DATE.test(to)) {
    const length = Date.parse(to) - Date.parse(from)
    return {
      from: new Date(Date.parse(from) - length).toISOString(),
      to: new Date(Date.parse(from)).toISOString(),
    }
  }
  if (from.endsWith('-01') && to.endsWith('-01'))
    return { from: monthsLater(from, monthNumber(from) - monthNumber(to)), to: from }
  const length = Date.parse(to) - Date.parse(from)
  return { from: new Date(Date.parse(from) - length).toISOString().slice(0, 10), to: from }
}

/** Which part of a period a day begins, from 0: the third week, the second month. */
export function placeOf(day: string, from: string, grain: Grain): number {
  const months = monthNumber(day) - monthNumber(from)
  if (grain === 'month') return months
  if (grain === 'quarter') return Math.floor(monthNumber(day) / 3) - Math.floor(monthNumber(from) / 3)
  const days = (date: string): number => Math.floor(Date.parse(date.slice(0, 10)) / DAY)
  // Day 4 was a Monday.
  const monday = (date: string): number => Math.floor((days(date) - 4) / 7)
  return grain === 'week' ? monday(day) - monday(from) : days(day) - days(from)
}

const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

function monthsLater(date: string, months: number): string {
  const number = monthNumber(date) + months
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}-01`
}
