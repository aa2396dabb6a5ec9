/** How a source's clock runs. */
export interface ClockOptions {
  /** Where it begins, in milliseconds since 1970; at the real time when absent. */
  readonly start?: number | undefined
  /** How many milliseconds each request takes of the source's time. */
  readonly request?: number | undefined
  /** How many times as fast as real time it runs. */
  readonly speed?: number | undefined
  /** The real time, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

/** A source's clock: stamps, tokens, links and publications go by it, and the `Date` of answers. */
export class SourceClock {
  readonly start: number
  readonly #request: number
  readonly #speed: number
  readonly #real: () => number
  readonly #begun: number
  #added = 0

  constructor({ start, request = 0, speed = 1, now = Date.now }: ClockOptions = {}) {
    this.#real = now
    this.#begun = now()
    this.start = Math.floor(start ?? this.#begun)
    this.#request = request
    this.#speed = speed
  }

  /** In milliseconds since 1970. */
  now(): number {
    return Math.floor(this.start + (this.#real() - this.#begun) * this.#speed + this.#added)
  }

  /** A request came. */
  tick(): void {
    this.#added += this.#request
  }

  /** Lets so many milliseconds pass at once. */
  advance(ms: number): void {
    this.#added += ms
  }
}
