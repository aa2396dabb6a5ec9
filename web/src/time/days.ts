/** A calendar day, `YYYY-MM-DD`, by the clocks of the time zone shown. Text order is time order. */
export type Day = string

export const GRAINS = ['day', 'week', 'month', 'quarter'] as const
export type Grain = (typeof GRAINS)[number]

/** Consecutive days; `to` is the first day not included. */
export interface Span {
  from: Day
  to: Day
}

const DAY_MS = 86_400_000

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // V8 rolls some impossible dates over (31 February becomes 3 March): the round trip refuses them.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
}

export function toDate(day: Day): Date {
  return new Date(`${day}T00:00:00Z`)
}

/** The day an instant falls in, by the clocks of a zone. */
export function dayOf(instant: string | Date, tz = 'UTC'): Day {
  const date = new Date(instant)
  if (tz === 'UTC') return date.toISOString().slice(0, 10)
  // Swedish dates are written as ISO's.
  return new Intl.DateTimeFormat('sv', { timeZone: tz, dateStyle: 'short' }).format(date)
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(toDate(day).getTime() + days * DAY_MS))
}

/** How many days a span holds; negative or zero when it is turned round or empty. */
export function daysIn({ from, to }: Span): number {
  return Math.round((toDate(to).getTime() - toDate(from).getTime()) / DAY_MS)
}

/** The first day of the day, week (Monday), month or quarter that a day belongs to. */
export function periodOf(day: Day, grain: Grain): Day {
  if (grain === 'day') return day
  if (grain === 'month') return `${day.slice(0, 7)}-01`
  if (grain === 'quarter') {
    const month = Number(day.slice(5, 7))
    return `${day.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`
  }
  const daysSinceMonday = (toDate(day).getUTCDay() + 6) % 7
  return addDays(day, -daysSinceMonday)
}

export function nextPeriod(period: Day, grain: Grain): Day {
  if (grain === 'day') return addDays(period, 1)
  if (grain === 'week') return addDays(period, 7)
  const date = toDate(period)
  const months = grain === 'quarter' ? 3 : 1
  return dayOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)))
}

/** As long before a span as it is long: of whole months as many months, else as many days. The server's rule. */
export function spanBefore({ from, to }: Span): Span {
  if (!from.endsWith('-01') || !to.endsWith('-01'))
    return { from: addDays(from, -daysIn({ from, to })), to: from }
  const month = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
  const first = 2 * month(from) - month(to)
  return {
    from: `${Math.floor(first / 12)}-${String((first % 12) + 1).padStart(2, '0')}-01`,
    to: from,
  }
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b
}

export function later(a: Day, b: Day): Day {
  return a > b ? a : b
}
