import type { EntityName } from '../schema/entities.ts'
import { entityNames } from '../schema/entities.ts'
import type { Company } from './company.ts'
import { DAY, dayText, instantText } from './instants.ts'
import type { Outbox } from './outbox.ts'
import type { Person } from './people.ts'
import type { Resource } from './resource.ts'
import type { Sink } from './sink.ts'
import { M } from './truth/measures.ts'

/** What the source publishes about one day, each record as minified JSON with its keys in alphabetical order. */
export type SimulatedLoad = {
  /** The day the records are about, `YYYY-MM-DD`; they appear in the morning after it, or later. */
  readonly day: string
} & { readonly [entity in EntityName]: readonly string[] }

/** Gathers what a simulation makes, until it is taken out as a load. */
export class LoadGatherer implements Sink {
  private records = emptyLoad()
  private texts: string[] = []

  record(entity: EntityName, text: string): void {
    this.records[entity].push(text)
  }

  resource(before: string, { detailText }: Resource, after: string): void {
    this.record('plugin-resources', before + detailText + after)
  }

  outcome(text: string): void {
    this.texts.push(text)
  }

  take(day: number): SimulatedLoad {
    const load = { day: dayText(day), ...this.records }
    this.records = emptyLoad()
    return load
  }

  takeOutcomes(): string[] {
    const taken = this.texts
    this.texts = []
    return taken
  }
}

function emptyLoad(): Record<EntityName, string[]> {
  return Object.fromEntries(entityNames.map((name): [string, string[]] => [name, []])) as Record<
    EntityName,
    string[]
  >
}

/** Whether somebody may use the assistant on a day, counted from the first. */
export function hasAccess(person: Person, index: number): boolean {
  return person.accessFrom <= index && person.leaves > index
}

/**
 * Ends a day: publishes the people who are new, changed, or used the assistant, and counts everybody as they are in the
 * evening. The first day publishes everybody who is known by then.
 */
export function endDay(company: Company, outbox: Outbox, day: number, index: number): void {
  const { truth } = outbox
  const presences = truth.presencesOn(day)
  const known = company.people.filter(person => person.joins <= index)
  for (const person of known) {
    const presence = presences.get(person)
    if (presence !== undefined) {
      if (person.first === null) {
        person.first = presence.first
        truth.add(M.new_users, day * DAY, presence.cut)
      }
      person.latest = Math.max(person.latest ?? 0, presence.latest)
    }
    const isChanged = person.joins === index || person.leaves === index || person.accessFrom === index
    if (index === 0 || isChanged || presence !== undefined) publish(outbox, person, day, index)
  }
  truth.closeDay(day, known, person => hasAccess(person, index))
}

function publish(outbox: Outbox, person: Person, day: number, index: number): void {
  outbox.user(
    {
      access_to_bot: hasAccess(person, index),
      email_addr: person.email,
      external_ids: person.externalIdsText,
      first_interaction_time: person.first === null ? null : instantText(person.first),
      first_name: person.firstName,
      id: person.id,
      last_name: person.lastName,
      latest_interaction_time: person.latest === null ? null : instantText(person.latest),
      user_preferred_language: person.location.preferredLanguage,
    },
    day,
  )
}
