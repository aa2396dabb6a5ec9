import { newRun } from './skip-token.ts'

/** A client that reads a query by position, as far as it can be told from others. */
export interface Walker {
  /** Its credential and the query without `$skip` and `$top`. */
  readonly query: string
  /** Whatever tells two programs apart that use one credential: where they come from, and what they call themselves. */
  readonly program: string
  /** The connection of the request; only compared. */
  readonly connection: object
}

/** Where a page ended, for whoever goes on at the position behind it. */
export interface Place {
  /** The order keys of the page's last row, as a JSON array. */
  readonly after: string
  /** The walk's name among all runs through the query. */
  readonly run: string
  /** How many rows there were when the walk began, if that was asked for. */
  readonly count: number | undefined
}

interface Remembered extends Place {
  readonly program: string
  readonly connection: WeakRef<object>
  readonly until: number
  /** Its client went on: it is kept for a client that asks again. */
  used: boolean
}

/** How long a client may think about a page before it asks for the next one by its position. */
export const PLACE_MEMORY_MS = 15 * 60_000
/** How many places are remembered, of all clients together. */
export const MOST_PLACES = 50_000
/** Keys of rows may be texts of any length; those of an order that long are not remembered. */
const LONGEST_KEYS = 2_000
/** Walks that stand at one position of one query. */
const MOST_AT_ONE = 200

/**
 * Remembers where pages ended, so that a client that pages by `$skip` goes on behind the last row it was given instead of
 * at a number that has another meaning once rows were stored or deleted: it neither loses nor repeats rows, and the
 * last page costs what the first did.
 *
 * Several walks may stand at one position of the same query, at different rows. Whoever asks gets the place that its own
 * program reached, on its own connection if possible, and else the one that has waited longest.
 */
export class SkipWalks {
  readonly #now: () => number
  readonly #most: number
  /** By query and position; the oldest come first. */
  readonly #places = new Map<string, Remembered[]>()
  #size = 0

  constructor(now: () => number = Date.now, most = MOST_PLACES) {
    this.#now = now
    this.#most = most
  }

  /** How many places are remembered. */
  get size(): number {
    return this.#size
  }

  /** The page that `walker` was given last ended at `position`. */
  remember(walker: Walker, position: number, place: Omit<Place, 'run'> & { readonly run?: string }): void {
    if (place.after.length > LONGEST_KEYS) return
    const key = keyOf(walker, position)
    const now = this.#now()
    const remembered: Remembered = {
      after: place.after,
      count: place.count,
      run: place.run ?? newRun(),
      program: walker.program,
      connection: new WeakRef(walker.connection),
      until: now + PLACE_MEMORY_MS,
      used: false,
    }
    const there = (this.#places.get(key) ?? []).filter(
      other => other.until > now && other.run !== remembered.run,
    )
    this.#forget(key)
    this.#places.set(key, [...there.slice(1 - MOST_AT_ONE), remembered])
    this.#size += Math.min(there.length, MOST_AT_ONE - 1) + 1
    this.#forgetOld(now)
  }

  /** Where `walker` goes on when it asks for `position`; undefined when no page is known to have ended there. */
  find(walker: Walker, position: number): Place | undefined {
    const now = this.#now()
    const places = (this.#places.get(keyOf(walker, position)) ?? []).filter(place => place.until > now)
    const own = places.filter(({ program }) => program === walker.program)
    const waiting = own.filter(place => !place.used)
    const here = (place: Remembered): boolean => place.connection.deref() === walker.connection
    const found = waiting.find(here) ?? waiting[0] ?? own.findLast(here) ?? own.at(-1)
    if (found) found.used = true
    return found
  }

  #forget(key: string): void {
    this.#size -= this.#places.get(key)?.length ?? 0
    this.#places.delete(key)
  }

  /** The oldest come first, so the first young one ends the search. */
  #forgetOld(now: number): void {
    for (const [key, places] of this.#places) {
      if (this.#size <= this.#most && places.at(-1)!.until > now) return
      this.#forget(key)
    }
  }
}

const keyOf = ({ query }: Walker, position: number): string => `${position} ${query}`
