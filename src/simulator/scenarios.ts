import type { Department } from './people.ts'

/** Something that happens on given weekdays of a week, and again after each period. */
export interface Incident {
  /** The week begins this many days after the first day of the run. */
  readonly after: number
  /** 0 is Monday. */
  readonly weekdays: readonly number[]
  /** Days from one to the next. */
  readonly every: number
}

/** What makes one company differ from another. Times are days since the first, so a longer run begins as a shorter one does. */
export interface Scenario {
  readonly meaning: string
  /** A service is down: many ask about its topic, and until the afternoon nobody finds an answer. */
  readonly outages?: readonly (Incident & { readonly topic: string })[]
  /** A holiday of the company’s own. */
  readonly holiday?: Incident
  /** Everybody gets a message about a topic, and many ask about it for a week. */
  readonly campaigns?: readonly (Incident & { readonly topic: string })[]
  /** Departments that get the assistant together, a wave a week. Everybody has it from the beginning when absent. */
  readonly waves?: readonly (readonly Department[])[]
  /** Everybody asks about a topic, and the knowledge base says nothing about it until it is written. */
  readonly gap?: { readonly topic: string; readonly from: number; readonly until: number }
  /** Teams move to another department. */
  readonly moves?: { readonly on: number; readonly every: number; readonly percent: number }
}

export const SCENARIOS = {
  usual: {
    meaning: 'A year like any other: now and then an outage, a holiday, a campaign.',
    outages: [{ topic: 'vpn', after: 58, weekdays: [1], every: 91 }],
    holiday: { after: 30, weekdays: [4], every: 91 },
    campaigns: [{ topic: 'phishing', after: 72, weekdays: [2], every: 91 }],
  },
  steady: { meaning: 'Nothing happens but weeks, seasons and ends of months.' },
  launch: {
    meaning: 'The assistant is new: departments get it week by week, and usage grows from nothing.',
    waves: [
      ['IT'],
      ['People', 'Finance'],
      ['Support', 'Operations', 'Legal'],
      ['Engineering'],
      ['Sales', 'Marketing'],
    ],
  },
  outage: {
    meaning:
      'The VPN is down for two days of the second week, the mail for one of the fifth; again every eight weeks.',
    outages: [
      { topic: 'vpn', after: 7, weekdays: [1, 2], every: 56 },
      { topic: 'outlook', after: 28, weekdays: [3], every: 56 },
    ],
  },
  'knowledge-gap': {
    meaning: 'A new rule on remote work: five weeks of questions before the article is written.',
    gap: { topic: 'remote_work', from: 7, until: 42 },
  },
  campaign: {
    meaning: 'Every four weeks everybody gets a message, about the benefits or about phishing.',
    campaigns: [
      { topic: 'benefits', after: 7, weekdays: [1], every: 56 },
      { topic: 'phishing', after: 35, weekdays: [1], every: 56 },
    ],
  },
  reorganisation: {
    meaning:
      'On the 22nd day, and every thirteen weeks, about three in ten teams move to another department.',
    moves: { on: 21, every: 91, percent: 30 },
  },
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioName = keyof typeof SCENARIOS

export const scenarioNames = Object.keys(SCENARIOS) as readonly ScenarioName[]
