import { randomBytes } from 'node:crypto'
import { type Engine, type Parameters, rows, type Statement } from '../store/engine.ts'
import { isRole, ROLES, type Role } from './roles.ts'

/** Somebody who may see the dashboards, as others may know them. */
export interface User {
  readonly id: string
  /** What they sign in with: an e-mail address, or a name. */
  readonly name: string
  readonly role: Role
  /** Who vouches for them; empty for those who sign in with a password. */
  readonly issuer: string
  /** `invited`: they have not set a password yet. */
  readonly state: 'active' | 'invited' | 'disabled'
  readonly created_time: string
  readonly last_sign_in_time: string | null
}

/** What decides whether somebody is let in. */
export interface KnownUser {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly issuer: string
  readonly password_hash: string
  readonly disabled: boolean
  /** Sessions that began before are over: milliseconds since 1970. */
  readonly sessions_since: number
}

/** Raised for a user who cannot be added, changed or found as asked. */
export class UserError extends Error {
  override name = 'UserError'
}

const LONGEST_NAME = 200

/** The version rises even when the clock was set back: who was removed must not come to life again. */
const NEXT_VERSION = 'greatest(now64(6), u.version + toIntervalMicrosecond(1)) AS version'
const KNOWN = `id, name, role, issuer, password_hash, disabled, toUnixTimestamp64Milli(u.sessions_since) AS sessions_since`

export interface NewUser {
  readonly name: string
  readonly role: Role
  /** For somebody another system vouches for: which, and what it calls them. */
  readonly issuer?: string
  readonly subject?: string
  /** As `Passwords` makes it; without it they have to set a password first. */
  readonly passwordHash?: string
}

/**
 * Adds somebody.
 *
 * @returns their id
 * @throws UserError when the name is taken or cannot be one
 */
export async function addUser(engine: Engine, user: NewUser): Promise<string> {
  const name = checkName(user.name)
  checkRole(user.role)
  if (await userNamed(engine, name)) throw new UserError(`There is a user "${name}" already.`)
  const id = randomBytes(6).toString('hex')
  const { role, issuer = '', subject = '', passwordHash = '' } = user
  await engine.run({
    sql: `INSERT INTO access_users (id, name, role, issuer, subject, password_hash, created_time, sessions_since, version)
          SELECT {id:String}, {name:String}, {role:String}, {issuer:String}, {subject:String}, {hash:String}, now64(3), now64(3), now64(6)`,
    params: { id, name, role, issuer, subject, hash: passwordHash },
  })
  return id
}

/** Everybody but those who were removed, by name. */
export function listUsers(engine: Engine): Promise<readonly User[]> {
  return rows(engine, {
    sql: `SELECT id, name, role, issuer, created_time,
            multiIf(disabled, 'disabled', password_hash = '' AND issuer = '', 'invited', 'active') AS state,
            nullIf(used.last_time, toDateTime64(0, 3, 'UTC')) AS last_sign_in_time
          FROM access_users FINAL
          LEFT JOIN (
            SELECT user_id, max(access_user_use.last_sign_in_time) AS last_time FROM access_user_use GROUP BY user_id
          ) AS used ON used.user_id = access_users.id
          WHERE NOT removed ORDER BY lower(name), id`,
    settings: { date_time_output_format: 'iso' },
  })
}

export async function isAnybody(engine: Engine): Promise<boolean> {
  const found = await rows(engine, { sql: 'SELECT id FROM access_users FINAL WHERE NOT removed LIMIT 1' })
  return found.length > 0
}

/** By name; capitals do not count. */
export const userNamed = (engine: Engine, name: string): Promise<KnownUser | undefined> =>
  find(engine, 'lowerUTF8(name) = lowerUTF8({name:String})', { name: name.trim().normalize('NFC') })

export const userOf = (engine: Engine, id: string): Promise<KnownUser | undefined> =>
  find(engine, 'id = {id:String}', { id })

/** Whom another system calls so. */
export const userKnownTo = (
  engine: Engine,
  issuer: string,
  subject: string,
): Promise<KnownUser | undefined> =>
  find(engine, 'issuer = {issuer:String} AND subject = {subject:String}', { issuer, subject })

/** Ends every session of theirs, too: whoever knew the old password may be somebody else. */
export const setPassword = (engine: Engine, id: string, hash: string): Promise<void> =>
  change(engine, id, '{hash:String} AS password_hash, now64(3) AS sessions_since', { hash })

/** Stores the same password at another cost, unless it was changed meanwhile. */
export const rehashPassword = (engine: Engine, user: KnownUser, hash: string): Promise<void> =>
  change(
    engine,
    user.id,
    '{hash:String} AS password_hash',
    { hash, old: user.password_hash },
    'u.password_hash = {old:String}',
  )

/** Ends every session of theirs, too. */
export async function setRole(engine: Engine, id: string, role: Role): Promise<void> {
  checkRole(role)
  await change(engine, id, '{role:String} AS role, now64(3) AS sessions_since', { role })
}

/** Lets somebody in no more, or again. */
export const setDisabled = (engine: Engine, id: string, disabled: boolean): Promise<void> =>
  change(engine, id, '{disabled:Bool} AS disabled, now64(3) AS sessions_since', { disabled })

/** Removes somebody: what is left of them in the list of users is that they were there. */
export const removeUser = (engine: Engine, id: string): Promise<void> =>
  change(
    engine,
    id,
    `true AS removed, '' AS name, '' AS subject, '' AS password_hash, now64(3) AS sessions_since`,
    {},
  )

/** @throws UserError when nobody else could administer, if this one could not */
export async function insistOnAnotherAdministrator(engine: Engine, id: string): Promise<void> {
  const users = await listUsers(engine)
  const may = (user: User): boolean => user.role === 'administrator' && user.state === 'active'
  if (users.some(user => user.id === id && may(user)) && !users.some(user => user.id !== id && may(user)))
    throw new UserError('This is the only administrator who can sign in. Make another one first.')
}

async function find(engine: Engine, condition: string, params: Parameters): Promise<KnownUser | undefined> {
  const [user] = await rows<KnownUser>(engine, {
    sql: `SELECT ${KNOWN} FROM access_users AS u FINAL WHERE NOT removed AND ${condition} ORDER BY created_time LIMIT 1`,
    params,
  })
  return user
}

/** The user’s row (`u`) once more, with some of its columns replaced: all that is not named is kept. */
async function change(
  engine: Engine,
  id: string,
  columns: string,
  params: Statement['params'],
  condition = 'true',
): Promise<void> {
  await engine.run({
    sql: `INSERT INTO access_users SELECT * REPLACE (${columns}, ${NEXT_VERSION}) FROM access_users AS u FINAL
          WHERE u.id = {id:String} AND NOT u.removed AND ${condition}`,
    params: { id, ...params },
  })
}

function checkName(text: string): string {
  const name = text.trim().normalize('NFC')
  if (name === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name))
    throw new UserError(
      `"${name.slice(0, 40)}" cannot be the name of a user: it needs 1 to ${LONGEST_NAME} characters that can be seen.`,
    )
  return name
}

function checkRole(role: string): void {
  if (!isRole(role)) throw new UserError(`"${role}" is not a role; there are ${ROLES.join(', ')}.`)
}
