import type { MetricRow } from '../../metrics/run.ts'
import type { Period } from './look.ts'

/** Days on which far more calls than usual brought nothing: of a plugin, or about a topic. */
export interface Incident {
  readonly dimension: 'plugin' | 'topic'
  readonly name: string
  readonly days: readonly string[]
  readonly failed: number
  readonly calls: number
  /** What the other days are like: the share of calls that brought nothing, or how many of them a day has. */
  readonly usual:
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'count'; readonly aDay: number }
  /** Calls that brought nothing beyond what is usual. */
  readonly more: number
}

/** A share jumped when a day has so many calls, and so many more of them failed, by so many standard errors. */
const JUMP = { calls: 10, more: 8, points: 0.15, errors: 5 }
/** Failures surged when a day has so many times as many as usual, so many more, by so many standard errors, and most calls failed. */
const SURGE = { times: 3, more: 10, errors: 6, share: 0.3 }
/** Days of one incident may have so many days between them: a weekend. */
const APART = 3

const DAY = 86_400_000

interface Usual {
  /** Share of the calls that fail. */
  readonly share: number
  /** Failed calls a day. */
  readonly aDay: number
}

/**
 * Finds them in the answer to how many calls were unsuccessful, by day and by a dimension.
 *
 * @param period the days that are looked at; the others only tell what is usual
 */
export function findIncidents(
  dimension: Incident['dimension'],
  rows: readonly MetricRow[],
  period: Period,
): Incident[] {
  const working = new Set(rows.map(row => row.period)).size
  const parts = new Map<string, MetricRow[]>()
  for (const row of rows) {
    const name = row[dimension]
    if (typeof name === 'string') parts.set(name, [...(parts.get(name) ?? []), row])
  }
  return [...parts].flatMap(([name, days]) => {
    const { bad, usual } = badDays(days, working)
    const inPeriod = bad.filter(({ period: day }) => day! >= period.from.slice(0, 10) && day! < period.to)
    return inARow(inPeriod).map(run => ({ dimension, name, ...describe(run, usual) }))
  })
}

export const sumOf = (rows: readonly MetricRow[], column: 'numerator' | 'denominator'): number =>
  rows.reduce((total, row) => total + (row[column] ?? 0), 0)

/** The days that stand out, and what the others are like. Found step by step, as bad days spoil what is usual. */
function badDays(days: readonly MetricRow[], working: number): { bad: MetricRow[]; usual: Usual } {
  let bad: MetricRow[] = []
  let usual: Usual = { share: 0, aDay: 0 }
  for (let step = 0; step < 3; step++) {
    const others = days.filter(day => !bad.includes(day))
    const failed = sumOf(others, 'numerator')
    usual = {
      // One more on either side, so that what never failed before is not certain never to fail.
      share: (failed + 1) / (sumOf(others, 'denominator') + 2),
      aDay: failed / Math.max(1, working - bad.length),
    }
    const { share, aDay } = usual
    bad = days.filter(day => jumped(day, share) || surged(day, aDay))
  }
  return { bad, usual }
}

function jumped({ numerator = 0, denominator = 0 }: MetricRow, usual: number): boolean {
  if (denominator < JUMP.calls) return false
  const difference = numerator / denominator - usual
  return (
    difference >= JUMP.points &&
    difference * denominator >= JUMP.more &&
    difference >= JUMP.errors * Math.sqrt((usual * (1 - usual)) / denominator)
  )
}

function surged({ numerator = 0, denominator = 0 }: MetricRow, usual: number): boolean {
  const more = numerator - usual
  return (
    more >= SURGE.more &&
    numerator >= SURGE.times * usual &&
    more >= SURGE.errors * Math.sqrt(usual + 1) &&
    numerator / denominator >= SURGE.share
  )
}

function describe(run: readonly MetricRow[], { share, aDay }: Usual): Omit<Incident, 'dimension' | 'name'> {
  const failed = sumOf(run, 'numerator')
  const calls = sumOf(run, 'denominator')
  const isJump = run.every(day => jumped(day, share))
  return {
    days: run.map(row => row.period!),
    failed,
    calls,
    usual: isJump ? { kind: 'share', share } : { kind: 'count', aDay },
    more: failed - (isJump ? share * calls : aDay * run.length),
  }
}

function inARow(days: readonly MetricRow[]): MetricRow[][] {
  const runs: MetricRow[][] = []
  for (const day of [...days].sort((a, b) => (a.period! < b.period! ? -1 : 1))) {
    const last = runs.at(-1)
    const apart = last ? Date.parse(day.period!) - Date.parse(last.at(-1)!.period!) : Number.POSITIVE_INFINITY
    if (last && apart <= APART * DAY) last.push(day)
    else runs.push([day])
  }
  return runs
}
