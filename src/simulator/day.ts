import type { Day } from './calendar.ts'
import type { Company } from './company.ts'
import { takeCourse } from './courses.ts'
import { EVENTS_ARE_EXPORTED, systemEvent } from './events.ts'
import { DAY, HOUR } from './instants.ts'
import type { Outbox } from './outbox.ts'
import type { Person } from './people.ts'
import { Random } from './random.ts'
import { TopicChoice } from './topic-choice.ts'
import { Transcript } from './transcript.ts'

/** System events a person gets on a usual working day. */
const EVENTS_PER_DAY = 0.2

/** How often a conversation goes on with something else. */
const ANOTHER_MATTER = 0.15

interface Beginning {
  readonly at: number
  readonly person: Person
  readonly random: Random
  readonly isEvent: boolean
}

/** Lets a day happen: everybody's conversations, in the order in which they began. */
export function liveThrough(day: Day, company: Company, outbox: Outbox, seed: number): void {
  const topics = new TopicChoice(day)
  const beginnings = company.people.flatMap(person => beginningsOf(day, person, seed))
  beginnings.sort((a, b) => a.at - b.at || a.person.index - b.person.index)
  for (const { at, isEvent, person, random } of beginnings) {
    const t = new Transcript(outbox, random, person, at)
    if (isEvent) systemEvent(t, company)
    else converse(t, day, company, topics)
  }
}

function beginningsOf(day: Day, person: Person, seed: number): Beginning[] {
  if (person.joins > day.index || person.leaves <= day.index) return []
  const random = Random.of(seed, 4, day.number, person.index)
  const rhythm = day.rhythm.get(person.location) ?? []
  const busy = rhythm[23] ?? 0
  const asks = person.lapses > day.index ? person.perDay * busy * day.growth * (day.vpnOutage ? 2.2 : 1) : 0
  // A reminder of one's own ticket presupposes somebody who files tickets.
  const isTold = person.habit !== 'never' && day.number * DAY >= EVENTS_ARE_EXPORTED
  const conversations = random.count(asks)
  const events = isTold ? random.count(EVENTS_PER_DAY * busy) : 0
  return Array.from({ length: conversations + events }, (_, i) => ({
    at: momentOf(random, day, rhythm),
    person,
    random: Random.of(seed, 5, day.number, person.index, i),
    isEvent: i >= conversations,
  }))
}

/** A moment of the day, likelier when people of the place are at work. */
function momentOf(random: Random, day: Day, rhythm: readonly number[]): number {
  const share = (random.next() / 0x1_0000_0000) * (rhythm[23] ?? 0)
  let hour = 0
  while (hour < 23 && (rhythm[hour] ?? 0) <= share) hour++
  return day.number * DAY + hour * HOUR + random.below(HOUR)
}

function converse(t: Transcript, day: Day, company: Company, topics: TopicChoice): void {
  const { random, person } = t
  const topic = topics.draw(random, person)
  const route = ['DM', 'Channel', 'Ticket', 'Notification'][random.weighted([88, 4, 3, 5])] ?? 'DM'
  // Of the conversations that began with a notification the source rarely says what they were about.
  const domain =
    route === 'Notification' && random.chance(0.8) ? null : random.chance(0.02) ? 'UNKNOWN' : topic.domain
  t.open(route, domain)
  if (route === 'Notification') {
    t.notify(
      `Hi ${person.firstName}, did you know that you can ask me anything about work?`,
      random.shortId(),
    )
    t.wait(5, 300)
  }
  // While the VPN is down the usual advice is no help; from four in the afternoon (UTC) on it is again.
  const isUnsolved = day.vpnOutage && topic.entity === 'vpn' && t.now - day.number * DAY < 16 * HOUR
  takeCourse(t, company, topic, isUnsolved ? 0.6 : undefined)
  // The next matter, in the same conversation.
  if (!random.chance(ANOTHER_MATTER) || t.now - day.number * DAY > DAY) return
  t.wait(40, 600)
  takeCourse(t, company, topics.draw(random, person))
}
