import { isHoliday } from './holidays.ts'
import { civil, DAY, firstOfMonth, HOUR, weekday } from './instants.ts'
import type { Location } from './locations.ts'
import { LOCATIONS, offsetOn } from './locations.ts'
import type { Incident, Scenario } from './scenarios.ts'

/** What sets a day apart from other days of its kind. */
export interface Day {
  readonly number: number
  /** Days since the first day of the simulation. */
  readonly index: number
  /** Topic of the service that is down: many ask about it, and nobody finds an answer for the first hours. */
  readonly outage: string | undefined
  /** Topic everybody gets a message about today. */
  readonly campaign: string | undefined
  /** Topic of such a message of the last seven days. */
  readonly recentCampaign: string | undefined
  /** Topic everybody asks about, and nothing is written on. */
  readonly gap: string | undefined
  readonly companyHoliday: boolean
  /** Books are closed and salaries paid. */
  readonly monthEnd: boolean
  readonly month: number
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
/** How much of a working day’s business goes on during a holiday. */
const ON_HOLIDAYS = 0.07

/** The company's calendar on `number`, when its simulation began on `start`. */
export function dayOf(number: number, start: number, scenario: Scenario): Day {
  const index = number - start
  const { campaigns = [], gap, holiday, outages = [] } = scenario
  const on = (incident: Incident, ago = 0): boolean => isOn(incident, number - ago, start)
  const companyHoliday = holiday !== undefined && on(holiday)
  return {
    number,
    index,
    outage: outages.find(outage => on(outage))?.topic,
    campaign: campaigns.find(campaign => on(campaign))?.topic,
    recentCampaign: campaigns.find(campaign => [0, 1, 2, 3, 4, 5, 6].some(ago => on(campaign, ago)))?.topic,
    gap: gap !== undefined && index >= gap.from && index < gap.until ? gap.topic : undefined,
    companyHoliday,
    monthEnd: isMonthEnd(number),
    month: civil(number).month,
    growth: 1 + (0.55 * index) / (index + 90),
    rhythm: new Map(LOCATIONS.map(location => [location, rhythmOf(location, number, companyHoliday)])),
  }
}

/** Whether the day is one of the incident’s weekdays, in the week that follows its offset in each period. */
function isOn({ after, every, weekdays }: Incident, number: number, start: number): boolean {
  const index = number - start
  const sinceOffset = (index % every) - after
  return index >= 0 && sinceOffset >= 0 && sinceOffset < 7 && weekdays.includes(weekday(number))
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
    const isOff = holiday || isHoliday(location.country, localDay)
    sum += (busy / HOURS_TOTAL) * (isOff ? ON_HOLIDAYS : 1)
    return sum
  })
}
