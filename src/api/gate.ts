import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Engine } from '../store/engine.ts'
import { AccessLog } from './access-log/access-log.ts'
import type { AccessNote } from './access-log/access-note.ts'
import { watchRequests } from './access-log/watch-requests.ts'
import { Authenticator, type Credential } from './credentials/authenticator.ts'
import { challengeScope, unauthorized } from './credentials/challenge.ts'
import { readPresented } from './credentials/presented.ts'
import { ApiError } from './errors.ts'
import { addressGroup, clientAddress } from './limits/address.ts'
import { DEFAULT_LIMITS, type Limits } from './limits/limits.ts'
import { NoSlotError, QuerySlots } from './limits/query-slots.ts'
import { sendRateLimit, sendRetryAfter } from './limits/rate-limit-fields.ts'
import { RecentlyGood } from './limits/recently-good.ts'
import { TokenBuckets } from './limits/token-bucket.ts'
import { type RateLimitReason, Telemetry } from './operations/telemetry.ts'

export interface GateOptions {
  readonly engine: Engine
  readonly limits?: Partial<Limits> | undefined
  readonly now?: (() => number) | undefined
  readonly logger?: FastifyBaseLogger | undefined
  /** Whether an address is that of a proxy whose `X-Forwarded-For` is believed; none is by default. */
  readonly trust?: ((address: string) => boolean) | undefined
}

/** What stands before the Data API: who may in, how often, how many at once; and what notes who was there. */
export class Gate {
  readonly limits: Limits
  readonly authenticator: Authenticator
  readonly telemetry: Telemetry
  readonly log: AccessLog
  readonly slots: QuerySlots
  readonly now: () => number
  readonly #requests: TokenBuckets
  readonly #failures: TokenBuckets
  /** How many requests without a credential are written down, of each address. */
  readonly #anonymous: TokenBuckets
  readonly #trust: (address: string) => boolean
  readonly #recentlyGood: RecentlyGood

  constructor({ engine, limits, now = Date.now, logger, trust = () => false }: GateOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.now = now
    this.authenticator = new Authenticator(engine, now)
    this.slots = new QuerySlots(this.limits)
    this.log = new AccessLog(engine, {
      onError: error => logger?.error({ err: error }, 'the access log could not be written'),
    })
    this.#requests = new TokenBuckets(this.limits.requestRate, this.limits.requestBurst, now)
    this.#failures = new TokenBuckets(this.limits.failureRate, this.limits.failureBurst, now)
    this.#anonymous = new TokenBuckets(this.limits.failureRate, this.limits.failureBurst, now)
    this.#trust = trust
    this.#recentlyGood = new RecentlyGood(now)
    this.telemetry = new Telemetry({
      queriesRunning: () => this.slots.running,
      queriesQueued: () => this.slots.queued,
      accessLogPending: () => this.log.pending,
      accessLogDropped: () => this.log.dropped,
    })
  }

  /** Where the client of a request is. */
  addressOf(request: FastifyRequest): string {
    return clientAddress(
      request.raw.socket.remoteAddress ?? '',
      request.headers['x-forwarded-for'],
      this.#trust,
    )
  }

  /** Notes and counts every request of these routes, bounds their addresses and the time their answers take. */
  guard(api: FastifyInstance): void {
    watchRequests(api, this)
    api.addHook('onRequest', async request => {
      const length = request.raw.url?.length ?? 0
      if (length > this.limits.urlLength)
        throw new ApiError(
          414,
          'UrlTooLong',
          `The address is ${length} characters long; ${this.limits.urlLength} are allowed. Ask for less at once.`,
        )
    })
    api.addHook('onError', async (_request, reply, error) => {
      if (error instanceof ApiError && error.code === 'MissingScope') challengeScope(reply)
    })
    api.addHook('onClose', () => this.log.close())
  }

  /**
   * Who sends a request, when it may be sent now.
   *
   * @throws ApiError 401 without a good credential, 429 when there were too many
   */
  async authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Credential> {
    const presented = readPresented(request.headers.authorization)
    const { text } = presented
    this.admitAddress(request, reply, text)
    const credential = text ? await this.authenticator.verify(text) : undefined
    if (typeof credential !== 'object') {
      this.noteFailure(request)
      const error = unauthorized(reply, presented, credential === 'expired')
      this.telemetry.refused.inc({ code: error.code })
      throw error
    }
    this.noteSuccess(text!)
    if (request.access) request.access.credential = credential
    this.admitCredential(reply, credential.id)
    return credential
  }

  /**
   * Waits until a query of this credential may run. Its turn ends when the answer is ready to be sent.
   *
   * @throws ApiError 429 or 503 when its turn does not come in time
   */
  async enterQuery(request: FastifyRequest, reply: FastifyReply, credential: Credential): Promise<void> {
    const atOnce = this.slots.take(credential.id)
    if (atOnce) return holdTurn(request, atOnce)
    const gone = new AbortController()
    const abort = (): void => gone.abort()
    reply.raw.once('close', abort)
    try {
      const release = await this.slots.acquire(credential.id, gone.signal)
      if (gone.signal.aborted) release()
      else holdTurn(request, release)
    } catch (error) {
      if (error instanceof NoSlotError) throw this.#noTurn(reply, error)
      throw error
    } finally {
      reply.raw.off('close', abort)
    }
  }

  /** @throws ApiError 429 when this address sent too many wrong credentials, and this one is not known to be good */
  admitAddress(request: FastifyRequest, reply: FastifyReply, text: string | undefined): void {
    const failures = this.#failures.look(addressGroup(this.addressOf(request)))
    if (failures.allowed || (text && this.#recentlyGood.has(text))) return
    if (request.access) request.access.logged = false
    throw this.#tooMany(
      reply,
      'address',
      failures.retrySeconds,
      'TooManyFailures',
      'Too many requests without a good credential came from this address.',
    )
  }

  /** @throws ApiError 429 when this credential sends more than its rate */
  admitCredential(reply: FastifyReply, id: string): void {
    const taken = this.#requests.take(id)
    sendRateLimit(reply, this.#requests, taken)
    if (taken.allowed) return
    throw this.#tooMany(
      reply,
      'credential',
      taken.retrySeconds,
      'TooManyRequests',
      `More requests than ${this.limits.requestRate} a second came from this credential.`,
    )
  }

  /** Remembers a credential that was good. */
  noteSuccess(text: string): void {
    this.#recentlyGood.add(text)
  }

  /** Charges an address for a wrong credential, or none; what is beyond its rate is not written down. */
  noteFailure(request: FastifyRequest): void {
    const { allowed } = this.#failures.take(addressGroup(this.addressOf(request)))
    if (request.access) request.access.logged = allowed
  }

  /** Whether a request that showed no credential is written down: a flood of them must not become one of the log. */
  mayLogAnonymous(request: FastifyRequest, { logged }: AccessNote): boolean {
    return logged ?? this.#anonymous.take(addressGroup(this.addressOf(request))).allowed
  }

  #noTurn(reply: FastifyReply, { because }: NoSlotError): ApiError {
    if (because === 'gone') return new ApiError(499, 'ClientGone', 'The client closed the connection.')
    const seconds = Math.ceil(this.limits.queueMs / 6000)
    if (because === 'client')
      return this.#tooMany(
        reply,
        'queue',
        seconds,
        'TooManyQueries',
        `More queries of this credential are waiting than can be answered; ${this.limits.queriesPerCredential} run at once.`,
      )
    this.telemetry.rateLimited.inc({ reason: 'overload' })
    sendRetryAfter(reply, seconds)
    return new ApiError(503, 'Overloaded', `The server has too much to do. Try again in ${seconds} s.`)
  }

  #tooMany(
    reply: FastifyReply,
    reason: RateLimitReason,
    seconds: number,
    code: string,
    why: string,
  ): ApiError {
    this.telemetry.rateLimited.inc({ reason })
    sendRetryAfter(reply, seconds)
    return new ApiError(429, code, `${why} Try again in ${seconds} s.`)
  }
}

/** The turn of a request that nobody keeps notes of ends at once. */
function holdTurn({ access }: FastifyRequest, release: () => void): void {
  if (access) access.release = release
  else release()
}
