import type { Library } from './knowledge.ts'
import { libraryOf } from './knowledge.ts'
import type { Person } from './people.ts'
import { peopleOf } from './people.ts'
import { Random } from './random.ts'
import type { Resource } from './resource.ts'
import { resource } from './resource.ts'

/** A form of the service catalogue. */
export interface Form {
  readonly title: string
  readonly resource: Resource
}

const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
  IT: [
    'Standard Laptop',
    'Developer Laptop',
    'Accessories',
    'Mobile phone',
    'Software not in the catalogue',
    'Report an outage',
  ],
  HR: ['Employment letter', 'Work from abroad', 'Change of personal data'],
  FINANCE: ['Receipt affidavit', 'Card limit', 'Budget transfer'],
  FACILITY: ['Report a defect', 'Room set-up', 'Move of a desk'],
  LEGAL: ['NDA request', 'Contract review'],
}

/** Everything that stays while days go by, and the counters that do not. */
export class Company {
  readonly people: readonly Person[]
  readonly library: Library
  readonly formsByDomain: ReadonlyMap<string, readonly Form[]>
  private incident = 48_200
  private request = 10_400
  private case = 1_610

  constructor(seed: number, people: number, start: number) {
    this.people = peopleOf(seed, people, start)
    this.library = libraryOf(seed)
    const random = Random.of(seed, 3)
    this.formsByDomain = new Map(
      Object.entries(CATALOGUE).map(([domain, titles]) => [
        domain,
        titles.map(title => ({
          title,
          resource: resource('FORM', random.decimalId(), {
            domain,
            external_resource_id: random.hexId(),
            name: title,
          }),
        })),
      ]),
    )
  }

  /** The number of the next ticket: requests have RITM…, incidents INC…, cases of the People team HR-…. */
  nextTicket(kind: 'INCIDENT' | 'REQUEST_ITEM' | 'HR_CASE'): string {
    if (kind === 'INCIDENT') return `INC00${++this.incident}`
    return kind === 'REQUEST_ITEM' ? `RITM00${++this.request}` : `HR-${++this.case}`
  }

  colleague(random: Random): Person {
    return random.pick(this.people)
  }
}
