import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, fetch, type Response } from 'undici'
import { InputError, RecordSplitter } from '../ingest/record-splitter.ts'
import type { RecordBatch } from '../store/upsert.ts'

/** Raised when a source cannot be read: the message says what it answered, and what to do. */
export class SyncError extends Error {
  override name = 'SyncError'
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** One page of a collection. */
export interface Page {
  readonly batch: RecordBatch
  /** Path and query of the next page; undefined on the last one. */
  readonly next: string | undefined
  readonly bytes: number
}

export interface SourceOptions {
  /** Where the collections are: `https://api.moveworks.ai/export/v1/records`. */
  readonly url: string
  readonly key: string
  /** Told of every wait before a request is tried again. */
  readonly onRetry?: (reason: string, waitMs: number) => void
  /** Waits; replaced in tests. */
  readonly wait?: (ms: number) => Promise<unknown>
}

/** How often one request is tried before its entity is given up for this run. */
const MAX_ATTEMPTS = 6
/** The vendor's advice for 429 without Retry-After. */
const RATE_LIMIT_WAIT_MS = 60_000
const MAX_WAIT_MS = 300_000

/** A Data API to read from. Every page is read whole or not at all, and tried again when the source or the network fails. */
export class SourceClient {
  readonly #base: URL
  readonly #key: string
  readonly #onRetry: (reason: string, waitMs: number) => void
  readonly #wait: (ms: number) => Promise<unknown>
  readonly #agent = new Agent({ connect: { timeout: 15_000 }, headersTimeout: 120_000, bodyTimeout: 60_000 })
  /** Both forms are documented; the other one is tried when the first is not accepted. */
  #scheme: 'Bearer ' | '' = 'Bearer '
  #authorized = false

  constructor({ url, key, onRetry = () => {}, wait = sleep }: SourceOptions) {
    try {
      this.#base = new URL(url.replace(/\/+$/, ''))
    } catch {
      throw new SyncError(
        `The source "${url}" is not a URL; expected one like https://api.moveworks.ai/export/v1/records.`,
      )
    }
    if (!/^https?:$/.test(this.#base.protocol))
      throw new SyncError(`The source "${url}" is not an http(s) URL.`)
    this.#key = key
    this.#onRetry = onRetry
    this.#wait = wait
  }

  /** The source's address without anything secret: by this name its progress is kept. */
  get name(): string {
    return `${this.#base.origin}${this.#base.pathname}`
  }

  /** Path and query of the first page of a collection, of all records or those updated since an instant. In the order of ids. */
  firstPage(entity: string, since: string | null): string {
    const filter = since === null ? '' : `$filter=${encodeURIComponent(`last_updated_time ge '${since}'`)}&`
    return `${this.#base.pathname}/${entity}?${filter}$orderby=id`
  }

  /** How many records {@link firstPage} and its followers should give, where the source can say; undefined where it cannot. */
  async count(entity: string, since: string | null): Promise<number | undefined> {
    const filter = since === null ? '' : `?$filter=${encodeURIComponent(`last_updated_time ge '${since}'`)}`
    const answer = await this.#attempt(`${this.#base.pathname}/${entity}/$count${filter}`, response =>
      response.text(),
    )
    const text = 'value' in answer ? answer.value.trim() : ''
    return /^\d+$/.test(text) ? Number(text) : undefined
  }

  /** The source's own clock, by which its records are stamped; ours may be wrong. Asked of a collection the key may read. */
  async now(entity: string): Promise<Date> {
    return this.#retrying(`${this.#base.pathname}/${entity}?$top=1`, async response => {
      await response.body?.cancel()
      const date = Date.parse(response.headers.get('date') ?? '')
      return Number.isNaN(date) ? new Date() : new Date(date)
    })
  }

  /**
   * Reads one page.
   *
   * @param first the number its first record gets, for a batch of several pages
   * @throws SyncError when the source refuses, or keeps failing
   */
  async page(link: string, first: number): Promise<Page> {
    return this.#retrying(link, async response => {
      const body = Buffer.from(await response.arrayBuffer())
      return { ...readPage(body, first), bytes: body.length }
    })
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #retrying<T>(link: string, read: (response: Response) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const failure = await this.#attempt(link, read)
      if ('value' in failure) return failure.value
      if (!failure.again || attempt === MAX_ATTEMPTS)
        throw new SyncError(
          `${failure.reason}${failure.again ? ` (tried ${attempt} times)` : ''}`,
          failure.status,
          failure.cause === undefined ? {} : { cause: failure.cause },
        )
      const wait = Math.min(failure.waitMs ?? 1000 * 2 ** (attempt - 1) * (0.5 + Math.random()), MAX_WAIT_MS)
      this.#onRetry(failure.reason, wait)
      await this.#wait(wait)
    }
  }

  async #attempt<T>(link: string, read: (response: Response) => Promise<T>): Promise<{ value: T } | Failure> {
    // Only path and query of a link are used: the key never leaves the source it was given for.
    if (!URL.canParse(link, this.#base.href))
      return { again: false, reason: `The source gave a link that is none: ${excerpt(link)}` }
    const url = new URL(link, this.#base)
    try {
      const response = await fetch(new URL(`${url.pathname}${url.search}`, this.#base.origin), {
        dispatcher: this.#agent,
        headers: { authorization: `${this.#scheme}${this.#key}`, accept: 'application/json' },
      })
      if (response.ok) {
        const value = await read(response)
        this.#authorized = true
        return { value }
      }
      const told = await errorText(response)
      if (response.status === 401 && !this.#authorized && this.#scheme === 'Bearer ') {
        this.#scheme = ''
        return { again: true, waitMs: 0, status: 401, reason: refusal(401, url, told) }
      }
      return {
        again: response.status === 429 || response.status >= 500,
        waitMs: retryAfter(response),
        status: response.status,
        reason: refusal(response.status, url, told),
      }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      const message = cause instanceof Error ? cause.message : String(cause)
      return { again: true, reason: `${url.pathname}: ${message}`, cause: error }
    }
  }
}

interface Failure {
  readonly again: boolean
  readonly reason: string
  readonly waitMs?: number | undefined
  readonly status?: number
  readonly cause?: unknown
}

/** Takes a response apart: its records, and the link to the next page in either spelling. */
function readPage(body: Buffer, first: number): { batch: RecordBatch; next: string | undefined } {
  const splitter = new RecordSplitter(first)
  splitter.push(body)
  splitter.end()
  const [envelope, ...more] = splitter.envelopes
  if (!envelope || more.length > 0)
    throw new InputError(
      `The answer is not a Data API response: {"value": […]} was expected, and not ${excerpt(body.toString('utf8', 0, 1000))}`,
    )
  if ('error' in envelope)
    throw new InputError(`The answer is an error with status 200: ${excerpt(JSON.stringify(envelope.error))}`)
  // An empty page without it has been seen; anything else under it would be taken for an empty page, and lost.
  if (envelope.value !== undefined && envelope.value !== null && !Array.isArray(envelope.value))
    throw new InputError(`The answer's value is not a list: ${excerpt(JSON.stringify(envelope.value))}`)
  const next =
    envelope['@odata.nextLink'] ??
    envelope['odata.nextLink'] ??
    envelope['@odata.nextlink'] ??
    envelope['odata.nextlink']
  if (next !== undefined && next !== null && typeof next !== 'string')
    throw new InputError(`The link to the next page is not text: ${JSON.stringify(next)}`)
  return { batch: splitter.take(), next: next || undefined }
}

async function errorText(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: { message?: unknown } }
    return String(body.error?.message ?? body.message ?? text).slice(0, 500)
  } catch {
    return excerpt(text)
  }
}

/** The beginning of a text on one line; of a page, its title. */
function excerpt(text: string): string {
  const title = /<title>([^<]*)/i.exec(text)?.[1]
  const line = (title ?? text).replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

function refusal(status: number, url: URL, told: string): string {
  const advice: Record<number, string> = {
    401: 'The source does not accept the key. Is it the right one, and for this region?',
    403: 'The key may not read this collection: it lacks the scope.',
    404: 'There is no such collection: does the address end in /export/v1/records, and is the region right?',
    410: 'The link or the version of the API is gone.',
    429: 'The source asks for fewer requests.',
  }
  return [`${url.pathname}: status ${status}.`, advice[status], told && `It said: ${told}`]
    .filter(Boolean)
    .join(' ')
}

/** Seconds or a date, as HTTP has it; the documented minute for 429 without it; undefined leaves it to the back-off. */
function retryAfter(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  if (header !== null) {
    const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
    if (ms >= 0) return ms
  }
  return response.status === 429 ? RATE_LIMIT_WAIT_MS : undefined
}
