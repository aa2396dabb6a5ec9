import type { EntityName } from '../schema/entities.ts'
import type { Company } from './company.ts'
import { conversationText, interactionText, pluginCallText, resourceText, userText } from './drafts.ts'
import { DAY, dayText, HOUR, instantText, SECOND } from './instants.ts'
import type { Waiting } from './outbox.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'

/** What the source publishes about one day, each record as minified JSON with its keys in alphabetical order. */
export type SimulatedLoad = {
  /** The day the records are about, `YYYY-MM-DD`; they appear in the morning after it. */
  readonly day: string
} & { readonly [entity in EntityName]: readonly string[] }

/** The instants at which the entities of one load were stamped. A load is not stamped as a whole: entities differ by minutes. */
type Stamps = { readonly [entity in EntityName]: string }

/** Stamps of the load about `day`: around six in the morning (UTC) of the next. */
export function stampsOf(random: Random, day: number): Stamps {
  const users = (day + 1) * DAY + 6 * HOUR + random.between(5, 90) * SECOND + random.below(SECOND)
  const conversations = users + random.between(40, 130) * SECOND + random.below(SECOND)
  const interactions = conversations + random.between(20, 90) * SECOND + random.below(SECOND)
  const calls = interactions + random.between(3, 20) * SECOND + random.below(SECOND)
  const resources = calls + random.between(480, 900) * SECOND + random.below(SECOND)
  return {
    users: instantText(users),
    conversations: instantText(conversations),
    interactions: instantText(interactions),
    'plugin-calls': instantText(calls),
    'plugin-resources': instantText(resources),
  }
}

/**
 * Writes a day's load: the records that waited for it, and the people who are new, changed, or used the assistant.
 * The first load holds everybody who is known by then.
 */
export function loadOf(
  company: Company,
  day: number,
  index: number,
  waiting: Waiting,
  stamps: Stamps,
): SimulatedLoad {
  const seen = new Set<Person>()
  for (const { actor, at, user_id } of waiting.interactions) {
    if (actor !== 'user') continue
    const person = company.byId(user_id)
    person.first ??= at
    person.latest = Math.max(person.latest ?? 0, at)
    seen.add(person)
  }
  const changed = company.people.filter(
    person =>
      person.joins <= index &&
      (index === 0 || person.joins === index || person.leaves === index || seen.has(person)),
  )
  return {
    day: dayText(day),
    users: changed.map(person => userText(userRecord(person, index, stamps.users))),
    conversations: waiting.conversations.map(draft => conversationText(draft, stamps.conversations)),
    interactions: waiting.interactions.map(draft => interactionText(draft, stamps.interactions)),
    'plugin-calls': waiting.calls.map(draft => pluginCallText(draft, stamps['plugin-calls'])),
    'plugin-resources': waiting.resources.map(draft => resourceText(draft, stamps['plugin-resources'])),
  }
}

function userRecord(person: Person, index: number, loaded: string): Parameters<typeof userText>[0] {
  return {
    access_to_bot: person.leaves > index,
    email_addr: person.email,
    external_ids: person.externalIds,
    first_interaction_time: person.first === null ? null : instantText(person.first),
    first_name: person.firstName,
    id: person.id,
    last_name: person.lastName,
    last_updated_time: loaded,
    latest_interaction_time: person.latest === null ? null : instantText(person.latest),
    user_preferred_language: person.location.preferredLanguage,
  }
}
