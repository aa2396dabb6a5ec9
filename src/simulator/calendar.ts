import { civil, DAY, firstOfMonth, HOUR, weekday } from './instants.ts'
import type { Location } from './locations.ts'
import { LOCATIONS, offsetOn } from './locations.ts'

/** What sets a day apart from other days of its kind. */
export interface Day {
  readonly number: number
  /** Days since the first day of the simulation. */
  readonly index: number
  /** The VPN is down: many ask about it, and nobody finds an answer for the first hours. */
  readonly vpnOutage: boolean
  readonly companyHoliday: boolean
  /** Books are closed and salaries paid. */
  readonly monthEnd: boolean
  /** How much more the assistant is used than on the first day. */
  readonly growth: number
  /** For each location the cumulative share of a person's usual working day that falls into the UTC hours 0 … 23. */
  readonly rhythm: ReadonlyMap<Location, readonly number[]>
}

/** How much is going on in each hour of a local day. */
const HOURS = [0, 0, 0, 0, 0, 0, 1, 4, 12, 20, 22, 18, 10, 14, 20, 19, 16, 11, 5, 3, 2, 1, 1, 0]
const HOURS_TOTAL = HOURS.reduce((sum, weight) => sum + weight, 0)
/** Monday first. */
const WEEKDAYS = [1.1, 1.15, 1.08, 1, 0.76, 0.05, 0.04]

/** Incidents repeat, so a long run has several; 91 days hold one of each. */
const INCIDENT_PERIOD = 91
const HOLIDAY_AT = 30
const OUTAGE_AT = 58

/** The company's calendar on `number`, when its simulation began on `start`. */
export function dayOf(number: number, start: number): Day {
  const index = number - start
  const companyHoliday = isIncident(number, start, HOLIDAY_AT, 4)
  return {
    number,
    index,
    vpnOutage: isIncident(number, start, OUTAGE_AT, 1),
    companyHoliday,
    monthEnd: isMonthEnd(number),
    growth: 1 + (0.55 * index) / (index + 90),
    rhythm: new Map(LOCATIONS.map(location => [location, rhythmOf(location, number, companyHoliday)])),
  }
}

/** Whether the day is the given weekday in the week that follows the offset in each period. */
function isIncident(number: number, start: number, offset: number, onWeekday: number): boolean {
  const index = number - start
  const sinceOffset = (index % INCIDENT_PERIOD) - offset
  return sinceOffset >= 0 && sinceOffset < 7 && weekday(number) === onWeekday
}

/** The last three and the first two days of a month. */
function isMonthEnd(number: number): boolean {
  const { year, month, date } = civil(number)
  return date <= 2 || firstOfMonth(year, month + 1) - number <= 3
}

function rhythmOf(location: Location, number: number, holiday: boolean): number[] {
  const offset = offsetOn(location, number)
  let sum = 0
  return Array.from({ length: 24 }, (_, hour) => {
    const local = number * DAY + hour * HOUR + offset * 60_000
    const localDay = Math.floor(local / DAY)
    const localHour = Math.floor((local - localDay * DAY) / HOUR)
    const busy = (WEEKDAYS[weekday(localDay)] ?? 0) * (HOURS[localHour] ?? 0)
    sum += (busy / HOURS_TOTAL) * (holiday ? 0.07 : 1)
    return sum
  })
}
