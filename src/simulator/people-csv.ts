import type { Person } from './people.ts'

const HEAD = 'external_id,email,first_name,last_name,department,location,country,role,manager,tester'

/** The people as an HR system exports them: CSV with a head, one line a person, the manager by e-mail address. */
export function peopleCsv(people: readonly Person[]): string {
  const lines = people.map(person =>
    [
      person.employeeId,
      person.email,
      person.firstName,
      person.lastName,
      person.department,
      person.location.city,
      person.location.country,
      person.role,
      person.manager === null ? '' : (people[person.manager]?.email ?? ''),
      String(person.isTester),
    ]
      .map(field)
      .join(','),
  )
  return `${[HEAD, ...lines].join('\r\n')}\r\n`
}

/** A field, quoted where RFC 4180 asks for it. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
