import { bound } from '../../metrics/parameters.ts'
import { type Engine, rows } from '../../store/engine.ts'
import type { DashboardSettings } from '../settings.ts'

/** Something a person did that says how it went. */
export interface Signal {
  readonly interaction_id: string
  readonly kind: 'ticket' | 'handoff' | 'helpful' | 'unhelpful'
  readonly question_id: string | null
}

/** What the facts know of a thing a person did. */
export interface TurnFact {
  readonly id: string
  readonly question_id: string | null
  /** How: itself, parents, time, none. */
  readonly attributed_by: string
  readonly position: number
  readonly control: string | null
  readonly feedback: 'helpful' | 'unhelpful' | null
  readonly ticket: boolean
  readonly handoff: boolean
}

/** What the facts know of the things people did in a conversation. */
export async function readTurnFacts(
  engine: Engine,
  conversation: string,
  settings: DashboardSettings,
): Promise<TurnFact[]> {
  const sql = `SELECT id, question_id, attributed_by, position, control, feedback,
      toBool(ifNull(label = 'file_ticket' OR (label IN ('handoff', 'mw_form') AND match(form_title, {ticket_titles:String})), false)) AS ticket,
      toBool(ifNull(label IN ('handoff', 'mw_form') AND match(form_title, {handoff_titles:String}), false)) AS handoff
    FROM turn_facts FINAL WHERE conversation_key = xxh3({conversation:String})`
  return rows<TurnFact>(engine, { sql, params: { ...bound(sql, settings.parameters), conversation } })
}

/** The signals among them. */
export function signalsOf(turns: readonly TurnFact[]): Signal[] {
  return turns.flatMap(({ id, question_id, ticket, handoff, feedback }) => {
    const kinds: Signal['kind'][] = [
      ...(ticket ? (['ticket'] as const) : []),
      ...(handoff ? (['handoff'] as const) : []),
      ...(feedback ? [feedback] : []),
    ]
    return kinds.map(kind => ({ interaction_id: id, kind, question_id }))
  })
}
