import { type Engine, rows, type Statement } from '../../store/engine.ts'
import { SCOPES } from './scopes.ts'
import { hashOf, keyText, newKeyId, newSecret } from './secret.ts'

/** A key as it may be shown: everything but its secret. */
export interface KeyInfo {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly created_time: string
  readonly expires_time: string | null
  readonly rotated_time: string | null
  /** Until when the secret before the last rotation is good; null when there is none, or its time is over. */
  readonly old_secret_until: string | null
  readonly revoked_time: string | null
  /** When it, or a token got with it, was last used, as the access log tells. */
  readonly last_used_time: string | null
}

/** A new key, with the text a client sends. It is shown once: the store keeps only a hash. */
export interface NewKey {
  readonly id: string
  readonly name: string
  readonly key: string
  readonly scopes: readonly string[]
  readonly expires_time: string | null
}

/** A key that was given a new secret, which is shown once. */
export interface RotatedKey extends NewKey {
  readonly old_secret_until: string | null
}

/** Raised for a key that cannot be made, changed or found as asked. */
export class KeyError extends Error {
  override name = 'KeyError'
}

/** A time as a statement's parameter, and back: `fromUnixTimestamp64Milli` reads no other form than a number. */
const time = (name: string): string => `fromUnixTimestamp64Milli({${name}:Nullable(Int64)}, 'UTC')`
const iso = (at: Date | null): string | null => at?.toISOString() ?? null
const AS_ISO = { date_time_output_format: 'iso' } as const

/** The version rises even when the clock was set back: a key that was revoked must not come to life again. */
const NEXT_VERSION = 'greatest(now64(3), k.version + toIntervalMillisecond(1)) AS version'

export interface KeyOptions {
  readonly expires?: Date | null
}

/** @throws KeyError when a scope is unknown, or the key would have expired already */
export async function createKey(
  engine: Engine,
  name: string,
  scopes: readonly string[],
  { expires = null }: KeyOptions = {},
): Promise<NewKey> {
  if (scopes.length === 0) throw new KeyError(`A key needs a scope: ${SCOPES.join(', ')}.`)
  for (const scope of scopes)
    if (!SCOPES.includes(scope))
      throw new KeyError(`"${scope}" is not a scope; there are ${SCOPES.join(', ')}.`)
  checkExpiry(expires, new Date())
  const id = newKeyId()
  const secret = newSecret()
  await engine.run({
    sql: `INSERT INTO api_keys (id, name, scopes, secret_hash, created_time, expires_time, version)
          SELECT {id:String}, {name:String}, {scopes:Array(String)}, {hash:String}, now64(3), ${time('expires')}, now64(3)`,
    params: { id, name, scopes, hash: hashOf(secret), expires: expires?.getTime() ?? null },
  })
  return { id, name, key: keyText(id, secret), scopes, expires_time: iso(expires) }
}

/** All keys, revoked and expired ones too, in the order they were made. */
export async function listKeys(engine: Engine): Promise<readonly KeyInfo[]> {
  return rows(engine, {
    sql: `
      SELECT id, name, scopes, created_time, expires_time, rotated_time,
        if(previous_expires_time > now64(3), previous_expires_time, NULL) AS old_secret_until,
        revoked_time, nullIf(used.last_time, toDateTime64(0, 3, 'UTC')) AS last_used_time
      FROM api_keys FINAL
      LEFT JOIN (
        SELECT credential_id, max(credential_use.last_used_time) AS last_time FROM credential_use GROUP BY credential_id
      ) AS used ON used.credential_id = api_keys.id
      ORDER BY created_time, id`,
    settings: AS_ISO,
  })
}

export interface RotateOptions {
  /** How long the secret so far stays good. */
  readonly overlapMs: number
  /** A new end of the key; undefined leaves the one it has. */
  readonly expires?: Date | null | undefined
  readonly now?: Date
}

/**
 * Gives a key a new secret. The one so far stays good for a while, so that clients can change over one by one; the one
 * before that ends at once: no more than two are good at a time.
 *
 * @throws KeyError when there is no such key, or it is revoked or expired
 */
export async function rotateKey(
  engine: Engine,
  id: string,
  { overlapMs, expires: newEnd, now = new Date() }: RotateOptions,
): Promise<RotatedKey> {
  const key = await find(engine, id)
  if (key.revoked_time)
    throw new KeyError(`The key "${id}" is revoked: make another with debrief keys create.`)
  if (newEnd) checkExpiry(newEnd, now)
  const end = key.expires_time === null ? null : new Date(key.expires_time)
  if (end && end <= now && newEnd === undefined)
    throw new KeyError(`The key "${id}" expired at ${key.expires_time}: rotate it with a new --expires.`)
  const expires = newEnd === undefined ? end : newEnd
  // An overlap does not let a secret outlive what its key was made for.
  const oldEnd = new Date(Math.min(now.getTime() + overlapMs, end?.getTime() ?? Number.POSITIVE_INFINITY))
  const secret = newSecret()
  await engine.run(
    changed(
      id,
      `{hash:String} AS secret_hash, k.secret_hash AS previous_secret_hash, ${time('old_end')} AS previous_expires_time,
       ${time('now')} AS rotated_time, ${time('expires')} AS expires_time`,
      {
        hash: hashOf(secret),
        old_end: oldEnd.getTime(),
        now: now.getTime(),
        expires: expires?.getTime() ?? null,
      },
    ),
  )
  const { name, scopes } = key
  const old_secret_until = oldEnd > now ? iso(oldEnd) : null
  return { id, name, key: keyText(id, secret), scopes, expires_time: iso(expires), old_secret_until }
}

/**
 * Revokes a key for good, with every token that was got with it. Running servers refuse it within two seconds.
 *
 * @throws KeyError when there is no such key
 */
export async function revokeKey(engine: Engine, id: string): Promise<void> {
  await find(engine, id)
  await engine.run(changed(id, 'ifNull(k.revoked_time, now64(3)) AS revoked_time', {}))
}

/** The key's row (`k`) once more, with some of its columns replaced: all that is not named is kept. */
function changed(id: string, columns: string, params: Statement['params']): Statement {
  return {
    sql: `INSERT INTO api_keys SELECT * REPLACE (${columns}, ${NEXT_VERSION}) FROM api_keys AS k FINAL WHERE k.id = {id:String}`,
    params: { id, ...params },
  }
}

async function find(
  engine: Engine,
  id: string,
): Promise<Pick<KeyInfo, 'name' | 'scopes' | 'expires_time' | 'revoked_time'>> {
  const [key] = await rows<Pick<KeyInfo, 'name' | 'scopes' | 'expires_time' | 'revoked_time'>>(engine, {
    sql: 'SELECT name, scopes, expires_time, revoked_time FROM api_keys FINAL WHERE id = {id:String}',
    params: { id },
    settings: AS_ISO,
  })
  if (!key) throw new KeyError(`There is no key "${id}". List them with: debrief keys list`)
  return key
}

function checkExpiry(expires: Date | null, now: Date): void {
  if (expires && expires <= now)
    throw new KeyError(`The key would have expired already: ${expires.toISOString()} is over.`)
}
