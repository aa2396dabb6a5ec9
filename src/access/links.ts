import { hashOf, newSecret } from '../api/credentials/secret.ts'
import { type Engine, rows } from '../store/engine.ts'
import { addUser, isAnybody, type KnownUser, setPassword, UserError, userOf } from './users.ts'

/** How long a link is good: long enough to be read by somebody who is away for the weekend. */
export const LINK_HOURS = 72
/** A link that makes an administrator of whoever has it is good for less. */
export const FIRST_LINK_HOURS = 24

const HOUR_MS = 3_600_000
const LINK_FORM = /^[A-Za-z0-9_-]{43}$/

/** Raised for a link that is not, or no longer, good. */
export class LinkError extends Error {
  override name = 'LinkError'
}

/** What a link is for: somebody’s password, or, without a user, the first administrator’s name and password. */
export interface Link {
  readonly user: KnownUser | undefined
  readonly expires_time: string
}

/**
 * Makes a link with which somebody sets their password, once. Links that were made for them before are void.
 *
 * @param userId empty for the link that makes the first administrator
 * @returns its secret part
 */
export async function makeLink(engine: Engine, userId: string): Promise<string> {
  const secret = newSecret()
  const hours = userId === '' ? FIRST_LINK_HOURS : LINK_HOURS
  await voidLinks(engine, userId)
  await engine.run({
    sql: `INSERT INTO access_links (token_hash, user_id, created_time, expires_time, void, version)
          SELECT {hash:String}, {user:String}, now64(3), now64(3) + toIntervalMillisecond({ms:UInt64}), false, now64(6)`,
    params: { hash: hashOf(secret), user: userId, ms: hours * HOUR_MS },
  })
  return secret
}

/** The address of a page with a link’s secret behind the #, which browsers keep to themselves. */
export const linkAddress = (base: string, secret: string): string =>
  `${base.replace(/\/+$/, '')}/sign-in#link=${secret}`

/**
 * What a link is for, without using it.
 *
 * @throws LinkError when it is not good
 */
export async function readLink(engine: Engine, secret: string): Promise<Link> {
  const [link] = LINK_FORM.test(secret)
    ? await rows<{ user_id: string; expires_time: string; over: boolean; void: boolean }>(engine, {
        sql: `SELECT user_id, expires_time, expires_time <= now64(3) AS over, void
              FROM access_links FINAL WHERE token_hash = {hash:String}`,
        params: { hash: hashOf(secret) },
        settings: { date_time_output_format: 'iso' },
      })
    : []
  if (!link) throw new LinkError('This link is not known. Was it copied whole?')
  if (link.void)
    throw new LinkError('This link was used already, or a newer one was made. Ask for a new one.')
  if (link.over) throw new LinkError('The time of this link is over. Ask for a new one.')
  const { user_id, expires_time } = link
  const user = user_id === '' ? undefined : await userOf(engine, user_id)
  // The first administrator is made only while there is nobody.
  if (user_id === '' ? await isAnybody(engine) : !user || user.disabled)
    throw new LinkError('This link is not good any more. Ask an administrator for a new one.')
  return { user, expires_time }
}

/** One at a time in a process, so that no link is used twice. */
let using: Promise<unknown> = Promise.resolve()

/**
 * Uses a link: it sets the password of its user, whose sessions end, or makes the first administrator.
 *
 * @param name the first administrator’s; other links know whose they are
 * @throws LinkError when the link is not good, UserError when the name cannot be one
 */
export function redeemLink(engine: Engine, secret: string, hash: string, name: string): Promise<KnownUser> {
  const result = using.then(async () => {
    const { user } = await readLink(engine, secret)
    if (user) await setPassword(engine, user.id, hash)
    const id = user?.id ?? (await addUser(engine, { name, role: 'administrator', passwordHash: hash }))
    await voidLinks(engine, user?.id ?? '')
    const known = await userOf(engine, id)
    if (!known) throw new UserError('The user was removed meanwhile.')
    return known
  })
  using = result.catch(() => {})
  return result
}

/** Makes every link void that was made for somebody and is still good. */
async function voidLinks(engine: Engine, userId: string): Promise<void> {
  await engine.run({
    sql: `INSERT INTO access_links
          SELECT * REPLACE (true AS void, greatest(now64(6), l.version + toIntervalMicrosecond(1)) AS version)
          FROM access_links AS l FINAL WHERE l.user_id = {user:String} AND NOT l.void`,
    params: { user: userId },
  })
}
