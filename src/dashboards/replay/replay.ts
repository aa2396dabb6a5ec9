import { refreshFacts } from '../../facts/refresh-facts.ts'
import { parameters } from '../../metrics/parameters.ts'
import type { Dashboards } from '../context.ts'
import { type Chain, chainsOf } from './chain.ts'
import {
  type CallRow,
  type ConversationRow,
  findElsewhere,
  type InteractionRow,
  type PersonRow,
  type ResourceRow,
  readConversation,
  readNeighbours,
  readPerson,
} from './conversation-records.ts'
import { readTurnFacts, signalsOf, type TurnFact } from './signals.ts'
import { readVerdicts, type Verdict } from './verdicts.ts'

/** A thing somebody said or did, with what led to it. */
export interface ReplayItem extends Omit<InteractionRow, 'detail'> {
  /** Where its parents lead. */
  readonly chain: Chain
  /** The conversation its missing parent is in, when it is in another one. */
  readonly parent_elsewhere: string | null
  /** Of what a person did: what the facts know. */
  readonly turn: Omit<TurnFact, 'id'> | null
  /** Attributes of its `detail` that no document knows, as they came. */
  readonly unknown: Readonly<Record<string, unknown>>
  /** Hours between when it happened and when the source loaded it, when these are more than usual. */
  readonly late_hours: number | null
}

export interface ReplayCall extends CallRow {
  /** used, served (not used), unsuccessful. */
  readonly outcome: 'used' | 'served' | 'unsuccessful'
  /** Milliseconds until its last update; null when there is none. */
  readonly updated_ms: number | null
  /** Whether what it was called for is not in the conversation. */
  readonly orphan: boolean
  readonly late_hours: number | null
  readonly resources: readonly ResourceRow[]
}

/** A conversation as the person saw it, with what went on behind it. */
export interface Replay {
  readonly id: string
  /** Null when its own record is not here, though others name it. */
  readonly conversation: ConversationRow | null
  readonly person: PersonRow | null
  readonly user_id: string
  readonly items: readonly ReplayItem[]
  readonly calls: readonly ReplayCall[]
  /** Resources that no call of the conversation claims. */
  readonly loose_resources: readonly ResourceRow[]
  readonly verdicts: readonly Verdict[]
  /** What is wrong with the records themselves, in words. */
  readonly notes: readonly string[]
  readonly neighbours: { readonly before: string | null; readonly after: string | null }
  readonly tz: string
}

const HOUR = 3_600_000
const KNOWN_DETAIL = ['content', 'detail', 'domain', 'entity', 'file_types', 'resource_id', 'type']

/** Puts a conversation together from its records; null when there is none of that id. */
export async function readReplay(dashboards: Dashboards, id: string): Promise<Replay | null> {
  const { engine, settings } = dashboards
  await refreshFacts(engine)
  const [records, turns] = await Promise.all([
    readConversation(engine, id),
    readTurnFacts(engine, id, settings),
  ])
  const { conversation, interactions, calls, resources } = records
  if (!conversation && interactions.length + calls.length + resources.length === 0) return null
  const userId = conversation?.user_id ?? interactions[0]?.user_id ?? ''
  const times = [
    ...(conversation ? [conversation.created_time] : []),
    ...interactions.filter(each => each.is_question).map(each => each.created_time),
  ].sort()
  const chains = chainsOf(interactions)
  const [elsewhere, person, neighbours, verdicts] = await Promise.all([
    findElsewhere(
      engine,
      [...chains.values()].flatMap(chain => chain.missing ?? []),
    ),
    readPerson(engine, userId, times[0] ?? interactions[0]?.created_time ?? new Date(0).toISOString()),
    conversation ? readNeighbours(engine, conversation) : { before: null, after: null },
    times.length === 0
      ? []
      : readVerdicts(dashboards, {
          id,
          from: times[0]!,
          until: times.at(-1)!,
          questions: interactions.filter(each => each.is_question).map(each => each.id),
          signals: signalsOf(turns),
        }),
  ])
  const lateHours = Number(settings.parameters.late_hours ?? parameters().get('late_hours')?.default ?? 48)
  const late = (created: string, loaded: string): number | null => {
    const hours = (Date.parse(loaded) - Date.parse(created)) / HOUR
    return hours > lateHours ? Math.round(hours) : null
  }
  const facts = new Map(turns.map(({ id: turn, ...fact }) => [turn, fact]))
  const here = new Set(interactions.map(each => each.id))
  const items = interactions.map(({ detail, ...each }): ReplayItem => {
    const chain = chains.get(each.id)!
    return {
      ...each,
      chain,
      parent_elsewhere: chain.missing === null ? null : (elsewhere.get(chain.missing) ?? null),
      turn: facts.get(each.id) ?? null,
      unknown: unknownOf(detail),
      late_hours: late(each.created_time, each.last_updated_time),
    }
  })
  const called = new Set(calls.map(call => call.id))
  const made = calls.map((call): ReplayCall => {
    const took = call.plugin_update_time
      ? Date.parse(call.plugin_update_time) - Date.parse(call.created_time)
      : -1
    return {
      ...call,
      outcome: call.used ? 'used' : call.served ? 'served' : 'unsuccessful',
      updated_ms: took >= 0 ? took : null,
      orphan: !here.has(call.interaction_id),
      late_hours: late(call.created_time, call.last_updated_time),
      resources: resources.filter(resource => resource.plugin_call_id === call.id),
    }
  })
  return {
    id,
    conversation,
    person,
    user_id: userId,
    items,
    calls: made,
    loose_resources: resources.filter(({ plugin_call_id }) => !called.has(plugin_call_id ?? '')),
    verdicts,
    notes: notesOn(records, items, made, person),
    neighbours,
    tz: settings.time_zone,
  }
}

function unknownOf(detail: string): ReplayItem['unknown'] {
  const read: unknown = detail ? JSON.parse(detail) : null
  if (typeof read !== 'object' || read === null) return {}
  return Object.fromEntries(
    Object.entries(read).filter(([name, value]) => !KNOWN_DETAIL.includes(name) && value !== null),
  )
}

function notesOn(
  { conversation, interactions }: { conversation: unknown; interactions: readonly unknown[] },
  items: readonly ReplayItem[],
  calls: readonly ReplayCall[],
  person: PersonRow | null,
): string[] {
  const count = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`)
  const late = [...items, ...calls].filter(each => each.late_hours !== null).length
  const missing = items.filter(item => item.chain.missing !== null && item.chain.ids.length === 0).length
  const circles = items.filter(item => item.chain.end === 'circle').length
  const orphans = calls.filter(call => call.orphan).length
  const lines: [number, string][] = [
    [conversation ? 0 : 1, 'The record of the conversation itself is not here: what belongs to it is shown.'],
    [interactions.length === 0 ? 1 : 0, 'Nobody said or did anything in it.'],
    [person ? 0 : 1, 'The record of the person is not here.'],
    [
      missing,
      `${count(missing, 'interaction names a parent that is', 'interactions name parents that are')} not in this conversation. Parents of notifications are never exported.`,
    ],
    [circles, `${count(circles, 'interaction has', 'interactions have')} parents that lead in a circle.`],
    [
      orphans,
      `${count(orphans, 'plugin call was', 'plugin calls were')} for an interaction that is not here.`,
    ],
    [
      late,
      `${count(late, 'record', 'records')} came late: the source loaded ${late === 1 ? 'it' : 'them'} days after it happened.`,
    ],
  ]
  return lines.filter(([n]) => n > 0).map(([, line]) => line)
}
