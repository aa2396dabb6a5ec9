import { instantText } from '../instants.ts'
import { M } from './measures.ts'

/** How it ended with something a person wanted. */
export type MatterOutcome = 'resolved' | 'ticket' | 'agent' | 'unresolved' | 'abandoned'

/** Something a person wanted. */
export interface Matter {
  readonly topic: string | null
  readonly domain: string
  readonly began: number
  outcome: MatterOutcome
  ended: number
}

/** What somebody wanted in a conversation, and whether they got it. */
export interface ConversationOutcome {
  readonly conversation_id: string
  readonly user_id: string
  readonly began: string
  readonly ended: string
  /** The conversation after which the person came back with the same matter, when this is such a return. */
  readonly returns_to: string | null
  readonly wanted: readonly {
    readonly topic: string | null
    readonly domain: string
    readonly outcome: MatterOutcome
    /** When it was resolved, or given up. */
    readonly ended: string
  }[]
}

const MEASURES: Readonly<Record<MatterOutcome, number>> = {
  resolved: M.matters_resolved,
  ticket: M.matters_ticket,
  agent: M.matters_agent,
  unresolved: M.matters_unresolved,
  abandoned: M.matters_abandoned,
}

/** Counts how a matter ended. */
export function countMatter(
  { began, ended, outcome }: Matter,
  count: (measure: number, at: number, amount?: number) => void,
): void {
  count(M.matters, began)
  count(MEASURES[outcome], began)
  if (outcome === 'resolved') count(M.resolution_ms, began, ended - began)
}

/** A matter as an outcome has it. */
export function wanted({ domain, ended, outcome, topic }: Matter): ConversationOutcome['wanted'][number] {
  return { topic, domain, outcome, ended: instantText(ended) }
}
