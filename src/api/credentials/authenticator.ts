import type { Engine } from '../../store/engine.ts'
import { AccessTokens } from './access-tokens.ts'
import { type Expired, KeyRing } from './key-ring.ts'
import { isToken } from './secret.ts'

/** Who asks: a key, or a token that was got with it. Both have the key's id and name. */
export interface Credential {
  readonly kind: 'key' | 'token'
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
}

/** Knows keys and tokens apart, and which of them are good. */
export class Authenticator {
  readonly keys: KeyRing
  readonly tokens: AccessTokens

  constructor(engine: Engine, now: () => number = Date.now) {
    this.keys = new KeyRing(engine, now)
    this.tokens = new AccessTokens(engine, now)
  }

  /** Whose this text is; undefined when it is nobody's, or its key was revoked. */
  async verify(text: string): Promise<Credential | Expired | undefined> {
    if (!isToken(text)) {
      const key = await this.keys.verify(text)
      return typeof key === 'object' ? { kind: 'key', id: key.id, name: key.name, scopes: key.scopes } : key
    }
    const token = await this.tokens.find(text)
    if (typeof token !== 'object') return token
    const key = await this.keys.withHash(token.key_id, token.secret_hash)
    return typeof key === 'object' ? { kind: 'token', id: key.id, name: key.name, scopes: token.scopes } : key
  }
}
