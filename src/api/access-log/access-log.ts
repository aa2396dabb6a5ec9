import type { Engine } from '../../store/engine.ts'

/** One request, as the table `access_log` has it. */
export interface AccessEntry {
  /** Milliseconds since 1970. */
  readonly time: number
  /** Empty when the request had no good credential. */
  readonly credential_id: string
  readonly credential_name: string
  readonly kind: 'key' | 'token' | 'none'
  readonly address: string
  readonly method: string
  readonly path: string
  readonly collection: string
  /** The query options, without what may be secret. */
  readonly query: string
  /** 499 when the client was gone before there was an answer. */
  readonly status: number
  readonly error: string
  /** Whether the client took the whole answer. */
  readonly complete: boolean
  readonly rows: number | null
  readonly bytes: number
  readonly duration_ms: number
  readonly user_agent: string
}

const COLUMNS = [
  'time',
  'credential_id',
  'credential_name',
  'kind',
  'address',
  'method',
  'path',
  'collection',
  'query',
  'status',
  'error',
  'complete',
  'rows',
  'bytes',
  'duration_ms',
  'user_agent',
] as const satisfies readonly (keyof AccessEntry)[]

export interface AccessLogOptions {
  /** Entries are written together, so many milliseconds after the first of them. */
  readonly everyMs?: number
  /** So many are written at once. */
  readonly batch?: number
  /** So many are kept while the store cannot take them; later ones are lost, and counted. */
  readonly most?: number
  /** Told of an insert that failed; the entries are kept and tried again. */
  readonly onError?: (error: unknown) => void
}

/** Writes the access log in batches, behind the requests: none of them waits for it. */
export class AccessLog {
  readonly #engine: Engine
  readonly #options: Required<AccessLogOptions>
  #lines: string[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #dropped = 0

  constructor(engine: Engine, options: AccessLogOptions = {}) {
    this.#engine = engine
    this.#options = { everyMs: 2_000, batch: 1_000, most: 50_000, onError: () => {}, ...options }
  }

  /** Entries that are not written yet. */
  get pending(): number {
    return this.#lines.length
  }

  /** Entries that were lost because the store could not take them for too long. */
  get dropped(): number {
    return this.#dropped
  }

  add(entry: AccessEntry): void {
    if (this.#lines.length >= this.#options.most) {
      this.#dropped++
      return
    }
    this.#lines.push(JSON.stringify({ ...entry, time: clickHouseTime(entry.time) }))
    if (this.#lines.length >= this.#options.batch) void this.#start()
    else this.#later()
  }

  /** Writes what there is now. Never fails: what cannot be written is kept for the next time. */
  async flush(): Promise<void> {
    await this.#writing
    await this.#start()
  }

  /** Writes the last entries. */
  async close(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** One insert at a time; it takes all there is when it begins. */
  #start(): Promise<void> {
    if (this.#lines.length > 0)
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined
        if (this.#lines.length > 0) this.#later()
      })
    return this.#writing ?? Promise.resolve()
  }

  async #write(): Promise<void> {
    const lines = this.#lines
    this.#lines = []
    try {
      const data = Buffer.from(`${lines.join('\n')}\n`)
      await this.#engine.insert({ table: 'access_log', columns: [...COLUMNS], format: 'JSONEachRow', data })
    } catch (error) {
      const room = Math.max(0, this.#options.most - this.#lines.length)
      this.#dropped += Math.max(0, lines.length - room)
      this.#lines = [...lines.slice(0, room), ...this.#lines]
      this.#options.onError(error)
    }
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush()
    }, this.#options.everyMs).unref()
  }
}

/** `2026-08-01 12:34:56.789`: the form that is parsed without any setting. */
function clickHouseTime(at: number): string {
  const iso = new Date(at).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, -1)}`
}
