import { createHmac, randomBytes } from 'node:crypto'
import { type Engine, rows } from '../store/engine.ts'
import { sameText } from './credentials/secret.ts'

/** A secret that signs links, kept in the store, so that links outlive this process and are good at others. */
export interface SigningKey {
  readonly id: string
  readonly secret: string
}

/** What a signature says of a text. */
export type Signed = 'good' | 'retired' | 'wrong'

/** How many keys are good: the newest, and the one before it, which signed the links that are on their way. */
const GOOD_KEYS = 2
/** Keys that were good once are known for as long as this many came after them, to tell an old link from a forged one. */
const KNOWN_KEYS = 10

/** How long a process goes on without asking the store for its keys. */
export const SIGNING_MEMORY_MS = 60_000
/** How soon a key nobody knows makes the store be asked again: another process may just have made it. */
const UNKNOWN_MEMORY_MS = 1_000

/** Makes a new key, which signs from now on. Links signed with the one before it stay good until the next rotation. */
export async function rotateSigningKey(engine: Engine): Promise<SigningKey> {
  const key = { id: randomBytes(6).toString('base64url'), secret: randomBytes(32).toString('base64url') }
  await engine.run({
    // Later than the others even when the clock was set back.
    sql: `INSERT INTO signing_keys (id, secret, created_time)
          SELECT {id:String}, {secret:String},
            greatest(now64(6), (SELECT max(created_time) FROM signing_keys) + toIntervalMicrosecond(1))`,
    params: { ...key },
  })
  return key
}

/** The keys of a store, and what is done with them. */
export class SigningKeys {
  readonly #engine: Engine
  readonly #now: () => number
  #known: { keys: Promise<readonly SigningKey[]>; since: number } | undefined

  constructor(engine: Engine, now: () => number = Date.now) {
    this.#engine = engine
    this.#now = now
  }

  /** `<key>.<signature>` of a text. */
  async sign(text: string): Promise<string> {
    const [newest] = await this.#keys(SIGNING_MEMORY_MS)
    return `${newest!.id}.${signature(text, newest!)}`
  }

  async verify(text: string, signed: string): Promise<Signed> {
    const [id, given = '', ...more] = signed.split('.')
    if (more.length > 0) return 'wrong'
    let keys = await this.#keys(SIGNING_MEMORY_MS)
    if (!keys.some(key => key.id === id)) keys = await this.#keys(UNKNOWN_MEMORY_MS)
    const age = keys.findIndex(key => key.id === id)
    if (age < 0 || !sameText(given, signature(text, keys[age]!))) return 'wrong'
    return age < GOOD_KEYS ? 'good' : 'retired'
  }

  /** A token that carries values, which anybody may read and nobody else can write. */
  async seal(values: readonly unknown[]): Promise<string> {
    const text = Buffer.from(JSON.stringify(values)).toString('base64url')
    return `${text}.${await this.sign(text)}`
  }

  /** The values of a token that was sealed here, perhaps by another version; undefined when it was not. */
  async open(token: string): Promise<{ values: readonly unknown[]; retired: boolean } | undefined> {
    const end = token.indexOf('.')
    const text = token.slice(0, Math.max(end, 0))
    const signed = await this.verify(text, token.slice(end + 1))
    if (signed === 'wrong') return undefined
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(values) ? { values, retired: signed === 'retired' } : undefined
  }

  /** The keys, the newest first: as the store said not longer ago than `memory`. */
  #keys(memory: number): Promise<readonly SigningKey[]> {
    const now = this.#now()
    if (this.#known && now - this.#known.since < memory) return this.#known.keys
    const keys = this.#read()
    const known = { keys, since: now }
    this.#known = known
    keys.catch(() => {
      if (this.#known === known) this.#known = undefined
    })
    return keys
  }

  async #read(): Promise<readonly SigningKey[]> {
    const keys = await rows<SigningKey>(this.#engine, {
      sql: `SELECT id, secret FROM signing_keys FINAL ORDER BY created_time DESC, id LIMIT ${KNOWN_KEYS}`,
    })
    return keys.length > 0 ? keys : [await rotateSigningKey(this.#engine)]
  }
}

const signature = (text: string, { secret }: SigningKey): string =>
  createHmac('sha256', secret).update(text).digest('base64url').slice(0, 27)
