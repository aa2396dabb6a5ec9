import { dayAt, periodBefore } from '../../metrics/calendar.ts'
import type { Grain } from '../../metrics/run.ts'
import type { StoreSummary } from '../store-summary.ts'

/** Days; `to` is the first that is not meant. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** The days of a page that is opened without any choice. */
export interface FirstView {
  /** What charts over time draw: also the days that are still arriving. */
  readonly shown: Days
  /** The complete days. */
  readonly counted: Days
  /** Whether there are as many days before to compare them with. */
  readonly compared: boolean
  readonly grain: Grain
}

const DAY = 86_400_000
/** So many complete days a page shows when nobody says. */
const LENGTH = 28

/**
 * What the application shows first: the last 28 complete days and what has arrived since. A test compares it with the application’s
 * own rule.
 *
 * @param tz whose days
 * @returns undefined when the store holds nothing
 */
export function firstView(
  { entities: { conversations, interactions }, complete_until }: StoreSummary,
  tz: string,
): FirstView | undefined {
  const held = [conversations, interactions]
  const [begins] = held.flatMap(each => (each?.first ? [dayAt(each.first, tz)] : [])).sort()
  const last = held
    .flatMap(each => (each?.last ? [dayAt(each.last, tz)] : []))
    .sort()
    .at(-1)
  if (begins === undefined || last === undefined) return undefined
  const complete = complete_until === null ? undefined : dayAt(complete_until, tz)
  const ends = later(addDays(last, 1), complete ?? '')
  const shown = { from: later(addDays(complete ?? ends, -LENGTH), begins), to: ends }
  const cut = complete !== undefined && complete < ends ? complete : ends
  const nothingComplete = cut <= shown.from
  const counted = nothingComplete ? shown : { from: shown.from, to: cut }
  return {
    shown,
    counted,
    compared: !nothingComplete && periodBefore(counted.from, counted.to).from >= begins,
    grain: suitableGrain(shown),
  }
}

/** The grain that gives a readable number of points. */
function suitableGrain({ from, to }: Days): Grain {
  const days = (Date.parse(to) - Date.parse(from)) / DAY
  return days <= 45 ? 'day' : days <= 400 ? 'week' : 'month'
}

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)

const later = (a: string, b: string): string => (a > b ? a : b)
