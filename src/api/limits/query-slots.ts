/** How many queries run, and how many wait. */
export interface SlotLimits {
  readonly queries: number
  readonly queriesPerCredential: number
  readonly queue: number
  readonly queuePerCredential: number
  readonly queueMs: number
}

/** Raised for a query that gets no turn. */
export class NoSlotError extends Error {
  override name = 'NoSlotError'
  /** Whether the client's own queries are in the way, those of others, or the client went away. */
  readonly because: 'client' | 'server' | 'gone'

  constructor(because: NoSlotError['because']) {
    super(`no query slot: ${because}`)
    this.because = because
  }
}

interface Waiting {
  readonly start: () => void
}

/**
 * Lets so many queries run at once, of each client and of all. The others wait; whoever has the fewest running goes next,
 * and among equals clients take turns: one that sends a thousand queries does not delay another that sends one.
 */
export class QuerySlots {
  readonly #limits: SlotLimits
  readonly #running = new Map<string, number>()
  /** Only clients with queries that wait, in the order of their turns. */
  readonly #queues = new Map<string, Set<Waiting>>()
  #runningAll = 0
  #queuedAll = 0

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  get running(): number {
    return this.#runningAll
  }

  get queued(): number {
    return this.#queuedAll
  }

  /** What ends a query that may begin at once; undefined when it has to wait for its turn. */
  take(client: string): (() => void) | undefined {
    return this.#mayRun(client) ? this.#start(client) : undefined
  }

  /**
   * Waits for a turn, and gives what ends it; ending it twice does no harm.
   *
   * @param gone ends the waiting when the client is no longer there
   * @throws NoSlotError when too many wait already, or the wait was too long
   */
  acquire(client: string, gone?: AbortSignal): Promise<() => void> {
    if (gone?.aborted) return Promise.reject(new NoSlotError('gone'))
    const atOnce = this.take(client)
    if (atOnce) return Promise.resolve(atOnce)
    const { queue, queuePerCredential, queueMs } = this.#limits
    if ((this.#queues.get(client)?.size ?? 0) >= queuePerCredential)
      return Promise.reject(new NoSlotError('client'))
    if (this.#queuedAll >= queue) return Promise.reject(new NoSlotError(this.#inTheWay(client)))
    return new Promise((resolve, reject) => {
      const giveUp = (because: NoSlotError['because']): void => {
        done()
        this.#leave(client, waiting)
        reject(new NoSlotError(because))
      }
      const abort = (): void => giveUp('gone')
      const timer = setTimeout(() => giveUp(this.#inTheWay(client)), queueMs)
      const done = (): void => {
        clearTimeout(timer)
        gone?.removeEventListener('abort', abort)
      }
      const waiting: Waiting = {
        start: () => {
          done()
          this.#leave(client, waiting)
          resolve(this.#start(client))
        },
      }
      gone?.addEventListener('abort', abort)
      this.#enter(client, waiting)
    })
  }

  #inTheWay(client: string): 'client' | 'server' {
    return (this.#running.get(client) ?? 0) >= this.#limits.queriesPerCredential ? 'client' : 'server'
  }

  #mayRun(client: string): boolean {
    const { queries, queriesPerCredential } = this.#limits
    return this.#runningAll < queries && (this.#running.get(client) ?? 0) < queriesPerCredential
  }

  #start(client: string): () => void {
    this.#runningAll++
    this.#running.set(client, (this.#running.get(client) ?? 0) + 1)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#end(client)
    }
  }

  #end(client: string): void {
    this.#runningAll--
    const left = this.#running.get(client)! - 1
    if (left > 0) this.#running.set(client, left)
    else this.#running.delete(client)
    this.#next()
  }

  #next(): void {
    let next: string | undefined
    for (const client of this.#queues.keys())
      if (this.#mayRun(client) && (next === undefined || this.#count(client) < this.#count(next)))
        next = client
    if (next === undefined) return
    const queue = this.#queues.get(next)!
    // To the end of the turns; if nothing of it waits any more, starting removes it.
    this.#queues.delete(next)
    this.#queues.set(next, queue)
    const [first] = queue
    first!.start()
  }

  #count(client: string): number {
    return this.#running.get(client) ?? 0
  }

  #enter(client: string, waiting: Waiting): void {
    const queue = this.#queues.get(client)
    if (queue) queue.add(waiting)
    else this.#queues.set(client, new Set([waiting]))
    this.#queuedAll++
  }

  #leave(client: string, waiting: Waiting): void {
    const queue = this.#queues.get(client)
    if (!queue?.delete(waiting)) return
    this.#queuedAll--
    if (queue.size === 0) this.#queues.delete(client)
  }
}
