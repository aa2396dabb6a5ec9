import * as oidc from 'openid-client'
import type { Engine } from '../store/engine.ts'
import { recordEvent } from './access-events.ts'
import { type Origin, ROLES, type Role } from './roles.ts'
import type { OidcSettings } from './settings.ts'
import { addUser, type KnownUser, setRole, UserError, userKnownTo, userOf } from './users.ts'

/** Seconds that a provider may take for an answer. */
const PATIENCE_S = 10

/** What the browser keeps while its user is with the provider: it ties the answer to this browser and this attempt. */
export interface Pending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** Where to go afterwards, in the application. */
  readonly next: string
}

/** Why somebody the provider knows is not let in, by a word that the page has a sentence for. */
export type Refusal = 'role' | 'domain' | 'disabled' | 'taken'

export class OidcRefusal extends Error {
  override name = 'OidcRefusal'
  readonly why: Refusal
  /** Whom the provider spoke of, as far as it did. */
  readonly who: string

  constructor(why: Refusal, who: string) {
    super(why)
    this.why = why
    this.who = who
  }
}

type Claims = Readonly<Record<string, unknown>>

/** Sign-in with an OpenID Connect provider: the authorization code flow, with PKCE, state and nonce. */
export class OidcProvider {
  readonly settings: OidcSettings
  readonly #secret: string | undefined
  #discovered: Promise<oidc.Configuration> | undefined

  constructor(settings: OidcSettings, secret: string | undefined) {
    this.settings = settings
    this.#secret = secret
  }

  /** Where to send the browser, and what it is to keep meanwhile. */
  async begin(redirectUri: string, next: string): Promise<{ address: URL; pending: Pending }> {
    const configuration = await this.#configuration()
    const pending = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      next,
    }
    const address = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.settings.scopes.join(' '),
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    })
    return { address, pending }
  }

  /**
   * What the provider says of who came back.
   *
   * @param address the whole address they came back to
   * @throws what the library does when the answer is not good: wrong state, nonce, signature, audience, issuer, time
   */
  async finish(address: URL, { state, nonce, verifier }: Pending): Promise<Claims> {
    const configuration = await this.#configuration()
    const tokens = await oidc.authorizationCodeGrant(configuration, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    const complete = claimAt(claims, this.settings.role_claim) !== undefined && claims.email !== undefined
    // Many providers tell e-mail address and groups only when they are asked for them.
    if (complete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims
    return { ...(await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
  }

  #configuration(): Promise<oidc.Configuration> {
    const { issuer, client_id } = this.settings
    const plain = issuer.startsWith('http:')
    this.#discovered ??= oidc
      .discovery(
        new URL(issuer),
        client_id,
        undefined,
        this.#secret === undefined ? oidc.None() : oidc.ClientSecretPost(this.#secret),
        // The settings allow a plain issuer on this machine alone.
        { timeout: PATIENCE_S, ...(plain ? { execute: [oidc.allowInsecureRequests] } : {}) },
      )
      .catch((error: unknown) => {
        // The next attempt asks again: the provider may have been away.
        this.#discovered = undefined
        throw error
      })
    return this.#discovered
  }
}

/**
 * The user whom a provider spoke of: added at their first sign-in, their role as it says.
 *
 * @throws OidcRefusal when they are not let in
 */
export async function admit(
  engine: Engine,
  settings: OidcSettings,
  claims: Claims,
  from: Origin,
): Promise<KnownUser> {
  const { iss = '', sub = '', email, preferred_username } = claims as Record<string, string | undefined>
  const verified = claims.email_verified !== false
  const name = (verified ? email : undefined) ?? preferred_username ?? sub
  const domain = verified ? email?.split('@').at(-1)?.toLowerCase() : undefined
  if (settings.domains.length > 0 && !settings.domains.includes(domain ?? ''))
    throw new OidcRefusal('domain', name)
  const known = await userKnownTo(engine, iss, sub)
  const said = roleOf(claims, settings)
  const decides = Object.keys(settings.roles).length > 0
  const role = decides ? (said ?? settings.default_role) : (known?.role ?? settings.default_role)
  if (!role) throw new OidcRefusal('role', name)
  if (known?.disabled) throw new OidcRefusal('disabled', name)
  if (!known) {
    const id = await addUser(engine, { name, role, issuer: iss, subject: sub }).catch((error: unknown) => {
      // A name that is somebody else’s does not become theirs because a provider says so.
      throw error instanceof UserError ? new OidcRefusal('taken', name) : error
    })
    await recordEvent(engine, 'user_added', { id, name, from }, { about: name, detail: role })
    return (await userOf(engine, id))!
  }
  if (known.role === role) return known
  await setRole(engine, known.id, role)
  await recordEvent(engine, 'role_changed', { ...known, from }, { about: known.name, detail: role })
  return { ...known, role }
}

/** The highest role that the provider’s claim gives. */
function roleOf(claims: Claims, { role_claim, roles }: OidcSettings): Role | undefined {
  const claim = claimAt(claims, role_claim)
  const values = (Array.isArray(claim) ? claim : [claim]).map(String)
  return ROLES.filter(role => roles[role]?.some(value => values.includes(value))).at(-1)
}

/** A claim by its name, or by the names of the objects it is in: Keycloak’s are in `realm_access.roles`. */
function claimAt(claims: Claims, path: string): unknown {
  if (path in claims) return claims[path]
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? (value as Claims)[name] : undefined),
      claims,
    )
}
