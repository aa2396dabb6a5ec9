/** What a bucket says to a request. */
export interface Taken {
  readonly allowed: boolean
  /** Requests that may follow at once. */
  readonly remaining: number
  /** Seconds until all of them may be sent at once again. */
  readonly resetSeconds: number
  /** Seconds until one may be sent: 0 when it may now. */
  readonly retrySeconds: number
}

interface Bucket {
  tokens: number
  at: number
}

/** Above this many, buckets that are full again are forgotten: a full one is the same as none. */
const MANY = 10_000

/** A token bucket for each client: so many requests at once, and so many a second on average. */
export class TokenBuckets {
  readonly rate: number
  readonly burst: number
  readonly #now: () => number
  readonly #buckets = new Map<string, Bucket>()
  #pruneAt = MANY

  constructor(rate: number, burst: number, now: () => number = Date.now) {
    this.rate = rate
    this.burst = burst
    this.#now = now
  }

  /** Takes a token out, if there is one. */
  take(client: string): Taken {
    const bucket = this.#filled(client)
    const allowed = bucket.tokens >= 1
    if (allowed) bucket.tokens -= 1
    return this.#told(bucket, allowed)
  }

  /** What {@link take} would say, without taking. */
  look(client: string): Taken {
    const bucket = this.#filled(client)
    return this.#told(bucket, bucket.tokens >= 1)
  }

  get size(): number {
    return this.#buckets.size
  }

  #filled(client: string): Bucket {
    const now = this.#now()
    let bucket = this.#buckets.get(client)
    if (!bucket) {
      if (this.#buckets.size >= this.#pruneAt) this.#prune(now)
      bucket = { tokens: this.burst, at: now }
      this.#buckets.set(client, bucket)
    }
    // A clock that was set back adds nothing, and takes nothing away.
    bucket.tokens = Math.min(this.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * this.rate)
    bucket.at = now
    return bucket
  }

  #told({ tokens }: Bucket, allowed: boolean): Taken {
    return {
      allowed,
      remaining: Math.floor(tokens),
      resetSeconds: Math.ceil((this.burst - tokens) / this.rate),
      retrySeconds: allowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / this.rate)),
    }
  }

  #prune(now: number): void {
    for (const [client, { tokens, at }] of this.#buckets)
      if (tokens + ((now - at) / 1000) * this.rate >= this.burst) this.#buckets.delete(client)
    // When few could be forgotten, the next search waits until there are many more.
    this.#pruneAt = Math.max(MANY, this.#buckets.size * 2)
  }
}
