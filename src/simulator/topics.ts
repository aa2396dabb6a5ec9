import type { Topic } from './topic.ts'
import { IT_TOPICS } from './topics-it.ts'
import { PEOPLE_TOPICS } from './topics-people.ts'
import { WORKPLACE_TOPICS } from './topics-workplace.ts'

/** What people come with, and how often compared with each other. */
export const TOPICS: readonly Topic[] = [...IT_TOPICS, ...PEOPLE_TOPICS, ...WORKPLACE_TOPICS]
