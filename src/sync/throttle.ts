import type { Clock } from './clock.ts'

export interface Budget {
  /** Requests a second at most; without it, as many as the source answers. */
  readonly rate?: number | undefined
  /** Requests at once at most. */
  readonly parallel?: number | undefined
}

export const DEFAULT_PARALLEL = 4

/**
 * What all requests to one source share: how many run at once, how many start in a second, and when none may start at all.
 *
 * How many run at once adapts: one more after as many good answers as run at once, half as many after a sign of overload.
 */
export class Throttle {
  readonly #clock: Clock
  readonly #interval: number
  readonly #most: number
  #limit: number
  #running = 0
  #good = 0
  #nextStart = 0
  #pausedUntil = 0
  readonly #waiting: (() => void)[] = []

  constructor(clock: Clock, { rate, parallel = DEFAULT_PARALLEL }: Budget = {}) {
    this.#clock = clock
    this.#interval = rate === undefined ? 0 : 1000 / rate
    this.#most = Math.max(1, parallel)
    this.#limit = this.#most
  }

  /** How many requests may run at once right now. */
  get limit(): number {
    return this.#limit
  }

  /** Runs `request` when it may start. */
  async pass<T>(request: () => Promise<T>): Promise<T> {
    while (this.#running >= this.#limit) await new Promise<void>(resolve => this.#waiting.push(resolve))
    this.#running++
    try {
      await this.#start()
      return await request()
    } finally {
      this.#running--
      this.#wake()
    }
  }

  /** No request starts for so long: the source asked for that. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms)
  }

  overloaded(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2))
    this.#good = 0
  }

  succeeded(): void {
    if (this.#limit === this.#most || ++this.#good < this.#limit) return
    this.#good = 0
    this.#limit++
    this.#wake()
  }

  async #start(): Promise<void> {
    for (;;) {
      const now = this.#clock.now()
      if (now < this.#pausedUntil) {
        await this.#clock.wait(this.#pausedUntil - now)
        continue
      }
      const at = Math.max(now, this.#nextStart)
      this.#nextStart = at + this.#interval
      if (at > now) await this.#clock.wait(at - now)
      if (this.#clock.now() >= this.#pausedUntil) return
    }
  }

  #wake(): void {
    for (let free = this.#limit - this.#running; free > 0; free--) this.#waiting.shift()?.()
  }
}
