import type { Clock } from './clock.ts'
import { SyncError } from './sync-error.ts'

/** How to be let in: a key, or an OAuth client that gets itself tokens. */
export type Credential =
  | { readonly kind: 'key'; readonly key: string }
  | {
      readonly kind: 'oauth'
      readonly clientId: string
      readonly clientSecret: string
      /** Where tokens are given out; `/oauth/v1/token` of the source when absent. */
      readonly tokenUrl?: string | undefined
    }

/** What a token endpoint answered. */
export interface Token {
  readonly token: string
  /** How long it is good, in seconds. */
  readonly seconds: number
}

/** A token is replaced when less of its life than this is left, so that no request meets its end. */
const SPARE_SHARE = 0.2

/** Knows what to send as `Authorization`, and what else to try when it is refused. */
export interface Authorizer {
  header(): Promise<string>
  accepted(): void
  /** Whether the source has let us in before: then a refusal may pass. */
  readonly wasAccepted: boolean
  /** This header was refused with 401. Gives whether another one is worth trying at once. */
  refused(header: string): boolean
}

/** Both forms are documented, `Bearer <key>` and the bare key: the other one is tried when the first is not accepted. */
export class KeyAuthorizer implements Authorizer {
  readonly #key: string
  #scheme: 'Bearer ' | '' = 'Bearer '
  #accepted = false

  constructor(key: string) {
    this.#key = key
  }

  get wasAccepted(): boolean {
    return this.#accepted
  }

  async header(): Promise<string> {
    return `${this.#scheme}${this.#key}`
  }

  accepted(): void {
    this.#accepted = true
  }

  refused(header: string): boolean {
    if (this.#accepted) return false
    // Another request may have changed it meanwhile.
    if (header !== `${this.#scheme}${this.#key}`) return true
    if (this.#scheme === '') return false
    this.#scheme = ''
    return true
  }
}

/** Gets tokens ahead of the end of the last one, one for all requests. */
export class TokenAuthorizer implements Authorizer {
  readonly #clock: Clock
  readonly #request: () => Promise<Token>
  #token: { readonly header: string; readonly renewAt: number } | undefined
  #renewing: Promise<string> | undefined
  #refusals = 0
  #accepted = false

  constructor(clock: Clock, request: () => Promise<Token>) {
    this.#clock = clock
    this.#request = request
  }

  get wasAccepted(): boolean {
    return this.#accepted
  }

  async header(): Promise<string> {
    if (this.#token && this.#clock.now() < this.#token.renewAt) return this.#token.header
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  accepted(): void {
    this.#accepted = true
    this.#refusals = 0
  }

  refused(header: string): boolean {
    if (this.#token?.header === header) this.#token = undefined
    // A client whose fresh tokens are refused again and again is not let in.
    return ++this.#refusals <= 3
  }

  async #renew(): Promise<string> {
    const asked = this.#clock.now()
    const { token, seconds } = await this.#request()
    const header = `Bearer ${token}`
    this.#token = { header, renewAt: asked + seconds * 1000 * (1 - SPARE_SHARE) }
    return header
  }
}

/** Reads a token endpoint's answer, plain or wrapped in `data`: both are documented. */
export function readToken(text: string): Token {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new SyncError('The token endpoint did not answer with JSON.')
  }
  const { access_token, expires_in } = ((body as { data?: object } | null)?.data ?? body ?? {}) as Record<
    string,
    unknown
  >
  if (typeof access_token !== 'string' || access_token === '')
    throw new SyncError('The token endpoint answered without an access_token.')
  const seconds = Number(expires_in)
  return { token: access_token, seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 60 }
}
