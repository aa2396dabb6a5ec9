/** Failures that cost nothing: people mistype. */
const FREE = 5
const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 15 * 60_000
/** Failures are forgotten after so long without another. */
const MEMORY_MS = 24 * 3_600_000
/** Above this many, those that are forgotten are removed. */
const MANY = 10_000

interface Failures {
  count: number
  last: number
}

/**
 * Delays that grow: after some failures under a name, the next attempt has to wait a second, then two, then four, to a quarter of
 * an hour. Names are whatever is to be slowed down: an account as tried from one address, an address, an account.
 */
export class Throttle {
  readonly #now: () => number
  readonly #free: number
  readonly #failures = new Map<string, Failures>()
  #pruneAt = MANY

  /** @param free failures that cost nothing */
  constructor(now: () => number = Date.now, free: number = FREE) {
    this.#now = now
    this.#free = free
  }

  /** Milliseconds until an attempt may be made; 0 when it may now. */
  wait(name: string): number {
    const failures = this.#failures.get(name)
    if (!failures || failures.count < this.#free) return 0
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures.count - this.#free))
    return Math.max(0, failures.last + delay - this.#now())
  }

  /** Counts an attempt as failed. It is counted before it is made, so that many at once are as many. */
  fail(name: string): void {
    const now = this.#now()
    const known = this.#failures.get(name)
    if (known && known.last + MEMORY_MS > now) {
      known.count++
      known.last = now
      return
    }
    if (this.#failures.size >= this.#pruneAt) this.#prune(now)
    this.#failures.set(name, { count: 1, last: now })
  }

  /** Takes one failure back: that attempt was good, which says nothing of the others. */
  excuse(name: string): void {
    const failures = this.#failures.get(name)
    if (failures) failures.count--
  }

  /** Forgets the failures: the attempt was good. */
  forgive(name: string): void {
    this.#failures.delete(name)
  }

  #prune(now: number): void {
    for (const [name, { last }] of this.#failures) if (last + MEMORY_MS <= now) this.#failures.delete(name)
    this.#pruneAt = Math.max(MANY, this.#failures.size * 2)
  }
}
