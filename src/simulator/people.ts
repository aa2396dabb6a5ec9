import type { User } from '../schema/record.ts'
import { DAY, HOUR, MINUTE } from './instants.ts'
import type { Location } from './locations.ts'
import { LOCATIONS } from './locations.ts'
import { NAMES, plainName } from './names.ts'
import { Random } from './random.ts'
import type { Topic } from './topic.ts'

/** What people work on decides what they ask. */
export const DEPARTMENTS = [
  'Engineering',
  'Sales',
  'Support',
  'Marketing',
  'Operations',
  'Finance',
  'People',
  'IT',
  'Legal',
] as const
export type Department = (typeof DEPARTMENTS)[number]
const DEPARTMENT_SHARES = [28, 19, 14, 9, 11, 7, 5, 4, 3]
/** Jobs of a department, the commonest first; the last one is that of those who lead a team. */
const ROLES: Readonly<Record<Department, readonly string[]>> = {
  Engineering: ['Software Engineer', 'Quality Engineer', 'Product Designer', 'Engineering Manager'],
  Sales: ['Account Executive', 'Sales Engineer', 'Sales Manager'],
  Support: ['Support Specialist', 'Field Technician', 'Support Manager'],
  Marketing: ['Content Specialist', 'Event Manager', 'Marketing Manager'],
  Operations: ['Buyer', 'Planner', 'Operations Manager'],
  Finance: ['Accountant', 'Controller', 'Finance Manager'],
  People: ['People Partner', 'Recruiter', 'People Manager'],
  IT: ['Systems Engineer', 'Service Desk Analyst', 'IT Manager'],
  Legal: ['Counsel', 'Paralegal', 'General Counsel'],
}
/** People of one team: the first leads it. Teams are of one department, and seven of them report to one leader. */
export const TEAM = 7

/** How somebody uses the assistant. */
export type Habit = 'power' | 'habitual' | 'occasional' | 'lapsed' | 'never'
/** Hundredths of the company, and conversations on a usual working day. */
const HABITS: readonly { habit: Habit; share: number; perDay: number }[] = [
  { habit: 'power', share: 9, perDay: 1.51 },
  { habit: 'habitual', share: 34, perDay: 0.435 },
  { habit: 'occasional', share: 30, perDay: 0.105 },
  { habit: 'lapsed', share: 12, perDay: 0.15 },
  { habit: 'never', share: 15, perDay: 0 },
]

/** Hundredths of the company. */
const PLATFORMS = [
  { platform: 'msteams', share: 55 },
  { platform: 'slack', share: 42 },
  { platform: 'movewebchat', share: 3 },
]

/** People join and leave over this many days from the start, whatever the length of the run. */
const CHANGES_WITHIN = 120

/** A matter somebody comes back with, because nobody has helped. */
export interface Return {
  /** Number of the day. */
  readonly day: number
  readonly topic: Topic
  /** The conversation that did not help. */
  readonly of: string
}

/** Somebody of the company. What is not `readonly` changes while the company is simulated. */
export interface Person {
  readonly index: number
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly fullName: string
  readonly email: string
  department: Department
  role: string
  readonly location: Location
  readonly platform: string
  /** Some people write English whatever their language is. */
  readonly writes: Location['textLanguage']
  readonly habit: Habit
  /** Conversations on a usual working day. */
  readonly perDay: number
  readonly isManager: boolean
  /** Index of the person's manager; null for the head of the company. */
  readonly manager: number | null
  /** Tests the assistant, and should be left out of every number about people. */
  readonly isTester: boolean
  /** The person's number in the HR system; not everybody's user record has it. */
  readonly employeeId: string
  /** Days since the start on which the person becomes known, loses access, or stops using the assistant. */
  readonly joins: number
  readonly leaves: number
  readonly lapses: number
  /** Days since the start on which the person gets access. */
  accessFrom: number
  returns: Return | null
  /** The `external_ids` of the user record, as JSON. */
  readonly externalIdsText: string
  first: number | null
  latest: number | null
}

export const MAIL_DOMAIN = 'alderpeak.example'

/** The people of a company. Shares are kept exactly, so a company of 200 is as mixed as one of 5,000. */
export function peopleOf(seed: number, count: number, start: number): Person[] {
  const taken: Taken = { names: new Map(), employeeIds: new Set() }
  return Array.from({ length: count }, (_, index) => personOf(seed, index, start, taken))
}

/** What people before have already: how many have a name, and the numbers of the human resources department. */
interface Taken {
  readonly names: Map<string, number>
  readonly employeeIds: Set<number>
}

function personOf(seed: number, index: number, start: number, taken: Taken): Person {
  const random = Random.of(seed, 1, index)
  // Multiples of numbers coprime to 100 visit every hundredth once: shares hold exactly, and independently of each other.
  const { habit, perDay } = byShare(HABITS, (index * 37 + 11) % 100)
  const location = byShare(LOCATIONS, (index * 61 + Math.floor(index / 100) * 7) % 100)
  const names = NAMES[random.chance(0.85) ? location.culture : random.pick(LOCATIONS).culture]
  const firstName = random.pick(names.first)
  const lastName = random.pick(names.last)
  const department = departmentOf(seed, Math.floor(index / TEAM))
  const isManager = index % TEAM === 0
  const isTester = index % 100 === 98
  const employeeId = String(employeeIdOf(random.between(100_000, 999_999), taken.employeeIds))
  const joinsLater = !isTester && habit !== 'lapsed' && habit !== 'never' && (index * 13 + 5) % 100 < 9
  const leaves = !joinsLater && (index * 29 + 3) % 100 < 9
  const joins = joinsLater ? random.between(1, CHANGES_WITHIN) : Number.NEGATIVE_INFINITY
  const usedBefore = habit !== 'never' && !joinsLater
  const lapses = habit === 'lapsed' ? random.between(-120, 40) : Number.POSITIVE_INFINITY
  const latest = usedBefore ? latestBefore(random, habit, lapses, start) : null
  const email = emailOf(firstName, lastName, taken.names)
  return {
    index,
    id: random.decimalId(),
    firstName,
    lastName,
    fullName: `${firstName} ${lastName}`,
    email,
    department,
    role: isTester ? 'Test Account' : roleOf(department, isManager, random.weighted([60, 30, 10])),
    location,
    platform: byShare(PLATFORMS, (index * 43 + Math.floor(index / 100) * 13) % 100).platform,
    writes: random.chance(0.25) ? 'en' : location.textLanguage,
    habit,
    perDay: (perDay * random.between(75, 125)) / 100,
    isManager,
    manager: managerOf(index),
    isTester,
    employeeId,
    joins,
    leaves: leaves ? random.between(10, CHANGES_WITHIN) : Number.POSITIVE_INFINITY,
    lapses,
    accessFrom: Number.NEGATIVE_INFINITY,
    returns: null,
    externalIdsText: JSON.stringify(externalIdsOf(random, email, employeeId)),
    first: latest === null ? null : latest - random.between(1, 420) * DAY - random.below(HOUR),
    latest,
  }
}

/** The department of a team. */
export function departmentOf(seed: number, team: number): Department {
  return DEPARTMENTS[Random.of(seed, 8, team).weighted(DEPARTMENT_SHARES)] ?? 'Engineering'
}

/** The job of somebody in a department: one of its usual ones, by number, or that of the leader. */
export function roleOf(department: Department, leads: boolean, which: number): string {
  const roles = ROLES[department]
  return roles[leads ? roles.length - 1 : which % (roles.length - 1)] ?? ''
}

/** The leader of a team reports to the leader of seven teams, and so on. */
function managerOf(index: number): number | null {
  for (let size = TEAM; ; size *= TEAM) {
    const leader = Math.floor(index / size) * size
    if (leader !== index) return leader
    if (index === 0) return null
  }
}

/** When somebody who knew the assistant before the simulation began had used it last. */
function latestBefore(random: Random, habit: Habit, lapses: number, start: number): number {
  const days =
    habit === 'lapsed'
      ? Math.max(2, -lapses)
      : habit === 'occasional'
        ? random.between(2, 30)
        : random.between(2, 6)
  return (start - days) * DAY + random.between(8 * 60, 17 * 60) * MINUTE + random.below(MINUTE)
}

/** A number that nobody has: the next free one. */
function employeeIdOf(drawn: number, taken: Set<number>): number {
  let id = drawn
  while (taken.has(id)) id++
  taken.add(id)
  return id
}

function emailOf(firstName: string, lastName: string, taken: Map<string, number>): string {
  const name = `${plainName(firstName)}.${plainName(lastName)}`
  const before = taken.get(name) ?? 0
  taken.set(name, before + 1)
  return `${name}${before === 0 ? '' : before + 1}@${MAIL_DOMAIN}`
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The person's ids in the systems the assistant is connected to; not everybody is known everywhere. */
function externalIdsOf(random: Random, email: string, employeeId: string): User['external_ids'] {
  const hex = random.hexId()
  const guid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
  const ids = [
    { connector_name: 'ms_graph', external_id: guid, source: 'MS_GRAPH' },
    {
      connector_name: 'okta',
      external_id: `00u${random.text(LETTERS_AND_DIGITS.toLowerCase(), 15)}5d7`,
      source: 'OKTA',
    },
    {
      connector_name: 'slack',
      external_id: `U0${random.text(LETTERS_AND_DIGITS, 9)}:T04ALDRPK7`,
      source: 'SLACK',
    },
    { connector_name: 'snow', external_id: random.hexId(), source: 'SNOW' },
    { connector_name: 'workday', external_id: employeeId, source: 'WORKDAY' },
    { connector_name: 'movewebchat', external_id: email, source: 'MOVEWEBCHAT' },
    {
      connector_name: 'jira_service_desk',
      external_id: `712020:${guid.split('-').reverse().join('-')}`,
      source: 'JIRA_SERVICE_DESK',
    },
    {
      connector_name: 'badge_system',
      external_id: `AP-${random.between(10_000, 99_999)}`,
      source: 'UNKNOWN_SYSTEM',
    },
    {
      connector_name: 'sharepoint_online',
      external_id: `i:0#.f|membership|${email}`,
      source: 'MS_SHAREPOINT',
    },
    { connector_name: 'concur', external_id: email, source: 'CONCUR' },
  ]
  const known = ids.filter((_, i) => i < 4 || random.chance(0.8))
  return random.chance(0.02) ? null : known
}

function byShare<T extends { readonly share: number }>(choices: readonly T[], hundredth: number): T {
  let rest = hundredth
  for (const choice of choices) {
    rest -= choice.share
    if (rest < 0) return choice
  }
  throw new RangeError('the shares do not add up to a hundred')
}
