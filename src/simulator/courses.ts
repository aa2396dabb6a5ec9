import { document, gap, greeting, knowledge, writing } from './answering.ts'
import type { Company } from './company.ts'
import { approvals, lookup, people, ticketStatus } from './looking-up.ts'
import { account, agent, catalogue, groupMembership, softwareAccess, timeOff } from './requesting.ts'
import type { Course, Topic } from './topic.ts'
import type { Transcript } from './transcript.ts'

/** How often a question that has an article is not answered by it. */
const MISSING = 0.13

type Play = (t: Transcript, company: Company, topic: Topic, missing: number) => void

const PLAYS: Readonly<Record<Course, Play>> = {
  knowledge,
  gap,
  software: softwareAccess,
  catalogue,
  'time-off': timeOff,
  lookup,
  people,
  group: groupMembership,
  account,
  ticket: ticketStatus,
  approvals,
  writing,
  document,
  greeting,
  agent,
}

/**
 * Lets a conversation about a topic take its course.
 *
 * @param missing how likely the knowledge base has no fitting answer, when that differs from a usual day
 */
export function takeCourse(t: Transcript, company: Company, topic: Topic, missing = MISSING): void {
  t.ledger.wants(topic, t.now)
  PLAYS[topic.course](t, company, topic, missing)
}
