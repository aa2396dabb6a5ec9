import { createHmac, randomBytes } from 'node:crypto'
import { hashOf, newSecret } from '../api/credentials/secret.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { Origin, Role } from './roles.ts'

/** How long a session lasts: without being used, and at all. */
export interface SessionTimes {
  readonly idleMs: number
  readonly wholeMs: number
}

export const DEFAULT_TIMES: SessionTimes = { idleMs: 24 * 3_600_000, wholeMs: 14 * 24 * 3_600_000 }

/** How often a server asks the store whether users or sessions were changed by somebody else. */
export const LOOK_EVERY_MS = 2_000
/** How often the use of a session is noted. */
const NOTE_EVERY_MS = 60_000

/** A session that is good, with whose it is. */
export interface Session {
  readonly id: string
  readonly user: { readonly id: string; readonly name: string; readonly role: Role; readonly issuer: string }
}

/** A session as its user sees it in the list of theirs. */
export interface SessionInfo {
  readonly id: string
  readonly created_time: string
  readonly last_used_time: string
  readonly address: string
  readonly user_agent: string
}

interface StoredSession {
  readonly id: string
  readonly user_id: string
  readonly name: string
  readonly role: Role
  readonly issuer: string
  readonly expires: number
  readonly used: number
}

/**
 * Sessions of browsers: random tokens of which the store keeps hashes. One ends when it was not used for long, when its time
 * is over, when its user signs out, and when their password, role or state changes.
 */
export class Sessions {
  readonly #engine: Engine
  readonly #times: SessionTimes
  readonly #now: () => number
  readonly #known = new Map<string, Promise<StoredSession | undefined>>()
  readonly #noted = new Map<string, number>()
  #state: { readonly of: Promise<string>; readonly until: number } | undefined

  constructor(engine: Engine, times: SessionTimes = DEFAULT_TIMES, now: () => number = Date.now) {
    this.#engine = engine
    this.#times = times
    this.#now = now
  }

  /** Begins a session. Its token is stored nowhere in plain: it is the browser’s alone. */
  async begin(userId: string, { address, agent }: Origin): Promise<{ token: string; expires: Date }> {
    const token = newSecret()
    const end = this.#now() + this.#times.wholeMs
    await this.#engine.run({
      sql: `INSERT INTO access_sessions
              (token_hash, id, user_id, created_time, expires_time, address, user_agent, ended, version)
            SELECT {hash:String}, {id:String}, {user:String}, now64(3),
              fromUnixTimestamp64Milli({end:Int64}, 'UTC'), {address:String}, {agent:String}, false, now64(6)`,
      params: {
        hash: hashOf(token),
        id: randomBytes(6).toString('hex'),
        user: userId,
        end,
        address,
        agent,
      },
    })
    return { token, expires: new Date(end) }
  }

  /** Whose session a token is of, when it is good. */
  async find(token: string): Promise<Session | undefined> {
    const hash = hashOf(token)
    await this.#notice()
    const now = this.#now()
    const isIdle = ({ used }: StoredSession): boolean =>
      Math.max(used, this.#noted.get(hash) ?? 0) + this.#times.idleMs <= now
    let found = await this.#look(hash)
    if (found && isIdle(found)) {
      // It may have been used through another server.
      this.#known.delete(hash)
      found = await this.#look(hash)
    }
    if (!found || found.expires <= now || isIdle(found)) return undefined
    const used = Math.max(found.used, this.#noted.get(hash) ?? 0)
    if (used + Math.min(NOTE_EVERY_MS, this.#times.idleMs / 4) <= now) await this.#note(hash, now)
    const { id, user_id, name, role, issuer } = found
    return { id, user: { id: user_id, name, role, issuer } }
  }

  /** Ends the session of a token. */
  async end(token: string): Promise<void> {
    const hash = hashOf(token)
    await this.#end('s.token_hash = {hash:String}', { hash })
    this.#known.delete(hash)
  }

  /** Ends one of a user’s sessions by its id. Whether there was one is not said. */
  async endOf(userId: string, id: string): Promise<void> {
    await this.#end('s.user_id = {user:String} AND s.id = {id:String}', { user: userId, id })
    this.forget()
  }

  /** The sessions of a user that are good, the one used last first. */
  list(userId: string): Promise<readonly SessionInfo[]> {
    const now = this.#now()
    return rows(this.#engine, {
      sql: `SELECT s.id AS id, s.created_time AS created_time, greatest(s.created_time, used.time) AS last_used_time,
              s.address AS address, s.user_agent AS user_agent
            ${FROM}
            WHERE s.user_id = {user:String} AND ${GOOD} AND s.expires_time > fromUnixTimestamp64Milli({now:Int64}, 'UTC')
              AND last_used_time > fromUnixTimestamp64Milli({idle:Int64}, 'UTC')
            ORDER BY last_used_time DESC`,
      params: { user: userId, now, idle: now - this.#times.idleMs },
      settings: { date_time_output_format: 'iso' },
    })
  }

  /** Asks the store again about every session: somebody’s password, role or state was changed. */
  forget(): void {
    this.#known.clear()
  }

  /** Forgets what it knows when users or sessions were changed, wherever that was. */
  async #notice(): Promise<void> {
    const now = this.#now()
    const last = this.#state
    if (last && last.until > now) return
    const state = {
      of: rows<object>(this.#engine, {
        sql: `SELECT (SELECT max(version) FROM access_users) AS users, (SELECT max(version) FROM access_sessions WHERE ended) AS ends`,
      }).then(([found]) => JSON.stringify(found)),
      until: now + LOOK_EVERY_MS,
    }
    this.#state = state
    try {
      if ((await state.of) !== (await last?.of)) this.forget()
    } catch (error) {
      this.forget()
      this.#state = undefined
      throw error
    }
  }

  #look(hash: string): Promise<StoredSession | undefined> {
    const known = this.#known.get(hash)
    if (known) return known
    // A flood of tokens that do not exist must not fill the memory.
    if (this.#known.size > 10_000) this.forget()
    const session = rows<StoredSession>(this.#engine, {
      sql: `SELECT s.id AS id, s.user_id AS user_id, u.name AS name, u.role AS role, u.issuer AS issuer,
              toUnixTimestamp64Milli(s.expires_time) AS expires,
              toUnixTimestamp64Milli(greatest(s.created_time, used.time)) AS used
            ${FROM} WHERE s.token_hash = {hash:String} AND ${GOOD}`,
      params: { hash },
    }).then(([row]) => row)
    session.catch(() => this.#known.delete(hash))
    this.#known.set(hash, session)
    return session
  }

  async #note(hash: string, now: number): Promise<void> {
    if (this.#noted.size > 10_000) this.#noted.clear()
    this.#noted.set(hash, now)
    await this.#engine.run({
      sql: `INSERT INTO access_session_use SELECT {hash:String}, fromUnixTimestamp64Milli({now:Int64}, 'UTC')`,
      params: { hash, now },
    })
  }

  async #end(condition: string, params: { readonly [name: string]: string }): Promise<void> {
    await this.#engine.run({
      sql: `INSERT INTO access_sessions
            SELECT * REPLACE (true AS ended, greatest(now64(6), s.version + toIntervalMicrosecond(1)) AS version)
            FROM access_sessions AS s FINAL WHERE ${condition} AND NOT s.ended`,
      params,
    })
  }
}

const FROM = `
  FROM (SELECT * FROM access_sessions FINAL) AS s
  INNER JOIN (SELECT * FROM access_users FINAL) AS u ON u.id = s.user_id
  LEFT JOIN (SELECT token_hash, max(last_used_time) AS time FROM access_session_use GROUP BY token_hash) AS used
    ON used.token_hash = s.token_hash`
const GOOD = 'NOT s.ended AND NOT u.removed AND NOT u.disabled AND s.created_time >= u.sessions_since'

/**
 * What a page of ours sends back with whatever changes something: it can be computed only with the session’s token, which
 * no script can read, and told only to a page of the same origin.
 */
export const csrfToken = (secret: string): string =>
  createHmac('sha256', secret).update('debrief: this page was made by the server').digest('base64url')
