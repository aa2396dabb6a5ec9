import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { entities } from '../schema/entities.ts'
import { type Engine, rows } from '../store/engine.ts'
import { addControl } from './control.ts'
import type { FaultPlan } from './plan.ts'
import { dataFaultsOf, PublishedSource } from './published-source.ts'
import { SourceClock } from './source-clock.ts'
import { type Active, activate, addTransportFaults } from './transport.ts'

export interface FaultySourceOptions {
  /** The complete store. It is only read. */
  readonly truth: Engine
  readonly plan: FaultPlan
  /**
   * Another database of the same engine, for what the source shows at a time. It is asked for only when the plan has faults of
   * the data; its collections are emptied.
   */
  readonly shown: () => Promise<Engine>
  /** The real time, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined
  /** Lets real time pass: how a server stalls. */
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined
}

/**
 * A Data API's source that misbehaves by a plan.
 *
 * @example
 * const source = await FaultySource.open({ truth, plan: loadPlan('mild'), shown })
 * const server = createServer()
 * source.addTo(server)
 * addDataApi(server, { engine: source.engine, gate: new Gate({ engine: truth }) })
 */
export class FaultySource {
  readonly plan: FaultPlan
  readonly clock: SourceClock
  /** What the Data API is to be served from. */
  readonly engine: Engine
  /** What the source has at a time, whether it shows it or not: what a copy has to equal. */
  readonly store: Engine
  readonly #published: PublishedSource | undefined
  readonly #active: readonly Active[]

  private constructor(
    { plan, truth, wait = sleep }: FaultySourceOptions,
    clock: SourceClock,
    published: PublishedSource | undefined,
  ) {
    this.plan = plan
    this.clock = clock
    this.#published = published
    this.engine = published?.engine ?? truth
    this.store = published?.store ?? truth
    this.#active = activate(plan, { clock, wait })
  }

  static async open(options: FaultySourceOptions): Promise<FaultySource> {
    const { truth, plan, shown, now } = options
    const { start, request, speed } = plan.clock
    const clock = new SourceClock({
      start: start && ('instant' in start ? start.instant : (await newestStamp(truth)) - start.beforeNewest),
      request,
      speed,
      now,
    })
    const published =
      dataFaultsOf(plan).length === 0 && start === undefined
        ? undefined
        : await PublishedSource.open(truth, await shown(), plan, clock)
    return new FaultySource(options, clock, published)
  }

  /** Whether what it shows lies in the database for it, rather than being all of the complete store. */
  get publishes(): boolean {
    return this.#published !== undefined
  }

  /** Puts the plan's faults, and `/faults`, on a server that has no routes yet. */
  addTo(server: FastifyInstance): void {
    addTransportFaults(
      server,
      this.#active,
      this.clock,
      () => this.#published?.catchUp() ?? Promise.resolve(),
    )
    addControl(server, this)
  }

  /** Lets the source's time pass, and publishes what is due then. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms)
    await this.#published?.catchUp()
  }

  /** Lets time pass until everything was published. */
  async advanceToEnd(): Promise<void> {
    const left = (this.#published?.end ?? 0) - this.clock.now()
    if (left >= 0) await this.advance(left + 1)
  }

  /** What was done so far. */
  state(): FaultyState {
    return {
      seed: this.plan.seed,
      clock: new Date(this.clock.now()).toISOString(),
      next: instantOf(this.#published?.next),
      faults: this.#active.map(({ name, draw }) => ({ fault: name, ...draw.tally })),
    }
  }
}

/** What a faulty source has done. */
export interface FaultyState {
  readonly seed: number
  /** The source's time. */
  readonly clock: string
  /** When something is published next; null when nothing is to come. */
  readonly next: string | null
  /** For each fault of the transport, how many requests it was for, and how many of them it struck. */
  readonly faults: readonly { readonly fault: string; readonly seen: number; readonly struck: number }[]
}

const instantOf = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString()

/** In milliseconds since 1970; now, when the store is empty. */
async function newestStamp(engine: Engine): Promise<number> {
  const newest = entities.map(
    ({ table }) => `SELECT toUnixTimestamp64Milli(max(last_updated_time)) AS at FROM ${table}`,
  )
  const [found] = await rows<{ newest: number }>(engine, {
    sql: `SELECT max(at) AS newest FROM (${newest.join(' UNION ALL ')})`,
  })
  return found?.newest || Date.now()
}
