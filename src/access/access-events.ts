import { addressGroup } from '../api/limits/address.ts'
import { type Engine, type Parameters, rows } from '../store/engine.ts'
import type { Origin, Viewer } from './roles.ts'

/** What is written down. */
export const EVENT_KINDS = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'session_ended',
  'password_set',
  'link_made',
  'user_added',
  'role_changed',
  'user_disabled',
  'user_enabled',
  'user_removed',
  'transcript_opened',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Something that somebody did, or tried to. */
export interface AccessEvent {
  readonly kind: EventKind
  /** Who: empty where nobody is signed in, as on the command line. */
  readonly user_id: string
  /** Their name, or the one that was tried. */
  readonly user_name: string
  /** What it was about: the name of another user, the id of a conversation. */
  readonly about: string
  readonly detail: string
  readonly address: string
  readonly user_agent: string
}

export type LoggedEvent = AccessEvent & { readonly time: string }

const LONGEST = 300

/** Writes down what happened; it is on disk when this returns. */
export async function recordEvent(
  engine: Engine,
  kind: EventKind,
  who: { readonly id: string; readonly name: string; readonly from: Origin },
  { about = '', detail = '' }: { readonly about?: string; readonly detail?: string } = {},
): Promise<void> {
  const { id, name, from } = who
  await engine.run({
    sql: `INSERT INTO access_events (time, kind, user_id, user_name, about, detail, address, user_agent)
          SELECT now64(3), {kind:String}, {id:String}, {name:String}, {about:String}, {detail:String}, {address:String}, {agent:String}`,
    params: {
      kind,
      id,
      name: name.slice(0, LONGEST),
      about: about.slice(0, LONGEST),
      detail: detail.slice(0, LONGEST),
      address: from.address,
      agent: from.agent.slice(0, LONGEST),
    },
  })
}

/**
 * Writes down that somebody opens a conversation. To be awaited before any of its text is sent: what cannot be written down
 * is not shown.
 */
export const recordOpening = (engine: Engine, viewer: Viewer, conversationId: string): Promise<void> =>
  recordEvent(engine, 'transcript_opened', viewer, { about: conversationId })

export interface EventQuestion {
  readonly since?: Date | undefined
  readonly kind?: EventKind | undefined
  /** Only what this user did, or what was done to them: by name. */
  readonly user?: string | undefined
  readonly conversation?: string | undefined
  readonly limit: number
  /** How many of the latest to leave out. */
  readonly offset?: number | undefined
}

/** What happened, the latest first. */
export function readEvents(
  engine: Engine,
  { since, kind, user, conversation, limit, offset = 0 }: EventQuestion,
): Promise<readonly LoggedEvent[]> {
  const conditions = ['true']
  const params: Record<string, Parameters[string]> = { limit, offset }
  if (since) {
    conditions.push("time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')")
    params.since = since.getTime()
  }
  if (kind !== undefined) {
    conditions.push('kind = {kind:String}')
    params.kind = kind
  }
  if (user !== undefined) {
    conditions.push(
      '(lowerUTF8(user_name) = lowerUTF8({user:String}) OR lowerUTF8(about) = lowerUTF8({user:String}))',
    )
    params.user = user
  }
  if (conversation !== undefined) {
    conditions.push("kind = 'transcript_opened' AND about = {conversation:String}")
    params.conversation = conversation
  }
  return rows(engine, {
    sql: `SELECT time, kind, user_id, user_name, about, detail, address, user_agent FROM access_events
          WHERE ${conditions.join(' AND ')} ORDER BY time DESC LIMIT {limit:UInt64} OFFSET {offset:UInt64}`,
    params,
    settings: { date_time_output_format: 'iso' },
  })
}

/** Whether somebody signed in from an address, or its neighbours, before. */
export async function signedInFrom(engine: Engine, userId: string, address: string): Promise<boolean> {
  const found = await rows<{ address: string }>(engine, {
    sql: `SELECT DISTINCT address FROM access_events WHERE kind = 'sign_in' AND user_id = {user:String}`,
    params: { user: userId },
  })
  return found.some(known => addressGroup(known.address) === addressGroup(address))
}
