import { dayNumber, dayText } from './instants.ts'
import type { SimulatedLoad } from './load.ts'
import { LoadGatherer } from './load.ts'
import { peopleCsv } from './people-csv.ts'
import type { CompanyPlan } from './simulation.ts'
import { Simulation } from './simulation.ts'

export type { SimulatedLoad } from './load.ts'
export type { CompanyPlan } from './simulation.ts'

/**
 * Simulates a company whose people talk with an assistant, and gives, day by day, what the assistant's Data API publishes.
 *
 * Equal plans give equal bytes on every machine. A plan with more days begins with the loads of the shorter one. Memory grows
 * with the people, not with the days. A later load may bring a record again, changed and with a newer `last_updated_time`.
 *
 * @throws RangeError when the start is not a day, or a number makes no sense
 */
export function* simulateCompany(plan: CompanyPlan): Iterable<SimulatedLoad> {
  const gatherer = new LoadGatherer()
  const company = new Simulation(plan, gatherer)
  for (const step of company.live()) {
    if (!step.isOver) continue
    yield gatherer.take(step.day)
    // Nobody asks for the truth here: it must not pile up.
    for (const _ of company.finishedDays());
    gatherer.takeOutcomes()
  }
}

/** What the company's HR system knows of its people, as CSV. */
export function companyPeople(plan: CompanyPlan): string {
  return peopleCsv(new Simulation(plan, new LoadGatherer()).company.people)
}

const SAMPLE = { seed: 20_260_801, people: 200, days: 91, irregularLoads: false } as const

/**
 * The plan of the sample a new user sees: 200 people, thirteen weeks, some 20,000 interactions.
 *
 * @param end the day after the last one, `YYYY-MM-DD`, usually today
 */
export function samplePlan(end: string): CompanyPlan {
  return { ...SAMPLE, start: dayText(dayNumber(end) - SAMPLE.days) }
}
