import type { EntityName } from '../schema/entities.ts'
import { Random } from '../simulator/random.ts'
import type { Asked, RequestKind } from './asked.ts'
import type { SourceClock } from './source-clock.ts'

/** When a fault strikes. */
export interface Occasion {
  /** The share of the requests it is for, from 0 to 1. */
  readonly share: number
  readonly on: readonly RequestKind[]
  /** Which collections; all, and requests that are for none, when absent. */
  readonly entities?: readonly EntityName[] | undefined
  /** The source's time from which it strikes, and up to which, in milliseconds since 1970. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** How many requests it lets pass first. */
  readonly after?: number | undefined
  /** How often it strikes at most. */
  readonly times?: number | undefined
  /** How many requests it strikes in a row. */
  readonly burst?: number | undefined
}

/**
 * Decides which requests a fault strikes: by the seed and the number of the request among those it is for. Real time has no
 * part in it, so the same requests in the same order meet the same faults.
 */
export class Draw {
  readonly #occasion: Occasion
  readonly #keys: readonly number[]
  readonly #clock: SourceClock
  #seen = 0
  #struck = 0
  #burstLeft = 0

  constructor(occasion: Occasion, clock: SourceClock, ...keys: readonly number[]) {
    this.#occasion = occasion
    this.#clock = clock
    this.#keys = keys
  }

  /** How many requests it looked at, and how many it struck. */
  get tally(): { readonly seen: number; readonly struck: number } {
    return { seen: this.#seen, struck: this.#struck }
  }

  /** The chance that belongs to this strike, or undefined when the request is spared. */
  strike(asked: Asked): Random | undefined {
    const { share, after = 0, times = Number.POSITIVE_INFINITY, burst = 1 } = this.#occasion
    if (!this.#isFor(asked)) return undefined
    const random = Random.of(...this.#keys, ++this.#seen)
    if (this.#seen <= after || this.#struck >= times) return undefined
    if (this.#burstLeft > 0) this.#burstLeft--
    else if (random.chance(share)) this.#burstLeft = burst - 1
    else return undefined
    this.#struck++
    return random
  }

  /** A strike did no harm, because there was nothing it could have done to this request. */
  spare(): void {
    this.#struck--
  }

  #isFor({ kind, entity }: Asked): boolean {
    const { on, entities, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = this.#occasion
    const now = this.#clock.now()
    return (
      on.includes(kind) &&
      (entities === undefined || (entity !== undefined && entities.includes(entity))) &&
      now >= from &&
      now < until
    )
  }
}
