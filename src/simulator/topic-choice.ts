import type { Day } from './calendar.ts'
import type { Department, Person } from './people.ts'
import type { Random } from './random.ts'
import type { Topic } from './topic.ts'
import { TOPICS } from './topics.ts'

const MONTH_END_DOMAINS = new Set(['FINANCE', 'PAYROLL', 'TRAVEL_AND_EXPENSE'])

/** Topics that have a season: months of the year in which they come up more often, and by how much. */
const SEASONS: Readonly<Record<string, { readonly months: readonly number[]; readonly times: number }>> = {
  // Benefits enrolment.
  benefits: { months: [10, 11], times: 3.5 },
  '401k': { months: [11, 1], times: 2 },
  performance_review: { months: [1, 7], times: 4 },
  tax_form: { months: [1, 2, 3, 4], times: 3 },
  sick_leave: { months: [11, 12, 1, 2], times: 1.6 },
  pto: { months: [5, 6, 12], times: 1.4 },
  holiday_calendar: { months: [11, 12], times: 2 },
  budget: { months: [9, 10], times: 2.5 },
}
const IN_CAMPAIGN = 9
const WITHOUT_ARTICLE = 6

/** @throws RangeError when there is no such topic */
export function topicNamed(entity: string): Topic {
  const topic = TOPICS.find(one => one.entity === entity)
  if (topic === undefined) throw new RangeError(`there is no topic ${entity}`)
  return topic
}

/** Draws topics: what somebody of a department comes with on a day. */
export class TopicChoice {
  private readonly byDepartment = new Map<Department, number[]>()
  private readonly day: Day

  constructor(day: Day) {
    this.day = day
  }

  draw(random: Random, person: Person): Topic {
    const { outage } = this.day
    if (outage !== undefined && random.chance(0.62)) return topicNamed(outage)
    let weights = this.byDepartment.get(person.department)
    if (weights === undefined) {
      weights = TOPICS.map(topic => this.weight(topic, person.department))
      this.byDepartment.set(person.department, weights)
    }
    const drawn = TOPICS[random.weighted(weights)] as Topic
    // Only people with somebody reporting to them have anything to approve.
    return drawn.course === 'approvals' && !person.isManager ? this.draw(random, person) : drawn
  }

  private weight(topic: Topic, department: Department): number {
    const { gap, month, monthEnd, recentCampaign } = this.day
    let weight = topic.weight * (topic.departments?.[department] ?? 1)
    const season = SEASONS[topic.entity ?? '']
    if (season?.months.includes(month)) weight *= season.times
    if (topic.entity !== null && topic.entity === recentCampaign) weight *= IN_CAMPAIGN
    if (topic.entity !== null && topic.entity === gap) weight *= WITHOUT_ARTICLE
    if (monthEnd) weight *= topic.atMonthEnd ?? (MONTH_END_DOMAINS.has(topic.domain) ? 1.3 : 1)
    return weight
  }
}
