import { hashOf } from '../credentials/secret.ts'

/** How long a credential counts as good after it was seen to be: between one and two of these. */
const GENERATION_MS = 5 * 60_000
const MOST = 10_000

/**
 * Credentials that were good a while ago. An address that sent many wrong ones may be shared, as behind a proxy: those
 * whose credential is known are let through to be verified all the same.
 */
export class RecentlyGood {
  readonly #now: () => number
  #young = new Set<string>()
  #old = new Set<string>()
  #since: number

  constructor(now: () => number = Date.now) {
    this.#now = now
    this.#since = now()
  }

  add(text: string): void {
    this.#age()
    if (this.#young.size < MOST) this.#young.add(hashOf(text))
  }

  has(text: string): boolean {
    this.#age()
    const hash = hashOf(text)
    return this.#young.has(hash) || this.#old.has(hash)
  }

  #age(): void {
    const passed = this.#now() - this.#since
    if (passed < GENERATION_MS) return
    this.#old = passed < 2 * GENERATION_MS ? this.#young : new Set()
    this.#young = new Set()
    this.#since = this.#now()
  }
}
