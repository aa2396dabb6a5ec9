import { M } from './measures.ts'
import type { Asked } from './question.ts'

/** What a conversation was, when it is over. */
export interface Conversation {
  readonly isEvent: boolean
  readonly interactions: number
  readonly actions: number
  readonly asks: readonly Asked[]
  /** Whether any answer was rated unhelpful. */
  readonly isUnhelpful: boolean
  /** Milliseconds to its last interaction. */
  readonly length: number
}

/** Counts a conversation. */
export function countConversation(
  { actions, asks, interactions, isEvent, isUnhelpful, length }: Conversation,
  count: (measure: number, amount?: number) => void,
): void {
  count(M.conversations)
  if (isEvent) {
    count(M.system_events)
    if (interactions === 0) count(M.system_events_silent)
    if (actions > 0) count(M.system_events_answered)
    return
  }
  count(M.conversations_of_people)
  count(M.conversation_ms, length)
  const ticket = asks.some(asked => asked.ticket)
  const agent = asks.some(asked => asked.agent)
  if (ticket) count(M.conversations_ticket)
  if (agent) count(M.conversations_agent)
  if (isUnhelpful) count(M.conversations_unhelpful)
  if (asks.length === 0) return
  count(M.conversations_asked)
  if (!ticket && !agent) count(M.conversations_contained)
}
