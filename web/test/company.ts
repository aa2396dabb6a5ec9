import type { MetricRow } from '../src/api/types.ts'
import { addDays, type Day, daysIn, type Grain, periodOf, type Span, toDate } from '../src/time/days.ts'

/** A made-up company's conversations: the same every time, so that tests can recount what the page shows. */
export interface Conversation {
  day: Day
  user: number
  route: string
  domain: string | null
  feedback: 'helpful' | 'unhelpful' | null
  questions: number
  deflected: number
}

export const FIRST_DAY: Day = '2026-08-01'
/** The day whose data is still arriving. */
export const LAST_DAY: Day = '2026-11-20'

const ROUTES: [string, number][] = [
  ['DM', 70],
  ['Notification', 16],
  ['Channel', 9],
  ['Ticket', 4],
  ['Ticket_Interception', 1],
]
const DOMAINS: [string | null, number][] = [
  ['IT', 44],
  ['HR', 19],
  ['FINANCE', 7],
  ['FACILITY', 5],
  ['TRAVEL_AND_EXPENSE', 4],
  ['PAYROLL', 4],
  ['LEGAL', 2],
  ['CUSTOMER_SUPPORT_TOOLS', 2],
  ['UNKNOWN', 2],
  [null, 11],
]

export function simulate(): Conversation[] {
  const random = generator(7)
  const conversations: Conversation[] = []
  const days = daysIn({ from: FIRST_DAY, to: addDays(LAST_DAY, 1) })
  for (let index = 0; index < days; index++) {
    const day = addDays(FIRST_DAY, index)
    const weekend = [0, 6].includes(toDate(day).getUTCDay())
    const growth = 1 + index / 180
    const arriving = day === LAST_DAY ? 0.35 : 1
    const mean = (weekend ? 12 : 52) * growth * arriving
    const count = Math.round(mean * (0.85 + 0.3 * random()))
    // From November on a knowledge source is broken: worse feedback, fewer answers that help.
    const broken = day >= '2026-11-01'
    for (let each = 0; each < count; each++) {
      const questions = 1 + Math.floor(random() * 2.4)
      const marked = random() < 0.14
      conversations.push({
        day,
        user: Math.floor(random() ** 1.6 * (360 + index * 2)),
        route: pick(ROUTES, random()),
        domain: pick(DOMAINS, random()),
        feedback: marked ? (random() < (broken ? 0.55 : 0.74) ? 'helpful' : 'unhelpful') : null,
        questions,
        deflected: Array.from({ length: questions }, () => random() < (broken ? 0.63 : 0.71)).filter(Boolean)
          .length,
      })
    }
  }
  return conversations
}

/** A metric of the made-up company, counted the plain way. */
export function measure(
  all: Conversation[],
  metric: string,
  span: Span,
  by: string | null,
  grain: Grain | null,
): MetricRow[] | null {
  const dimension = { conversations_by_route: 'route', conversations_by_domain: 'domain' }[metric] ?? by
  const within = all.filter(one => one.day >= span.from && one.day < span.to)
  const counted = metric === 'user_feedback' ? within.filter(one => one.feedback !== null) : within
  const groups = new Map<string, { key: MetricRow; members: Conversation[] }>()
  if (grain === null && dimension === null)
    groups.set(JSON.stringify({ value: null }), { key: { value: null }, members: [] })
  for (const one of counted) {
    const key: MetricRow = { value: null }
    if (grain !== null) key.period = periodOf(one.day, grain)
    if (dimension !== null) key[dimension] = one[dimension as 'route' | 'domain' | 'feedback']
    const name = JSON.stringify(key)
    const group = groups.get(name) ?? { key, members: [] }
    group.members.push(one)
    groups.set(name, group)
  }
  const value = valuesOf[metric]
  return value === undefined
    ? null
    : [...groups.values()].map(({ key, members }) => ({ ...key, ...value(members) }))
}

const count = (members: Conversation[]): MetricRow => ({ value: members.length })

const valuesOf: Record<string, (members: Conversation[]) => MetricRow> = {
  conversations: count,
  conversations_by_route: count,
  conversations_by_domain: count,
  user_feedback: count,
  active_users: members => ({ value: new Set(members.map(one => one.user)).size }),
  deflection: members => {
    const numerator = members.reduce((sum, one) => sum + one.deflected, 0)
    const denominator = members.reduce((sum, one) => sum + one.questions, 0)
    return { value: denominator === 0 ? null : numerator / denominator, numerator, denominator }
  },
}

function pick<T>(choices: [T, number][], at: number): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = at * total
  for (const [choice, weight] of choices) {
    rest -= weight
    if (rest < 0) return choice
  }
  return choices[0]![0]
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
