/** Time as the simulator counts it: days since 1970-01-01, and milliseconds since then, always UTC. */

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/**
 * The number of the day written `YYYY-MM-DD`.
 *
 * @throws RangeError when the text is not a day
 */
export function dayNumber(text: string): number {
  const instant = Date.parse(`${text}T00:00:00.000Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(instant)) throw new RangeError(`not a day: ${text}`)
  return instant / DAY
}

let writtenDay = Number.NaN
let writtenText = ''

/** `YYYY-MM-DD`. */
export function dayText(day: number): string {
  // Nearly every call is for the day of the call before.
  if (day !== writtenDay) {
    writtenText = new Date(day * DAY).toISOString().slice(0, 10)
    writtenDay = day
  }
  return writtenText
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, always with three fractional digits. */
export function instantText(instant: number): string {
  const day = Math.floor(instant / DAY)
  const rest = instant - day * DAY
  const minute = Math.floor(rest / MINUTE)
  const second = rest - minute * MINUTE
  return `${dayText(day)}T${MINUTES[minute]}${SECONDS[Math.floor(second / SECOND)]}${MILLISECONDS[second % SECOND]}`
}

/** 0 is Monday. 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (day + 3) % 7
}

/** Year, month (1–12) and day of the month. */
export function civil(day: number): { year: number; month: number; date: number } {
  const [year, month, date] = dayText(day).split('-').map(Number)
  return { year: year ?? 0, month: month ?? 0, date: date ?? 0 }
}

/** The number of the first day of a month; month 13 is January of the next year. */
export function firstOfMonth(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / DAY
}

const two = (n: number): string => String(n).padStart(2, '0')
const MINUTES = Array.from({ length: 1440 }, (_, n) => `${two(Math.floor(n / 60))}:${two(n % 60)}:`)
const SECONDS = Array.from({ length: 60 }, (_, n) => `${two(n)}.`)
const MILLISECONDS = Array.from({ length: 1000 }, (_, n) => `${String(n).padStart(3, '0')}Z`)
