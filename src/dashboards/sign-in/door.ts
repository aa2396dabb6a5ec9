import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { recordEvent } from '../../access/access-events.ts'
import { OidcProvider } from '../../access/oidc.ts'
import { Passwords } from '../../access/password.ts'
import { PasswordSignIn } from '../../access/password-sign-in.ts'
import { type Origin, rightsOf, type Viewer } from '../../access/roles.ts'
import { csrfToken, LOOK_EVERY_MS, type Session, Sessions } from '../../access/sessions.ts'
import { clientSecret, DEFAULT_SIGN_IN, type SignInSettings } from '../../access/settings.ts'
import { isAnybody } from '../../access/users.ts'
import { clientAddress } from '../../api/limits/address.ts'
import { addressOfClient, trustedNetworks } from '../../api/public-address.ts'
import type { Engine } from '../../store/engine.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'

export interface DoorOptions {
  readonly engine: Engine
  /** Where the server listens; on this machine alone when absent. */
  readonly host?: string | undefined
  readonly settings?: SignInSettings | undefined
  readonly publicUrl?: string | undefined
  readonly trustedProxies?: readonly string[] | undefined
  readonly passwords?: Passwords | undefined
  readonly now?: (() => number) | undefined
}

const SESSION = 'session'
const HOUR_MS = 3_600_000

/** Who comes in to the dashboards: what every route of the sign-in works with. */
export class Door {
  readonly engine: Engine
  readonly settings: SignInSettings
  readonly sessions: Sessions
  readonly byPassword: PasswordSignIn
  readonly provider: OidcProvider | undefined
  readonly publicUrl: string | undefined
  /** Whether everybody has to sign in even while there are no users, as others than this machine may reach the server. */
  readonly #required: boolean
  readonly #trust: (address: string) => boolean
  readonly #now: () => number
  /** What pages send back while sign-in is off, and there is no session to derive it from. */
  readonly #csrfOfEverybody = randomBytes(32).toString('base64url')
  #anybody: { readonly is: Promise<boolean>; readonly until: number } | undefined

  /** @throws ConfigError when the provider’s secret is not where the settings say */
  constructor(options: DoorOptions) {
    const { engine, host = '127.0.0.1', trustedProxies = [], now = Date.now } = options
    this.engine = engine
    this.settings = options.settings ?? DEFAULT_SIGN_IN
    this.publicUrl = options.publicUrl ?? this.settings.public_url
    const { oidc, idle_hours, longest_days } = this.settings
    this.sessions = new Sessions(
      engine,
      { idleMs: idle_hours * HOUR_MS, wholeMs: longest_days * 24 * HOUR_MS },
      now,
    )
    this.byPassword = new PasswordSignIn(engine, options.passwords ?? new Passwords(), now)
    this.provider = oidc && new OidcProvider(oidc, clientSecret(oidc))
    this.#required =
      oidc !== undefined ||
      trustedProxies.length > 0 ||
      !isThisMachine(host) ||
      (this.publicUrl !== undefined && !isThisMachine(new URL(this.publicUrl).hostname))
    this.#trust = trustedNetworks(trustedProxies)
    this.#now = now
  }

  /** Whether nobody has to sign in: only this machine reaches the server, and there is no user. */
  async isOpen(request: FastifyRequest): Promise<boolean> {
    if (this.#required || cameFromElsewhere(request)) return false
    const now = this.#now()
    if (!this.#anybody || this.#anybody.until <= now) {
      this.#anybody = { is: isAnybody(this.engine), until: now + LOOK_EVERY_MS }
      this.#anybody.is.catch(() => this.forget())
    }
    return !(await this.#anybody.is)
  }

  /** Looks again at users and sessions: somebody was changed. */
  forget(): void {
    this.#anybody = undefined
    this.sessions.forget()
  }

  /** Who asks; undefined for somebody who has to sign in. */
  async viewer(request: FastifyRequest): Promise<Viewer | undefined> {
    const from = this.from(request)
    const token = this.#token(request)
    const session = token === undefined ? undefined : await this.sessions.find(token)
    if (session) return viewerOf(session.user, from)
    return (await this.isOpen(request)) ? viewerOf(EVERYBODY, from) : undefined
  }

  /** What a page of ours sends back with each change. */
  csrf(request: FastifyRequest): string {
    const token = this.#token(request)
    return token === undefined ? this.#csrfOfEverybody : csrfToken(token)
  }

  /** Lets somebody in: a new session, whatever there was before. */
  async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    user: { readonly id: string; readonly name: string },
    how: string,
  ): Promise<void> {
    const old = this.#token(request)
    if (old !== undefined) await this.sessions.end(old)
    const from = this.from(request)
    const { token, expires } = await this.sessions.begin(user.id, from)
    await recordEvent(this.engine, 'sign_in', { ...user, from }, { detail: how })
    this.forget()
    setCookie(request, reply, SESSION, token, { secure: this.isSecure(request), sameSite: 'strict', expires })
  }

  /** Ends the session of a request, if it has one. */
  async dismiss(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = this.#token(request)
    if (token !== undefined) await this.sessions.end(token)
    clearCookie(request, reply, SESSION, this.isSecure(request))
  }

  /** Where the browser reached this server, without a path: what links and redirects begin with. */
  base(request: FastifyRequest): string {
    return this.publicUrl ?? addressOfClient(request, this.#trust)
  }

  /** Whether a proxy sent the request whose headers are believed. */
  isTrusted({ raw }: FastifyRequest): boolean {
    return this.#trust(raw.socket.remoteAddress ?? '')
  }

  isSecure(request: FastifyRequest): boolean {
    return this.base(request).startsWith('https:')
  }

  from({ raw, headers }: FastifyRequest): Origin {
    return {
      address: clientAddress(raw.socket.remoteAddress ?? '', headers['x-forwarded-for'], this.#trust),
      agent: headers['user-agent'] ?? '',
    }
  }

  #token(request: FastifyRequest): string | undefined {
    return readCookie(request, SESSION, this.isSecure(request))
  }
}

const isThisMachine = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host)

/** Through a proxy that nobody told us of, as one that was put before a server on this machine. */
function cameFromElsewhere({ headers }: FastifyRequest): boolean {
  return ['x-forwarded-for', 'forwarded', 'via'].some(name => headers[name] !== undefined)
}

/** While nobody has to sign in, whoever reaches the server is an administrator. */
const EVERYBODY = { id: '', name: '', role: 'administrator', issuer: '' } as const

function viewerOf(user: Session['user'], from: Origin): Viewer {
  return { ...user, rights: rightsOf(user.role), from }
}
