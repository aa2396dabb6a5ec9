import { civil, DAY, dayText, firstOfMonth, weekday } from '../instants.ts'
import type { Person } from '../people.ts'
import type { Resource } from '../resource.ts'
import type { Cut } from './dimensions.ts'
import { DimensionValues, emptyCut, SLOT } from './dimensions.ts'
import { DistinctPeople } from './distinct.ts'
import { Latencies, type Latency } from './latencies.ts'
import { M } from './measures.ts'
import type { Parts } from './tally.ts'
import { Tally } from './tally.ts'

/** The numbers of one day: sums and distinct people by measure. */
export interface TruthDay {
  readonly day: string
  readonly measures: { readonly [measure: string]: Parts }
}

/** What is known only at the end: distinct people of longer periods, and what is not about a day. */
export interface TruthSummary {
  /** Distinct people by week; a week is named after its Monday. Weeks at the edges of the run are partial. */
  readonly weeks: { readonly [monday: string]: { readonly [measure: string]: Parts } }
  /** Distinct people by month, `2026-01`. */
  readonly months: { readonly [month: string]: { readonly [measure: string]: Parts } }
  /** Distinct people of the whole run. */
  readonly whole: { readonly [measure: string]: Parts }
  /** People by the month of their first activity within the run, and how many of them were active in which month. */
  readonly cohorts: { readonly [first: string]: { readonly [month: string]: number } }
  /** People by the day of `latest_interaction_time` as the users table says at the end; days before the run included. */
  readonly latest_interaction: { readonly [day: string]: number }
  /** Articles of the knowledge base: how often a search returned them, how often an answer cited them. Never returned: 0. */
  readonly articles: readonly {
    readonly resource_id: string
    readonly name: string
    readonly retrieved: number
    readonly cited: number
  }[]
  /** How long the calls of each plugin took, over the whole run. */
  readonly latency: { readonly [plugin: string]: Latency }
}

/** The first and the latest thing somebody did on a day. */
export interface Presence {
  readonly first: number
  readonly cut: Cut
  readonly latest: number
}

/** A conversation that began this long after another one of the same person is a return. */
const RETURNS: readonly (readonly [measure: number, within: number])[] = [
  [M.conversations_returned_24h, DAY],
  [M.conversations_returned_72h, 3 * DAY],
]
const LONGEST_RETURN = 3

interface Period {
  readonly name: string
  readonly people: DistinctPeople
}

/**
 * What really happened, counted while it happens: not from records, but by those who let it happen.
 *
 * Days leave it as soon as nothing can change them any more, so memory does not grow with the days.
 */
export class Truth {
  readonly values = new DimensionValues()
  /** From this instant on nothing is published any more, so it cannot count. */
  readonly horizon: number
  readonly latencies = new Latencies()
  private readonly tally = new Tally(this.values)
  private readonly people: number
  private readonly cuts = new Map<Person, Cut>()
  /** Of people who will move: when, and what they belong to then, in the order of time. */
  private readonly coming = new Map<Person, { readonly at: number; readonly cut: Cut }[]>()
  private readonly previous = new Map<Person, { readonly at: number; readonly cut: Cut }>()
  private readonly active = new Map<number, DistinctPeople>()
  private readonly presences = new Map<number, Map<Person, Presence>>()
  private readonly distinctDays = new Map<number, { [measure: string]: Parts }>()
  private readonly articles = new Map<string, { name: string; retrieved: number; cited: number }>()
  private readonly whole: DistinctPeople
  private readonly firstMonth = new Map<number, string>()
  private week: Period | undefined
  private month: Period | undefined
  private readonly weeks: { [monday: string]: { [measure: string]: Parts } } = {}
  private readonly months: { [month: string]: { [measure: string]: Parts } } = {}
  private readonly cohorts: { [first: string]: { [month: string]: number } } = {}
  private nextDay: number

  /**
   * @param people how many there are; the index of each is below it
   * @param start number of the first day
   */
  constructor(people: number, start: number, days: number) {
    this.people = people
    this.whole = new DistinctPeople(people)
    this.nextDay = start
    this.horizon = (start + days) * DAY
  }

  add(measure: number, at: number, cut: Cut, amount = 1): void {
    this.tally.add(measure, at, cut, amount)
  }

  /** What a person belongs to, as numbers of values. The caller may write into it. */
  cutOf(person: Person): Cut {
    return this.knownCut(person).slice()
  }

  private knownCut(person: Person): Cut {
    let cut = this.cuts.get(person)
    if (cut === undefined) {
      cut = emptyCut()
      const { values } = this
      cut[SLOT.department] = values.numberOf(SLOT.department, person.department)
      cut[SLOT.location] = values.numberOf(SLOT.location, person.location.city)
      cut[SLOT.country] = values.numberOf(SLOT.country, person.location.country)
      cut[SLOT.language] = values.numberOf(SLOT.language, person.location.preferredLanguage)
      cut[SLOT.role] = values.numberOf(SLOT.role, person.role)
      cut[SLOT.segment] = values.numberOf(SLOT.segment, person.habit)
      cut[SLOT.tester] = values.numberOf(SLOT.tester, String(person.isTester))
      this.cuts.set(person, cut)
    }
    return cut
  }

  /** A person will move at that instant, after all moves told before, to another department and perhaps another role. */
  willMove(person: Person, at: number, department: string, role: string): void {
    const cut = emptyCut()
    cut[SLOT.department] = this.values.numberOf(SLOT.department, department)
    cut[SLOT.role] = this.values.numberOf(SLOT.role, role)
    const moves = this.coming.get(person) ?? []
    this.coming.set(person, moves)
    moves.push({ at, cut })
  }

  /** A cut of a person’s, with where they are at that instant: a conversation may begin before they move, and go on days later. */
  placed(person: Person, at: number, cut: Cut): Cut {
    const move = this.coming.get(person)?.findLast(coming => coming.at <= at)
    if (move === undefined) return cut
    const placed = cut.slice()
    for (const slot of [SLOT.department, SLOT.role]) placed[slot] = move.cut[slot]!
    return placed
  }

  /** A person moved: from now on they count elsewhere. */
  moved(person: Person): void {
    this.coming.get(person)?.shift()
    this.cuts.delete(person)
  }

  /** Somebody did something. */
  see(person: Person, at: number, begunWith: Cut): void {
    const cut = this.placed(person, at, begunWith)
    const day = Math.floor(at / DAY)
    let active = this.active.get(day)
    let presences = this.presences.get(day)
    if (active === undefined || presences === undefined) {
      active = new DistinctPeople(this.people)
      presences = new Map()
      this.active.set(day, active)
      this.presences.set(day, presences)
    }
    active.see(person.index, cut)
    const before = presences.get(person)
    if (before === undefined) presences.set(person, { first: at, cut: cut.slice(), latest: at })
    else if (at < before.first) presences.set(person, { first: at, cut: cut.slice(), latest: before.latest })
    else if (at > before.latest) presences.set(person, { ...before, latest: at })
  }

  /** Somebody began a conversation of their own: perhaps they return after an earlier one. */
  began(person: Person, at: number, cut: Cut): void {
    const before = this.previous.get(person)
    if (before !== undefined)
      for (const [measure, within] of RETURNS)
        if (at - before.at <= within) this.add(measure, before.at, before.cut)
    this.previous.set(person, { at, cut })
  }

  /** A search returned an article. */
  retrieved({ name, resourceId }: Resource, cited: boolean): void {
    let article = this.articles.get(resourceId)
    if (article === undefined) {
      article = { name: name ?? '', retrieved: 0, cited: 0 }
      this.articles.set(resourceId, article)
    }
    article.retrieved++
    if (cited) article.cited++
  }

  /** Who did something on a day, and when. */
  presencesOn(day: number): ReadonlyMap<Person, Presence> {
    return this.presences.get(day) ?? new Map()
  }

  /** A day is over, and the people as they are in the evening. */
  closeDay(day: number, known: readonly Person[], hasAccess: (person: Person) => boolean): void {
    const at = day * DAY
    for (const person of known) {
      const cut = this.knownCut(person)
      this.add(M.users_known, at, cut)
      if (hasAccess(person)) this.add(M.users_with_access, at, cut)
      if (person.first === null) continue
      this.add(M.users_ever, at, cut)
      if (person.first === person.latest) this.add(M.users_single_interaction, at, cut)
    }
    const active = this.active.get(day) ?? new DistinctPeople(this.people)
    this.distinctDays.set(day, this.counted(active))
    this.active.delete(day)
    this.presences.delete(day)
    const { month, year } = civil(day)
    this.week = this.into(this.week, dayText(day - weekday(day)), active, this.weeks)
    this.month = this.into(this.month, dayText(firstOfMonth(year, month)).slice(0, 7), active, this.months)
    this.whole.addAll(active)
  }

  /** Takes out the days that nothing can change any more; all that are left when `isOver`. */
  *finishedDays(lived: number, isOver = false): Iterable<TruthDay> {
    const until = isOver ? lived : lived - LONGEST_RETURN - 1
    for (; this.nextDay <= until; this.nextDay++) {
      const distinct = this.distinctDays.get(this.nextDay)
      this.distinctDays.delete(this.nextDay)
      yield { day: dayText(this.nextDay), measures: { ...distinct, ...this.tally.take(this.nextDay) } }
    }
  }

  summary(people: readonly Person[], articles: readonly Resource[]): TruthSummary {
    this.into(this.week, '', undefined, this.weeks)
    this.into(this.month, '', undefined, this.months)
    const latest: { [day: string]: number } = {}
    const days = people.flatMap(({ latest }) => (latest === null ? [] : [Math.floor(latest / DAY)]))
    for (const day of days.sort((a, b) => a - b)) latest[dayText(day)] = (latest[dayText(day)] ?? 0) + 1
    return {
      weeks: this.weeks,
      months: this.months,
      whole: this.counted(this.whole),
      cohorts: this.cohorts,
      latest_interaction: latest,
      articles: articles.map(({ name, resourceId }) => ({
        resource_id: resourceId,
        ...(this.articles.get(resourceId) ?? { name: name ?? '', retrieved: 0, cited: 0 }),
      })),
      latency: this.latencies.summary(),
    }
  }

  /** Adds a day to the period it belongs to, and closes the period before when another one begins. */
  private into(
    period: Period | undefined,
    name: string,
    active: DistinctPeople | undefined,
    closed: { [name: string]: { [measure: string]: Parts } },
  ): Period | undefined {
    if (period !== undefined && period.name !== name) {
      closed[period.name] = this.counted(period.people)
      if (closed === this.months) this.countCohort(period)
    }
    if (active === undefined) return undefined
    const current = period?.name === name ? period : { name, people: new DistinctPeople(this.people) }
    current.people.addAll(active)
    return current
  }

  private countCohort({ name, people }: Period): void {
    for (const index of people.people()) {
      const first = this.firstMonth.get(index) ?? name
      this.firstMonth.set(index, first)
      this.cohorts[first] ??= {}
      const cohort = this.cohorts[first]
      cohort[name] = (cohort[name] ?? 0) + 1
    }
  }

  private counted(people: DistinctPeople): { [measure: string]: Parts } {
    const once = people.count('once')
    const again = people.count('again')
    return {
      active_users: { all: once.all, ...this.tally.named(once.parts) },
      retained_users: { all: again.all, ...this.tally.named(again.parts) },
    }
  }
}
