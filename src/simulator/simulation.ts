import { dayOf } from './calendar.ts'
import { Company } from './company.ts'
import type { Since } from './day.ts'
import { liveThrough } from './day.ts'
import { DAY, dayNumber } from './instants.ts'
import { endDay } from './load.ts'
import { Outbox } from './outbox.ts'
import type { Person } from './people.ts'
import { departmentOf, roleOf, TEAM } from './people.ts'
import { Random } from './random.ts'
import type { Scenario, ScenarioName } from './scenarios.ts'
import { SCENARIOS } from './scenarios.ts'
import type { Sink } from './sink.ts'
import { irregular, punctual } from './stamps.ts'
import type { TruthDay, TruthSummary } from './truth/truth.ts'
import { Truth } from './truth/truth.ts'

/** A company to simulate. */
export interface CompanyPlan {
  /** Everything that is left to chance follows from it. */
  readonly seed: number
  readonly people: number
  /** The first day, `YYYY-MM-DD`. */
  readonly start: string
  readonly days: number
  /** What happens to the company; `usual` when absent. */
  readonly scenario?: ScenarioName | undefined
  /** From this day on clicks and forms have parents; 2025-08-12, as at the source, when absent. */
  readonly parentsSince?: string | undefined
  /** From this day on system events are exported; 2026-04-01, as at the source, when absent. */
  readonly eventsSince?: string | undefined
  /** Name of the fixture, when the days are told rather than simulated. */
  readonly fixture?: string | undefined
  /** Whether some days are late, held back or published twice, as at the source; true when absent. */
  readonly irregularLoads?: boolean | undefined
}

/** A company that lives: simulated, or told. */
export interface Run {
  readonly plan: CompanyPlan
  readonly company: Company
  /** Lets the company live, and pauses again and again so that somebody can carry away what it made. */
  live(): Iterable<Step>
  /** Takes out the days whose truth is final: all but the latest few while the company lives, all when it is over. */
  finishedDays(): Iterable<TruthDay>
  /** What is known when all days are over. */
  summary(): TruthSummary
}

/** Somebody’s next department, and their role there. */
interface Move {
  readonly person: Person
  readonly department: string
  readonly role: string
}

/** How far a simulation is. */
export interface Step {
  /** Number of the day. */
  readonly day: number
  /** Days since the first. */
  readonly index: number
  /** Whether the day is over, rather than something of it has happened. */
  readonly isOver: boolean
  /** Whether people moved to other departments on that day. */
  readonly hasMoved: boolean
}

/** Conversations from one step to the next. */
const CONVERSATIONS_PER_STEP = 200

/** A company that lives day by day, and what really happens in it. */
export class Simulation implements Run {
  readonly company: Company
  readonly plan: CompanyPlan
  private readonly first: number
  private readonly truth: Truth
  private readonly outbox: Outbox
  private readonly scenario: Scenario
  private readonly since: Since
  private lived: number

  /**
   * @param sink is given every record while it is made
   * @throws RangeError when a day is not a day, or a number makes no sense
   */
  constructor(plan: CompanyPlan, sink: Sink) {
    const {
      days,
      eventsSince = '2026-04-01',
      irregularLoads = true,
      parentsSince = '2025-08-12',
      people,
    } = plan
    for (const [name, value] of Object.entries({ seed: plan.seed, people, days }))
      if (!Number.isSafeInteger(value) || value < 0)
        throw new RangeError(`${name} must be a whole number: ${value}`)
    this.plan = plan
    this.first = dayNumber(plan.start)
    this.lived = this.first - 1
    this.since = {
      eventsAreExported: dayNumber(eventsSince) * DAY,
      reactionsHaveParents: dayNumber(parentsSince) * DAY,
    }
    this.scenario = SCENARIOS[plan.scenario ?? 'usual']
    this.company = new Company(plan.seed, people, this.first)
    this.truth = new Truth(people, this.first, days)
    this.outbox = new Outbox(sink, this.truth, irregularLoads ? irregular(plan.seed) : punctual(plan.seed))
    this.beginLaunch()
  }

  *live(): Iterable<Step> {
    this.announceMoves()
    for (let index = 0; index < this.plan.days; index++) {
      const number = this.first + index
      this.outbox.begin(number)
      const hasMoved = this.reorganise(index)
      const day = dayOf(number, this.first, this.scenario)
      let conversations = 0
      for (const _ of liveThrough(day, this.company, this.outbox, this.plan.seed, this.since))
        if (++conversations % CONVERSATIONS_PER_STEP === 0)
          yield { day: number, index, isOver: false, hasMoved }
      endDay(this.company, this.outbox, number, index)
      this.lived = number
      yield { day: number, index, isOver: true, hasMoved }
    }
  }

  finishedDays(): Iterable<TruthDay> {
    const isOver = this.lived === this.first + this.plan.days - 1
    return this.truth.finishedDays(this.lived, isOver)
  }

  summary(): TruthSummary {
    const { library, people } = this.company
    return this.truth.summary(
      people.filter(person => person.joins < this.plan.days),
      library.articles,
    )
  }

  /** Departments that do not have the assistant yet, and people who thus never used it. */
  private beginLaunch(): void {
    const { waves } = this.scenario
    if (waves === undefined) return
    for (const person of this.company.people) {
      const wave = waves.findIndex(departments => departments.includes(person.department))
      person.accessFrom = person.isTester ? 0 : Math.max(0, wave) * 7
      person.first = null
      person.latest = null
    }
  }

  /** Some teams move to another department today, if it is a day for that. */
  private reorganise(index: number): boolean {
    const moves = this.movesOn(index)
    for (const { person, department, role } of moves) {
      Object.assign(person, { department, role })
      this.truth.moved(person)
    }
    return moves.length > 0
  }

  /** What the assistant says days later, as of a ticket, counts where people are then. */
  private announceMoves(): void {
    for (let index = 0; index < this.plan.days; index++)
      for (const { person, department, role } of this.movesOn(index))
        this.truth.willMove(person, (this.first + index) * DAY, department, role)
  }

  private movesOn(index: number): readonly Move[] {
    const { moves } = this.scenario
    if (moves === undefined || index < moves.on || (index - moves.on) % moves.every !== 0) return []
    const { seed } = this.plan
    const found: Move[] = []
    for (const person of this.company.people) {
      const team = Math.floor(person.index / TEAM)
      const random = Random.of(seed, 9, index, team)
      if (random.below(100) >= moves.percent) continue
      const department = departmentOf(seed + index, team)
      const role = person.isTester ? person.role : roleOf(department, person.isManager, person.index % 3)
      found.push({ person, department, role })
    }
    return found
  }
}
