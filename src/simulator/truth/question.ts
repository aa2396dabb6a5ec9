import { M } from './measures.ts'

/** A question, and what became of it. */
export interface Asked {
  readonly at: number
  /** Numbers of its topic and domain as values of their dimensions. */
  readonly topic: number
  readonly domain: number
  answered: number | undefined
  cited: boolean
  /** Searches of the knowledge base, and how many of them were served. */
  searches: number
  servedSearches: number
  ticket: boolean
  nativeTicket: boolean
  agent: boolean
  helpful: boolean
  unhelpful: boolean
  unhelpfulForm: boolean
}

/** A question nothing has become of yet. */
export function newAsked(at: number, topic: number, domain: number): Asked {
  return {
    at,
    topic,
    domain,
    answered: undefined,
    cited: false,
    searches: 0,
    servedSearches: 0,
    ticket: false,
    nativeTicket: false,
    agent: false,
    helpful: false,
    unhelpful: false,
    unhelpfulForm: false,
  }
}

/** Counts what became of a question. */
export function countQuestion(asked: Asked, count: (measure: number, amount?: number) => void): void {
  if (asked.answered !== undefined) {
    count(M.questions_answered)
    count(M.first_answer_ms, asked.answered - asked.at)
  }
  if (asked.searches > 0) count(M.questions_searched)
  if (asked.searches > 0 && asked.servedSearches === 0) count(M.questions_gap)
  if (asked.cited) count(M.questions_cited)
  if (asked.ticket) count(M.questions_ticket)
  if (asked.nativeTicket) count(M.questions_ticket_native)
  if (asked.agent) count(M.questions_agent)
  if (asked.helpful) count(M.questions_helpful)
  if (asked.unhelpful) count(M.questions_unhelpful)
  if (asked.unhelpfulForm) count(M.questions_unhelpful_form)
  if (asked.agent || asked.unhelpful) return
  if (!asked.nativeTicket) count(M.questions_deflected_native)
  if (asked.ticket) return
  count(M.questions_deflected)
  if (asked.helpful) count(M.questions_deflected_confirmed)
}
