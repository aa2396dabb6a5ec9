import type { Department } from './people.ts'

/** How a conversation about a topic goes. */
export type Course =
  | 'knowledge'
  | 'gap'
  | 'software'
  | 'catalogue'
  | 'time-off'
  | 'lookup'
  | 'people'
  | 'group'
  | 'account'
  | 'ticket'
  | 'approvals'
  | 'writing'
  | 'document'
  | 'greeting'
  | 'agent'

/** Something people come to the assistant for. */
export interface Topic {
  /** As `detail.entity` writes it; null for what the assistant cannot name. */
  readonly entity: string | null
  readonly domain: string
  readonly course: Course
  readonly weight: number
  /** In people's own words, English; `{thing}` is one of `things`. */
  readonly questions: readonly string[]
  readonly things?: readonly string[]
  readonly departments?: Partial<Record<Department, number>>
  /** How much more often it comes up at the end of a month. */
  readonly atMonthEnd?: number
}

/** A topic, with what only some have at the end. */
export function topic(
  entity: string | null,
  domain: string,
  course: Course,
  weight: number,
  questions: readonly string[],
  more: Pick<Topic, 'things' | 'departments' | 'atMonthEnd'> = {},
): Topic {
  return { entity, domain, course, weight, questions, ...more }
}
