import type { Engine } from '../store/engine.ts'
import { type Clock, systemClock } from './clock.ts'
import { type RunCause, readRuns } from './runs.ts'
import type { Schedule } from './schedules.ts'

/** A machine that slept is noticed within this time. */
const LONGEST_WAIT_MS = 30_000

export interface SchedulerOptions {
  readonly schedules: readonly Schedule[]
  /** When the last run began that did what a schedule does, in milliseconds since 1970; undefined when there was none. */
  readonly lastRun: (schedule: Schedule) => Promise<number | undefined>
  /** Does it. What it throws is its own to tell: the schedule goes on. */
  readonly run: (schedule: Schedule, cause: RunCause) => Promise<void>
  readonly onError: (error: unknown, schedule: Schedule) => void
  readonly clock?: Clock
}

/**
 * Runs what is due, when it is due. A time that came while nobody was there is caught up at the start, once. Runs of one
 * source follow one another.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #turns = new Map<string, Promise<void>>()
  #following: readonly Promise<void>[] = []

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  start(): void {
    this.#following = this.#options.schedules.map(schedule => this.#follow(schedule))
  }

  /** Starts nothing any more, and waits for what runs. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#following)
  }

  async #follow(schedule: Schedule): Promise<void> {
    let cause: RunCause = 'catch-up'
    for (let due = schedule.last(this.#clock.now()); ; cause = 'schedule') {
      if (due !== undefined) await this.#inTurn(schedule, due, cause)
      due = schedule.next(Math.max(due ?? 0, this.#clock.now()))
      if (due === undefined || !(await this.#until(due))) return
    }
  }

  #inTurn(schedule: Schedule, due: number, cause: RunCause): Promise<void> {
    const turn = (this.#turns.get(schedule.source) ?? Promise.resolve()).then(async () => {
      try {
        // Another process, or a person, may have done it meanwhile.
        const last = await this.#options.lastRun(schedule)
        if (this.#stop.signal.aborted || (last !== undefined && last >= due)) return
        await this.#options.run(schedule, cause)
      } catch (error) {
        this.#options.onError(error, schedule)
      }
    })
    this.#turns.set(schedule.source, turn)
    return turn
  }

  /** @returns false when it was stopped before */
  async #until(time: number): Promise<boolean> {
    const { signal } = this.#stop
    for (let left = 1; left > 0 && !signal.aborted; ) {
      left = time - this.#clock.now()
      if (left > 0) await this.#clock.wait(Math.min(left, LONGEST_WAIT_MS), signal).catch(() => {})
    }
    return !signal.aborted
  }
}

/**
 * When the last run of a source that read all entities of a schedule began: whatever came of it, if it was not cut off.
 *
 * @param url the source’s address
 */
export async function lastRunOf(
  engine: Engine,
  url: string,
  schedule: Schedule,
): Promise<number | undefined> {
  const runs = await readRuns(engine, 100, url)
  return runs.find(
    ({ state, entities }) => state !== 'running' && schedule.entities.every(({ name }) => name in entities),
  )?.started
}
