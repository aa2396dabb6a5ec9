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
import type { Meter } from './meter.ts'
import { excerpt } from './page-body.ts'
import { errorText, refusal } from './refusal.ts'
import { SyncError } from './sync-error.ts'
import { type Budget, Throttle } from './throttle.ts'

export interface PersistenceOptions extends Budget {
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
  /** Ends everything: no request starts any more, and none is waited for. */
  readonly signal?: AbortSignal | undefined
}

const MAX_ATTEMPTS = 6
/** The vendor's advice for 429 without Retry-After. */
const RATE_LIMIT_WAIT_MS = 60_000
const MAX_WAIT_MS = 300_000
/** Larger pages cost a source of ours less; the vendor's has pages of 1,000 or 500 and does not know the preference. */
const PREFERRED_PAGE_SIZE = 10_000

/** Asks one server, within its budget, with its credential, and again when it or the network fails. */
export class PersistentClient {
  readonly clock: Clock
  readonly #base: URL
  readonly #signal: AbortSignal | undefined
  readonly #onRetry: (reason: string, waitMs: number) => void
  readonly #chance: () => number
  readonly #exchange: Exchange
  readonly #throttle: Throttle
  readonly #attempts: number
  readonly #authorizer: Authorizer
  readonly #headers: Readonly<Record<string, string>>

  constructor(base: URL, options: PersistenceOptions) {
    const { signal, clock = systemClock } = options
    this.#base = base
    this.#signal = signal
    this.clock = signal ? { now: () => clock.now(), wait: ms => clock.wait(ms, signal) } : clock
    this.#onRetry = options.onRetry ?? (() => {})
    this.#chance = options.chance ?? Math.random
    this.#exchange = new Exchange(base, { ...DEFAULT_TIMEOUTS, ...options.timeouts })
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

  /**
   * Gets a link and reads the answer. What `read` cannot read is asked for again, as is what the network broke.
   *
   * @param link of it only path and query are used: the credential never leaves the source it was given for
   * @throws SyncError when the source refuses, or keeps failing
   */
  async get<T>(link: string, meter: Meter, read: (answer: Answer) => T): Promise<T> {
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

  /** @throws SyncError once its signal was given */
  throwIfStopped(): void {
    if (this.#signal?.aborted) throw new SyncError('The sync was stopped. The next one goes on where it was.')
  }

  async close(): Promise<void> {
    await this.#exchange.close()
  }

  async #attempt<T>(
    link: string,
    meter: Meter,
    read: (answer: Answer) => T,
  ): Promise<{ readonly value: T } | Failure> {
    if (!URL.canParse(link, this.#base.href))
      return { again: false, status: 404, reason: `The source gave a link that is none: ${excerpt(link)}` }
    const url = new URL(link, this.#base)
    try {
      this.throwIfStopped()
      const authorization = await this.#authorizer.header()
      meter.requests++
      const request = {
        method: 'GET',
        headers: { ...this.#headers, authorization },
        signal: this.#signal,
      } as const
      return await this.#exchange.send(`${url.pathname}${url.search}`, request, answer => {
        meter.bytes += answer.bytes
        if (answer.status < 200 || answer.status >= 300)
          return this.#refused(answer, url.pathname, authorization)
        this.#authorizer.accepted()
        return { value: read(answer) }
      })
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

  #refused(answer: Answer, path: string, authorization: string): Failure {
    const { status } = answer
    const reason = refusal(status, path, errorText(answer.body.toString('utf8')))
    if (status === 401 && this.#authorizer.refused(authorization))
      return { again: true, waitMs: 0, status, reason }
    return {
      again: isPassing(status) || (status === 401 && this.#authorizer.wasAccepted),
      overload: status === 429 || status === 503,
      waitMs: this.#retryAfter(answer),
      status,
      reason,
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
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    } as const
    return this.#exchange.send(url.pathname, request, ({ status, body }) => {
      if (status === 200) return readToken(body.toString('utf8'))
      const reason = refusal(status, url.pathname, errorText(body.toString('utf8')))
      // A failing endpoint is tried again with the request that needs the token.
      if (isPassing(status)) throw new Error(reason)
      throw new SyncError(reason, status)
    })
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

interface Failure {
  readonly again: boolean
  readonly reason: string
  readonly overload?: boolean
  readonly waitMs?: number | undefined
  readonly status?: number
  readonly cause?: unknown
}

/** Whether a refusal may pass by itself. */
const isPassing = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500
