import type { Day } from './calendar.ts'
import type { Company } from './company.ts'
import { takeCourse } from './courses.ts'
import { campaignMessage, systemEvent } from './events.ts'
import { DAY, HOUR, weekday } from './instants.ts'
import { hasAccess } from './load.ts'
import type { Outbox } from './outbox.ts'
import type { Person, Return } from './people.ts'
import { Random } from './random.ts'
import type { Topic } from './topic.ts'
import { TopicChoice, topicNamed } from './topic-choice.ts'
import { Transcript } from './transcript.ts'

/** System events a person gets on a usual working day. */
const EVENTS_PER_DAY = 0.2

/** How often a conversation goes on with something else. */
const ANOTHER_MATTER = 0.15

/** How often somebody who was not helped comes back with the same matter. */
const COMES_BACK = 0.3

/** How much more people ask while something is down. */
const DURING_OUTAGES = 2.2

/** Since when the source does what it did not always do, as instants. */
export interface Since {
  /** Clicks and forms say to which message they react. */
  readonly reactionsHaveParents: number
  /** System events are exported as conversations of their own. */
  readonly eventsAreExported: number
}

interface Beginning {
  readonly at: number
  readonly person: Person
  readonly random: Random
  readonly kind: 'question' | 'return' | 'event' | 'campaign'
}

/** Lets a day happen: everybody's conversations, in the order in which they began. Yields after each. */
export function* liveThrough(
  day: Day,
  company: Company,
  outbox: Outbox,
  seed: number,
  since: Since,
): Iterable<void> {
  const topics = new TopicChoice(day)
  const exportsEvents = day.number * DAY >= since.eventsAreExported
  const beginnings = company.people.flatMap(person => beginningsOf(day, person, seed, exportsEvents))
  beginnings.sort((a, b) => a.at - b.at || a.person.index - b.person.index)
  for (const { at, kind, person, random } of beginnings) {
    const t = new Transcript(outbox, random, person, at, at >= since.reactionsHaveParents)
    if (kind === 'event') systemEvent(t, company)
    else if (kind === 'campaign') campaignMessage(t, topicNamed(day.campaign ?? ''))
    else converse(t, day, company, topics, kind === 'return' ? takeReturn(person) : null)
    t.end()
    yield
  }
}

function beginningsOf(day: Day, person: Person, seed: number, exportsEvents: boolean): Beginning[] {
  if (person.joins > day.index || !hasAccess(person, day.index)) return []
  const random = Random.of(seed, 4, day.number, person.index)
  const rhythm = day.rhythm.get(person.location) ?? []
  const busy = rhythm[23] ?? 0
  const times =
    busy * day.growth * adoption(day.index - person.accessFrom) * (day.outage ? DURING_OUTAGES : 1)
  const isTold = person.habit !== 'never' && exportsEvents
  const kinds: Beginning['kind'][] = []
  const add = (kind: Beginning['kind'], count: number): void => {
    for (let i = 0; i < count; i++) kinds.push(kind)
  }
  add('question', person.lapses > day.index ? random.count(person.perDay * times) : 0)
  // A reminder of one's own ticket presupposes somebody who files tickets.
  add('event', isTold ? random.count(EVENTS_PER_DAY * busy) : 0)
  add('campaign', day.campaign !== undefined && exportsEvents ? 1 : 0)
  add('return', person.returns !== null && person.returns.day <= day.number ? 1 : 0)
  return kinds.map((kind, i) => ({
    at: momentOf(random, day, rhythm),
    kind,
    person,
    random: Random.of(seed, 5, day.number, person.index, i),
  }))
}

/** How much somebody uses something new: they try it out, forget it, and come to rely on it. */
function adoption(days: number): number {
  if (days === Number.POSITIVE_INFINITY) return 1
  return 0.2 + (0.8 * days) / (days + 14) + (days < 5 ? 0.5 : 0)
}

/** A moment of the day, likelier when people of the place are at work. */
function momentOf(random: Random, day: Day, rhythm: readonly number[]): number {
  const share = (random.next() / 0x1_0000_0000) * (rhythm[23] ?? 0)
  let hour = 0
  while (hour < 23 && (rhythm[hour] ?? 0) <= share) hour++
  return day.number * DAY + hour * HOUR + random.below(HOUR)
}

function takeReturn(person: Person): Return | null {
  const { returns } = person
  person.returns = null
  return returns
}

function converse(
  t: Transcript,
  day: Day,
  company: Company,
  topics: TopicChoice,
  returns: Return | null,
): void {
  const { random, person } = t
  const topic = returns?.topic ?? topics.draw(random, person)
  const route = ['DM', 'Channel', 'Ticket', 'Notification'][random.weighted([88, 4, 3, 5])] ?? 'DM'
  // Of the conversations that began with a notification the source rarely says what they were about.
  const domain =
    route === 'Notification' && random.chance(0.8) ? null : random.chance(0.02) ? 'UNKNOWN' : topic.domain
  t.open(route, domain)
  t.ledger.returnsTo = returns?.of ?? null
  if (route === 'Notification') {
    t.notify(
      `Hi ${person.firstName}, did you know that you can ask me anything about work?`,
      random.shortId(),
    )
    t.wait(5, 300)
  }
  takeCourse(t, company, topic, missing(day, topic, t.now))
  if (t.ledger.outcome === 'unresolved' && random.chance(COMES_BACK))
    person.returns = { day: workingDayAfter(day.number, random.between(1, 3)), topic, of: t.id }
  // The next matter, in the same conversation.
  if (!random.chance(ANOTHER_MATTER) || t.now - day.number * DAY > DAY) return
  t.wait(40, 600)
  const next = topics.draw(random, person)
  takeCourse(t, company, next, missing(day, next, t.now))
}

/** How likely the knowledge base does not help; undefined for the usual likelihood. */
function missing(day: Day, topic: Topic, now: number): number | undefined {
  if (topic.entity === null) return undefined
  if (topic.entity === day.gap) return 1
  // While a service is down the usual advice is no help; from four in the afternoon (UTC) on it is again.
  return topic.entity === day.outage && now - day.number * DAY < 16 * HOUR ? 0.6 : undefined
}

function workingDayAfter(day: number, days: number): number {
  const after = day + days
  return weekday(after) > 4 ? after + 7 - weekday(after) : after
}
