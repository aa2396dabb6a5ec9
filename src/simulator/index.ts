import { dayOf } from './calendar.ts'
import { Company } from './company.ts'
import { liveThrough } from './day.ts'
import { dayNumber, dayText } from './instants.ts'
import type { SimulatedLoad } from './load.ts'
import { loadOf, stampsOf } from './load.ts'
import { Outbox } from './outbox.ts'
import { Random } from './random.ts'

export type { SimulatedLoad } from './load.ts'

/** A company to simulate. */
export interface CompanyPlan {
  /** Everything that is left to chance follows from it. */
  readonly seed: number
  readonly people: number
  /** The first day, `YYYY-MM-DD`. */
  readonly start: string
  readonly days: number
}

/**
 * Simulates a company whose people talk with an assistant, and gives, day by day, what the assistant's Data API publishes.
 *
 * Equal plans give equal bytes on every machine. A plan with more days begins with the loads of the shorter one. Memory grows
 * with the people, not with the days. A later load may bring a record again, changed and with a newer `last_updated_time`.
 *
 * @throws RangeError when the start is not a day, or a number makes no sense
 */
export function* simulateCompany({ seed, people, start, days }: CompanyPlan): Iterable<SimulatedLoad> {
  const first = dayNumber(start)
  for (const [name, value] of Object.entries({ seed, people, days }))
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${name} must be a whole number: ${value}`)
  const company = new Company(seed, people, first)
  const outbox = new Outbox()
  for (let index = 0; index < days; index++) {
    const day = dayOf(first + index, first)
    liveThrough(day, company, outbox, seed)
    const stamps = stampsOf(Random.of(seed, 6, day.number), day.number)
    yield loadOf(company, day.number, index, outbox.take(day.number), stamps)
  }
}

const SAMPLE = { seed: 20_260_801, people: 200, days: 91 } as const

/**
 * The plan of the sample a new user sees: 200 people, thirteen weeks, some 20,000 interactions.
 *
 * @param end the day after the last one, `YYYY-MM-DD`, usually today
 */
export function samplePlan(end: string): CompanyPlan {
  return { ...SAMPLE, start: dayText(dayNumber(end) - SAMPLE.days) }
}
