import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { fill } from './texts.ts'

/** What people add to a question, by its domain: where they are, since when it is so, what they have tried. */
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  IT: [
    'I am on a {device}',
    'since {since}',
    'I am in the {city} office, {building}',
    'it worked until {since}',
    'the screen says error {number}',
    'I have a call with a customer {soon}',
    'restarting the {device} did not help',
  ],
  HR: [
    'I work in {city}',
    'I started {since}',
    'my manager asks for it {soon}',
    'I am in {department}, if that matters',
  ],
  PAYROLL: ['I am paid in {city}', 'it is about the pay of {since}', 'I need it {soon}'],
  FINANCE: ['it is for {department}', 'the supplier waits since {since}', 'number {number}'],
  TRAVEL_AND_EXPENSE: ['I travel {soon}', 'from {city}', 'I am in {department}'],
  FACILITY: ['in {building}', 'it has been like that since {since}', 'visitors come {soon}'],
  LEGAL: ['they want to sign {soon}', 'it is a customer of the {city} office'],
}
const DEVICES = ['MacBook', 'ThinkPad', 'Surface', 'phone', 'new laptop', 'Windows laptop', 'home PC']
const SINCE = [
  'this morning',
  'Monday',
  'the update',
  'last week',
  'yesterday',
  'the password change',
  'March',
]
const SOON = ['tomorrow', 'in half an hour', 'next week', 'this afternoon', 'on Friday']

/** A clause that somebody adds to a question of a domain; null when nothing fits. */
export function circumstance(random: Random, person: Person, domain: string): string | null {
  const clauses = CLAUSES[domain]
  if (clauses === undefined) return null
  return fill(random.pick(clauses), {
    device: random.pick(DEVICES),
    since: random.pick(SINCE),
    soon: random.pick(SOON),
    city: person.location.city,
    building: person.location.building,
    department: person.department,
    number: String(random.between(100, 9999)),
  })
}
