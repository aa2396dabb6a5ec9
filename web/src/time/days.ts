/** A calendar day in UTC, `YYYY-MM-DD`. Text order is time order. */
export type Day = string

export type Grain = 'day' | 'week' | 'month'

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

/** The UTC day an instant falls in. */
export function dayOf(instant: string | Date): Day {
  return new Date(instant).toISOString().slice(0, 10)
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(toDate(day).getTime() + days * DAY_MS))
}

/** How many days a span holds; negative or zero when it is turned round or empty. */
export function daysIn({ from, to }: Span): number {
  return Math.round((toDate(to).getTime() - toDate(from).getTime()) / DAY_MS)
}

/** The first day of the day, week (Monday) or month that a day belongs to. */
export function periodOf(day: Day, grain: Grain): Day {
  if (grain === 'day') return day
  if (grain === 'month') return `${day.slice(0, 7)}-01`
  const daysSinceMonday = (toDate(day).getUTCDay() + 6) % 7
  return addDays(day, -daysSinceMonday)
}

export function nextPeriod(period: Day, grain: Grain): Day {
  if (grain === 'day') return addDays(period, 1)
  if (grain === 'week') return addDays(period, 7)
  const date = toDate(period)
  return dayOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)))
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b
}

export function later(a: Day, b: Day): Day {
  return a > b ? a : b
}
