import type { Day } from './calendar.ts'
import type { Department, Person } from './people.ts'
import type { Random } from './random.ts'
import type { Topic } from './topic.ts'
import { TOPICS } from './topics.ts'

const MONTH_END_DOMAINS = new Set(['FINANCE', 'PAYROLL', 'TRAVEL_AND_EXPENSE'])
const VPN = TOPICS.findIndex(({ entity }) => entity === 'vpn')

/** Draws topics: what somebody of a department comes with on a day. */
export class TopicChoice {
  private readonly byDepartment = new Map<Department, number[]>()
  private readonly day: Day

  constructor(day: Day) {
    this.day = day
  }

  draw(random: Random, person: Person): Topic {
    if (this.day.vpnOutage && random.chance(0.62)) return TOPICS[VPN] as Topic
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
    const usual = topic.weight * (topic.departments?.[department] ?? 1)
    if (!this.day.monthEnd) return usual
    return usual * (topic.atMonthEnd ?? (MONTH_END_DOMAINS.has(topic.domain) ? 1.3 : 1))
  }
}
