import { type Engine, rows } from '../../store/engine.ts'
import type { ProvedKey } from './key-ring.ts'
import { hashOf, newToken } from './secret.ts'

/** How long a server remembers what the store said of a token. */
const TOKEN_MEMORY_MS = 2_000

/** What the store knows of a token. */
export interface StoredToken {
  readonly key_id: string
  /** The hash of the secret it was got with: when that is no longer good, neither is the token. */
  readonly secret_hash: string
  readonly scopes: readonly string[]
  readonly expires: number
}

/** Access tokens: random texts of which the store keeps hashes, so that they survive a restart and cannot be read from it. */
export class AccessTokens {
  readonly #engine: Engine
  readonly #now: () => number
  readonly #known = new Map<string, { token: Promise<StoredToken | undefined>; until: number }>()

  constructor(engine: Engine, now: () => number = Date.now) {
    this.#engine = engine
    this.#now = now
  }

  /** A new token that may do what `scopes` say, for so many seconds. It is stored when this returns. */
  async issue(key: ProvedKey, scopes: readonly string[], seconds: number): Promise<string> {
    const token = newToken()
    const now = this.#now()
    await this.#engine.run({
      sql: `INSERT INTO access_tokens (token_hash, key_id, secret_hash, scopes, created_time, expires_time)
            SELECT {token:String}, {key:String}, {secret:String}, {scopes:Array(String)},
              fromUnixTimestamp64Milli({now:Int64}, 'UTC'), fromUnixTimestamp64Milli({end:Int64}, 'UTC')`,
      params: {
        token: hashOf(token),
        key: key.id,
        secret: key.secretHash,
        scopes,
        now,
        end: now + seconds * 1000,
      },
    })
    return token
  }

  /** The token of this text as long as its time lasts; whether its key is still good is not asked here. */
  async find(text: string): Promise<StoredToken | 'expired' | undefined> {
    const token = await this.#look(hashOf(text))
    return token && token.expires <= this.#now() ? 'expired' : token
  }

  #look(hash: string): Promise<StoredToken | undefined> {
    const now = this.#now()
    const known = this.#known.get(hash)
    if (known && known.until > now) return known.token
    // A flood of tokens that do not exist must not fill the memory.
    if (this.#known.size > 10_000) this.#known.clear()
    const token = rows<StoredToken>(this.#engine, {
      sql: `SELECT key_id, secret_hash, scopes, toUnixTimestamp64Milli(expires_time) AS expires
            FROM access_tokens FINAL WHERE token_hash = {hash:String}`,
      params: { hash },
    }).then(([row]) => row)
    token.catch(() => this.#known.delete(hash))
    this.#known.set(hash, { token, until: now + TOKEN_MEMORY_MS })
    return token
  }
}
