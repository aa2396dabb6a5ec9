import {
  type Authorizer,
  type Credential,
  KeyAuthorizer,
  readToken,
  type Token,
  TokenAuthorizer,
} from './authorizer.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Answer, DEFAULT_TIMEOUTS, Exchange, type Timeouts } from './exchange.ts'
import { excerpt, type PageBody, readPageBody } from './page-body.ts'
import { filterOf, type Range } from './range.ts'
import { errorText, refusal } from './refusal.ts'
import { LinkError, SyncError } from './sync-error.ts'
import { type Budget, Throttle } from './throttle.ts'

/** What asking cost: added to by every call that is given it. */
export interface Meter {
  requests: number
  retries: number
  waitedMs: number
  bytes: number
}

export const newMeter = (): Meter => ({ requests: 0, retries: 0, waitedMs: 0, bytes: 0 })

/** One page of a collection. */
export interface Page extends PageBody {
  readonly bytes: number
}

export interface SourceOptions extends Budget {
  /** Where the collections are: `https://api.moveworks.ai/export/v1/records`. */
  readonly url: string
  /** A key, or an OAuth client. */
  readonly credential: Credential
  /** Told of every wait before a request is tried again. */
  readonly onRetry?: ((reason: string, waitMs: number) => void) | undefined
  readonly clock?: Clock
  /** Chance for the jitter of waits, from 0 to 1. */
  readonly chance?: () => number
  readonly timeouts?: Partial<Timeouts>
  /** How many records a page should have; a source may have its own mind. */
  readonly pageSize?: number
  /** How often one request is tried before it is given up for this run; six times unless said otherwise. */
  readonly attempts?: number
}

const MAX_ATTEMPTS = 6
/** The vendor's advice for 429 without Retry-After. */
const RATE_LIMIT_WAIT_MS = 60_000
const MAX_WAIT_MS = 300_000
/** Larger pages cost a source of ours less; the vendor's has pages of 1,000 or 500 and does not know the preference. */
const PREFERRED_PAGE_SIZE = 10_000

/** A Data API to read from. Every page is read whole or not at all, and tried again when the source or the network fails. */
export class SourceClient {
  readonly clock: Clock
  readonly #base: URL
  readonly #onRetry: (reason: string, waitMs: number) => void
  readonly #chance: () => number
  readonly #exchange: Exchange
  readonly #throttle: Throttle
  readonly #attempts: number
  readonly #authorizer: Authorizer
  readonly #headers: Readonly<Record<string, string>>
  /** How the source can be asked for a count, once that is known. */
  #counting: 'path' | 'page' | 'none' = 'path'

  constructor(options: SourceOptions) {
    this.#base = sourceUrl(options.url)
    this.clock = options.clock ?? systemClock
    this.#onRetry = options.onRetry ?? (() => {})
    this.#chance = options.chance ?? Math.random
    this.#exchange = new Exchange(this.#base, { ...DEFAULT_TIMEOUTS, ...options.timeouts })
    this.#attempts = options.attempts ?? MAX_ATTEMPTS
    this.#throttle = new Throttle(this.clock, options)
    this.#headers = {
      accept: 'application/json',
      prefer: `odata.maxpagesize=${options.pageSize ?? PREFERRED_PAGE_SIZE}`,
    }
    const { credential } = options
    this.#authorizer =
      credential.kind === 'key'
        ? new KeyAuthorizer(credential.key)
        : new TokenAuthorizer(this.clock, () => this.#requestToken(credential))
  }

  /** The source's address without anything secret: by this name its progress is kept. */
  get name(): string {
    return `${this.#base.origin}${this.#base.pathname}`
  }

  /** How the source says how many records a range has: the best way that has not turned out to fail. */
  get counting(): 'path' | 'page' | 'none' {
    return this.#counting
  }

  /**
   * Path and query of a first page, in the order of ids.
   *
   * @param after only records with higher ids
   * @param select only these attributes
   */
  pageLink(entity: string, range: Range, after?: string, select?: string): string {
    const conditions = [filterOf(range), after === undefined ? '' : `id gt '${after.replaceAll("'", "''")}'`]
    return this.#link(entity, {
      $filter: conditions.filter(Boolean).join(' and '),
      $select: select ?? '',
      $orderby: 'id',
    })
  }

  /** Path and query of a first page of the records with these ids, of which it gives the ids only. */
  idsLink(entity: string, ids: readonly string[]): string {
    const $filter = ids.map(id => `id eq '${id.replaceAll("'", "''")}'`).join(' or ')
    return this.#link(entity, { $filter, $select: 'id', $orderby: 'id' })
  }

  /**
   * Reads one page.
   *
   * @param first the number its first record gets, for a batch of several pages
   * @throws SyncError when the source refuses, or keeps failing; LinkError when the link is none or is not good any more
   */
  async page(link: string, first: number, meter: Meter): Promise<Page> {
    try {
      return await this.#retrying(link, meter, ({ body }) => ({
        ...readPageBody(body, first),
        bytes: body.length,
      }))
    } catch (error) {
      if (error instanceof SyncError && [400, 404, 410].includes(error.status ?? 0))
        throw new LinkError(error.message, error.status, { cause: error })
      throw error
    }
  }

  /** How many records a range has, where the source can say; undefined where it cannot. */
  async count(entity: string, range: Range, meter: Meter): Promise<number | undefined> {
    const $filter = filterOf(range)
    if (this.#counting === 'path') {
      try {
        const text = await this.#retrying(this.#link(`${entity}/$count`, { $filter }), meter, ({ body }) =>
          body.toString('utf8').trim(),
        )
        if (/^\d+$/.test(text)) return Number(text)
      } catch (error) {
        if (!(error instanceof SyncError) || ![400, 404, 405, 410, 501].includes(error.status ?? 0))
          throw error
      }
      this.#counting = 'page'
    }
    if (this.#counting === 'none') return undefined
    const link = this.#link(entity, { $filter, $select: 'id', $orderby: 'id', $top: '1', $count: 'true' })
    try {
      const { count } = await this.#retrying(link, meter, ({ body }) => readPageBody(body, 0))
      if (count === undefined) this.#counting = 'none'
      return count
    } catch (error) {
      if (!(error instanceof SyncError) || error.status !== 400) throw error
      this.#counting = 'none'
      return undefined
    }
  }

  /** The source's own clock, by which its records are stamped, and the oldest `last_updated_time` it shows. */
  async edge(
    entity: string,
    meter: Meter,
  ): Promise<{ readonly now: number; readonly oldest: number | undefined }> {
    const link = this.#link(entity, {
      $select: 'last_updated_time',
      $orderby: 'last_updated_time',
      $top: '1',
    })
    return this.#retrying(link, meter, ({ body, date }) => {
      return { now: Number.isNaN(date) ? this.clock.now() : date, oldest: stampIn(body) }
    })
  }

  /** The newest `last_updated_time` that a collection shows, in milliseconds since 1970. */
  async newest(entity: string, meter: Meter): Promise<number | undefined> {
    const link = this.#link(entity, {
      $select: 'last_updated_time',
      $orderby: 'last_updated_time desc',
      $top: '1',
    })
    return this.#retrying(link, meter, ({ body }) => stampIn(body))
  }

  async close(): Promise<void> {
    await this.#exchange.close()
  }

  #link(path: string, options: Readonly<Record<string, string>>): string {
    const query = Object.entries(options).filter(([, value]) => value !== '')
    return `${this.#base.pathname}/${path}${query.length > 0 ? '?' : ''}${query
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`
  }

  async #retrying<T>(link: string, meter: Meter, read: (answer: Answer) => T): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#throttle.pass(() => this.#attempt(link, meter, read))
      if ('value' in outcome) {
        this.#throttle.succeeded()
        return outcome.value
      }
      if (outcome.overload) this.#throttle.overloaded()
      if (!outcome.again || attempt >= this.#attempts)
        throw new SyncError(
          `${outcome.reason}${outcome.again ? ` (tried ${attempt} times)` : ''}`,
          outcome.status,
          outcome.cause === undefined ? {} : { cause: outcome.cause },
        )
      const backOff = 1000 * 2 ** (attempt - 1) * (0.5 + this.#chance())
      const wait = Math.min(outcome.waitMs ?? backOff, MAX_WAIT_MS)
      meter.retries++
      meter.waitedMs += Math.round(wait)
      this.#onRetry(outcome.reason, wait)
      // The source asks all of us to wait, not this request alone.
      if (outcome.status === 429) this.#throttle.pause(wait)
      else if (wait > 0) await this.clock.wait(wait)
    }
  }

  async #attempt<T>(
    link: string,
    meter: Meter,
    read: (answer: Answer) => T,
  ): Promise<{ readonly value: T } | Failure> {
    // Only path and query of a link are used: the credential never leaves the source it was given for.
    if (!URL.canParse(link, this.#base.href))
      return { again: false, status: 404, reason: `The source gave a link that is none: ${excerpt(link)}` }
    const url = new URL(link, this.#base)
    try {
      const authorization = await this.#authorizer.header()
      meter.requests++
      const answer = await this.#exchange.send(`${url.pathname}${url.search}`, {
        method: 'GET',
        headers: { ...this.#headers, authorization },
      })
      meter.bytes += answer.bytes
      if (answer.status >= 200 && answer.status < 300) {
        this.#authorizer.accepted()
        return { value: read(answer) }
      }
      const reason = refusal(answer.status, url.pathname, errorText(answer.body.toString('utf8')))
      if (answer.status === 401 && this.#authorizer.refused(authorization))
        return { again: true, waitMs: 0, status: 401, reason }
      return {
        again: isPassing(answer.status) || (answer.status === 401 && this.#authorizer.wasAccepted),
        overload: answer.status === 429 || answer.status === 503,
        waitMs: this.#retryAfter(answer),
        status: answer.status,
        reason,
      }
    } catch (error) {
      if (error instanceof SyncError)
        return {
          again: false,
          reason: error.message,
          cause: error,
          ...(error.status ? { status: error.status } : {}),
        }
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      const message = cause instanceof Error ? cause.message || cause.name : String(cause)
      return { again: true, reason: `${url.pathname}: ${message}`, cause: error }
    }
  }

  async #requestToken({
    clientId,
    clientSecret,
    tokenUrl,
  }: Extract<Credential, { kind: 'oauth' }>): Promise<Token> {
    const url = new URL(tokenUrl ?? '/oauth/v1/token', this.#base.origin)
    if (url.origin !== this.#base.origin)
      throw new SyncError(`Tokens are asked for at the source itself, and not at ${url.origin}.`)
    const answer = await this.#exchange.send(url.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    })
    if (answer.status === 200) return readToken(answer.body.toString('utf8'))
    const reason = refusal(answer.status, url.pathname, errorText(answer.body.toString('utf8')))
    // A failing endpoint is tried again with the request that needs the token.
    if (isPassing(answer.status)) throw new Error(reason)
    throw new SyncError(reason, answer.status)
  }

  /** Seconds or a date, as HTTP has it; the documented minute for 429 without it; undefined leaves it to the back-off. */
  #retryAfter({ status, retryAfter }: Answer): number | undefined {
    if (retryAfter !== '') {
      const ms = /^\d+$/.test(retryAfter)
        ? Number(retryAfter) * 1000
        : Date.parse(retryAfter) - this.clock.now()
      if (ms >= 0) return ms
    }
    return status === 429 ? RATE_LIMIT_WAIT_MS : undefined
  }
}

/** The `last_updated_time` of a page's first record; undefined when it has none. */
function stampIn(body: Buffer): number | undefined {
  const page = readPageBody(body, 0)
  const stamp = /"last_updated_time":\s*"([^"]+)"/.exec(body.toString('utf8'))?.[1]
  const at = Date.parse(stamp ?? '')
  return page.batch.records > 0 && !Number.isNaN(at) ? at : undefined
}

interface Failure {
  readonly again: boolean
  readonly reason: string
  readonly overload?: boolean
  readonly waitMs?: number | undefined
  readonly status?: number
  readonly cause?: unknown
}

/** @throws SyncError when it is no address of a source */
function sourceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text.replace(/\/+$/, '')) : undefined
  if (!url)
    throw new SyncError(
      `The source "${text}" is not a URL; expected one like https://api.moveworks.ai/export/v1/records.`,
    )
  if (!/^https?:$/.test(url.protocol)) throw new SyncError(`The source "${text}" is not an http(s) URL.`)
  return url
}

/** Whether a refusal may pass by itself. */
const isPassing = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500
