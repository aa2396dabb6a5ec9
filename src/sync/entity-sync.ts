import type { Entity } from '../schema/attribute.ts'
import type { Engine } from '../store/engine.ts'
import { addCounts, NO_RECORDS, type UpsertCounts } from '../store/upsert.ts'
import { auditEntity } from './audit.ts'
import { type Loss, lostBehindHorizon } from './losses.ts'
import { newMeter } from './meter.ts'
import { type Edge, type Plan, type PlanOptions, planWindows } from './plan-windows.ts'
import { ContractError, ContractJudge, type NewChange, type Policies } from './policies.ts'
import { proveWindow } from './prove-window.ts'
import { gapsIn, type Range } from './range.ts'
import type { WindowReader } from './read-window.ts'
import type { EntityRun } from './runs.ts'
import type { SourceClient } from './source-client.ts'
import { SyncError } from './sync-error.ts'
import { readWindows, saveWindows, type Window } from './windows.ts'

/** After so many windows in a row that could not be read, the rest of an entity is left to the next run. */
const MOST_FAILURES_IN_A_ROW = 2

export interface EntitySyncOptions extends PlanOptions {
  readonly engine: Engine
  readonly client: SourceClient
  readonly entity: Entity
  readonly batchRecords: number
  readonly policies: Policies
  readonly progress: (entity: string, counts: UpsertCounts, expected: number | undefined) => void
}

/** One entity's part in a run. Nothing here throws for what the source does: it becomes the entity's failure. */
export class EntitySync {
  readonly #options: EntitySyncOptions
  readonly #meter = newMeter()
  readonly #judge: ContractJudge
  #edge: Edge | undefined
  #planned: readonly Window[] = []
  #windows = 0
  #complete = 0
  #counts = NO_RECORDS
  #expected: number | undefined
  #failure: string | undefined
  #failuresInARow = 0
  #givenUp = false

  constructor(options: EntitySyncOptions) {
    this.#options = options
    this.#judge = new ContractJudge(options.entity.name, options.policies)
  }

  get entity(): Entity {
    return this.#options.entity
  }

  get name(): string {
    return this.#options.entity.name
  }

  get counts(): UpsertCounts {
    return this.#counts
  }

  /** The oldest `last_updated_time` that the source shows, in milliseconds since 1970; now, where it shows none. */
  get oldest(): number {
    return this.#edge?.oldest ?? this.#edge?.now ?? Number.POSITIVE_INFINITY
  }

  /** Why the entity is not complete: the first reason of all. */
  get failure(): string | undefined {
    return this.#failure
  }

  get isComplete(): boolean {
    return this.#failure === undefined && this.#edge !== undefined
  }

  /** Whether a policy ended it. */
  get isStopped(): boolean {
    return this.#judge.isStopped
  }

  /** What was new in its records, where that is to be said. */
  get changes(): readonly NewChange[] {
    return this.#judge.warnings
  }

  /** What the source showed once, and can never be read any more, as far as this run found out. */
  get loss(): Loss | undefined {
    if (!this.#lost) return undefined
    const { since, until } = this.#lost
    return { since: new Date(since).toISOString(), until: new Date(until).toISOString() }
  }

  #lost: Range | undefined
  #unread: string | null = null

  get summary(): EntityRun {
    const time = (ms: number | undefined): string | null =>
      ms === undefined ? null : new Date(ms).toISOString()
    return {
      windows: this.#windows,
      complete: this.#complete,
      now: time(this.#edge?.now),
      oldest: time(this.#edge?.oldest),
      unread: this.#unread,
      failure: this.#failure ?? null,
      lost: this.loss ?? null,
      counts: this.#counts,
      changes: this.changes,
    }
  }

  /** Finds out which windows are to be read, and notes them before any of them is. */
  async plan(): Promise<void> {
    const { engine, client } = this.#options
    await this.#attempt(async () => {
      const plan = await this.draft()
      this.#noteLoss(await lostBehindHorizon(engine, client.name, this.name, plan.complete, this.#edge!))
      const replaced = plan.replaced.map(window => ({ ...window, state: 'replaced' as const }))
      await saveWindows(engine, [...replaced, ...plan.windows], client.clock.now())
      this.#planned = plan.windows
      this.#windows = plan.windows.length
      const counts = plan.windows.map(window =>
        window.counted === null ? undefined : Math.max(0, window.counted - window.tally.ids),
      )
      this.#expected = counts.includes(undefined) ? undefined : counts.reduce<number>((a, b) => a + b!, 0)
    })
    if (this.#failure !== undefined) this.#givenUp = true
  }

  /** Which windows are to be read, without noting it. */
  async draft(): Promise<Plan & { readonly complete: readonly Window[] }> {
    const { engine, client } = this.#options
    const edge = await client.edge(this.name, this.#meter)
    this.#edge = edge
    const known = await readWindows(engine, client.name, this.name)
    const plan = await planWindows(client, this.name, known, edge, this.#options, this.#meter)
    return { ...plan, complete: known.filter(window => window.state === 'complete') }
  }

  get planned(): readonly Window[] {
    return this.#planned
  }

  /** Reads one window. Gives the windows that are to be read in its place. */
  async read(window: Window): Promise<readonly Window[]> {
    if (this.#givenUp) return []
    let instead: readonly Window[] = []
    const read = await this.#attempt(async () => {
      const outcome = await proveWindow(this.#reader(), window, { oldest: this.oldest })
      instead = outcome.instead
      if (outcome.window.state === 'complete') this.#complete++
      else if (outcome.window.state === 'failed') this.#failure ??= outcome.window.reason
      if (outcome.vanished > 0) await this.#lookBehindHorizon(window)
    })
    this.#windows += instead.length
    this.#failuresInARow = read ? 0 : this.#failuresInARow + 1
    if (this.#failuresInARow >= MOST_FAILURES_IN_A_ROW) this.#givenUp = true
    return instead
  }

  /** Compares what the store holds with what the source counts over all of its history, and reads what is missing. */
  async audit(): Promise<void> {
    const { engine, client } = this.#options
    const edge = this.#edge
    if (edge === undefined) return
    const known = await readWindows(engine, client.name, this.name)
    const covered = known.filter(window => window.state === 'complete')
    const whole = { since: this.oldest, until: edge.now - this.#options.settleMs }
    const [gap] = gapsIn(whole, covered)
    this.#unread = gap ? new Date(gap.since).toISOString() : null
    if (!this.isComplete || gap) return
    await this.#attempt(async () => {
      const failure = await auditEntity(this.#reader(), whole, this.#meter, this.#options.full)
      this.#failure ??= failure
    })
  }

  #reader(): WindowReader {
    const { engine, client, entity, batchRecords, progress } = this.#options
    return {
      engine,
      client,
      entity,
      batchRecords,
      judge: novelties => this.#judge.judge(novelties),
      stored: counts => {
        this.#counts = addCounts(this.#counts, counts)
        progress(this.name, this.#counts, this.#expected)
      },
    }
  }

  /** Some of what a window had was not there any more when its turn came: deleted, unless the horizon moved over it. */
  async #lookBehindHorizon({ since, until }: Range): Promise<void> {
    const { oldest } = await this.#options.client.edge(this.name, this.#meter)
    this.#noteLoss({ since: Math.max(since, this.oldest), until: Math.min(until, oldest ?? until) })
  }

  #noteLoss(range: Range | undefined): void {
    if (!range || range.since >= range.until) return
    const { since, until } = this.#lost ?? range
    this.#lost = { since: Math.min(since, range.since), until: Math.max(until, range.until) }
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      this.#failure ??= error instanceof Error ? error.message : String(error)
      // What is refused for one window is refused for all; and what a policy stops is stopped.
      if (error instanceof SyncError && [401, 403, 404].includes(error.status ?? 0)) this.#givenUp = true
      if (error instanceof ContractError) this.#givenUp = true
      return false
    }
  }
}
