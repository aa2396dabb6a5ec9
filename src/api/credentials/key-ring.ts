import { type Engine, rows } from '../../store/engine.ts'
import { hashOf, readKey, sameHash } from './secret.ts'

/** How long a server remembers what the store said of a key. */
export const KEY_MEMORY_MS = 2_000

/** A key that was proved by its secret. */
export interface ProvedKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  /** The hash of the secret it was proved with: after a rotation there are two for a while. */
  readonly secretHash: string
  /** When that secret ends, in milliseconds since 1970; infinite when it does not. */
  readonly until: number
}

/** Why a key is not good, where its holder may be told: only who has the secret learns that it has expired. */
export type Expired = 'expired'

interface StoredKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly secret_hash: string
  readonly expires: number | null
  readonly previous_secret_hash: string
  readonly previous_expires: number | null
}

/** Looks keys up for a server, remembering each answer for a moment so that not every request asks the store. */
export class KeyRing {
  readonly #engine: Engine
  readonly #now: () => number
  readonly #known = new Map<string, { key: Promise<StoredKey | undefined>; until: number }>()

  constructor(engine: Engine, now: () => number = Date.now) {
    this.#engine = engine
    this.#now = now
  }

  /** The key a client sent, or undefined when there is none such, or it was revoked. */
  async verify(text: string): Promise<ProvedKey | Expired | undefined> {
    const { id, secret } = readKey(text) ?? {}
    return id === undefined || secret === undefined ? undefined : this.withHash(id, hashOf(secret))
  }

  /** The key of this id when `hash` is that of a secret of it that is good. */
  async withHash(id: string, hash: string): Promise<ProvedKey | Expired | undefined> {
    const key = await this.#find(id)
    if (!key) return undefined
    const now = this.#now()
    const isLatest = sameHash(key.secret_hash, hash)
    if (!isLatest && !sameHash(key.previous_secret_hash, hash)) return undefined
    const until = Math.min(
      key.expires ?? Number.POSITIVE_INFINITY,
      isLatest ? Number.POSITIVE_INFINITY : (key.previous_expires ?? 0),
    )
    return until <= now ? 'expired' : { id, name: key.name, scopes: key.scopes, secretHash: hash, until }
  }

  #find(id: string): Promise<StoredKey | undefined> {
    const now = this.#now()
    const known = this.#known.get(id)
    if (known && known.until > now) return known.key
    // Ids that do not exist are remembered too; a flood of them must not fill the memory.
    if (this.#known.size > 10_000) this.#known.clear()
    const key = rows<StoredKey>(this.#engine, {
      sql: `SELECT id, name, scopes, secret_hash, previous_secret_hash, toUnixTimestamp64Milli(expires_time) AS expires,
              toUnixTimestamp64Milli(previous_expires_time) AS previous_expires
            FROM api_keys FINAL WHERE id = {id:String} AND revoked_time IS NULL`,
      params: { id },
    }).then(([row]) => row)
    key.catch(() => this.#known.delete(id))
    this.#known.set(id, { key, until: now + KEY_MEMORY_MS })
    return key
  }
}
