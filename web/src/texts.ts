import type { MetricId, SyncState } from './api/types.ts'
import type { Preset } from './state/url-state.ts'
import type { Grain } from './time/days.ts'

/** Every English word of the page. */
export const texts = {
  product: 'Debrief',
  page: 'Overview',
  skip: 'Skip to the numbers',
  utc: 'UTC',

  freshness: {
    label: 'Freshness of the data',
    upTo: (instant: string) => `Data up to ${instant}`,
    complete: (day: string) => `complete through ${day}`,
    nothing: 'No data yet',
    unreachable: 'server does not answer: these numbers may be old',
    conversations: (count: string) => `${count} conversations`,
    interactions: (count: string) => `${count} interactions`,
    sync: (state: SyncState, finished: string | null) => {
      const last = finished === null ? '' : ` ${finished}`
      if (state === 'running') return finished === null ? 'first sync running' : `sync running, last${last}`
      if (state === 'failed') return finished === null ? 'sync failed' : `sync failed, last good${last}`
      if (state === 'never' || finished === null) return 'never synced'
      return `last sync${last}`
    },
  },

  range: {
    label: 'Date range',
    presets: { '7d': '7 days', '28d': '28 days', '90d': '90 days', all: 'All' } satisfies Record<
      Preset,
      string
    >,
    presetHints: {
      '7d': 'Last 7 complete days',
      '28d': 'Last 28 complete days',
      '90d': 'Last 90 complete days',
      all: 'Everything in the store',
    } satisfies Record<Preset, string>,
    custom: 'Custom',
    customTitle: 'Choose the days',
    from: 'First day',
    to: 'Last day',
    apply: 'Show these days',
    wrongOrder: 'The last day comes before the first.',
    missing: 'Both days are needed.',
  },
  grain: {
    label: 'Grain',
    names: { day: 'Day', week: 'Week', month: 'Month' } satisfies Record<Grain, string>,
    column: { day: 'Day', week: 'Week', month: 'Month' } satisfies Record<Grain, string>,
    per: { day: 'a day', week: 'a week', month: 'a month' } satisfies Record<Grain, string>,
    noun: { day: 'day', week: 'week', month: 'month' } satisfies Record<Grain, string>,
  },

  scope: {
    days: (count: number, text: string) => `${text} ${count === 1 ? 'day' : 'days'}, UTC`,
    against: (span: string) => `compared with ${span}`,
    arriving: (span: string) => `${span} is still arriving: drawn below, not counted here.`,
    provisional: 'None of these days is complete yet: all numbers are provisional.',
    nothingBefore: (day: string) =>
      `Nothing to compare with: the store begins on ${day}, too late for an equal period before.`,
  },

  headline: {
    label: 'What changed',
    rose: (name: string) => `${name} rose`,
    fell: (name: string) => `${name} fell`,
    to: (value: string) => `to ${value}`,
    points: (points: string) => `${points} points`,
    fromNothing: (name: string, value: string) => `${name} went from none to ${value}`,
    held: (items: string) => `no clear change in ${items}`,
    allSteady: (items: string) => `No clear change: ${items} stayed close to the period before`,
    plain: (conversations: string, users: string) =>
      `${conversations} conversations with ${users} active users`,
    helpful: (share: string, of: string) => `${share} of ${of} feedback marks were helpful`,
    deflected: (share: string, of: string) => `${share} of ${of} questions were deflected`,
    none: 'No conversations in these days.',
    names: {
      conversations: 'conversations',
      active_users: 'active users',
      user_feedback: 'helpful feedback',
      deflection: 'deflection',
    } as Record<string, string>,
  },

  figures: {
    label: 'Key figures',
    titles: {
      conversations: 'Conversations',
      active_users: 'Active users',
      user_feedback: 'Helpful feedback',
      deflection: 'Deflection rate',
    } as Record<string, string>,
    parts: {
      user_feedback: (part: string, whole: string) => `${part} helpful of ${whole} marks`,
      deflection: (part: string, whole: string) => `${part} of ${whole} questions`,
    } as Record<string, (part: string, whole: string) => string>,
    before: (value: string) => `before: ${value}`,
    up: (amount: string) => `up ${amount}`,
    down: (amount: string) => `down ${amount}`,
    steady: 'no clear change',
    points: (points: string) => `${points} pts`,
    new: 'from none',
    noBefore: 'no period before to compare',
    noShare: '–',
  },

  sections: { volume: 'Who asks, and about what', outcome: 'What came of it' },

  panels: {
    questions: {
      conversations: 'How many conversations were there?',
      active_users: 'How many people used the assistant?',
      conversations_by_route: 'Where did conversations start?',
      conversations_by_domain: 'What were they about?',
      user_feedback: 'Did people find the answers helpful?',
      deflection: 'How much was solved without a ticket or an agent?',
    } satisfies Record<MetricId, string>,
    series: {
      conversations: 'Conversations',
      active_users: 'Active users',
      helpful: 'Helpful',
      unhelpful: 'Unhelpful',
      deflection: 'Deflection rate',
    },
    columns: {
      route: 'Route',
      domain: 'Domain',
      share: 'Share',
      deflected: 'Deflected',
      questions: 'Questions',
    },
    none: 'none',
    other: (count: string) => `${count} others`,
    of: (part: string, whole: string) => `${part} of ${whole}`,
    range: (median: string, per: string, low: string, lowAt: string, high: string, highAt: string) =>
      `Median ${median} ${per}, from ${low} (${lowAt}) to ${high} (${highAt}).`,
    single: (value: string, at: string) => `${value} (${at}).`,
    flat: (value: string, per: string) => `${value} ${per} throughout.`,
    feedback: (helpful: string, unhelpful: string, per: string) =>
      `Median ${helpful} helpful and ${unhelpful} unhelpful marks ${per}`,
    worst: (count: string, at: string) => `; most unhelpful marks: ${count} (${at})`,
    parts: (name: string, share: string, others: string) => `${name} leads with ${share}${others}.`,
    partsNext: (name: string, share: string) => `, then ${name} with ${share}`,
    empty: 'Nothing in these days.',
    emptyHint: 'Choose other days to see more.',
    stillArriving: 'still arriving',
    partOf: (noun: string) => `part of the ${noun}`,
    footArriving: (when: string) => `${when} is still arriving and will grow`,
    footCut: (when: string, noun: string) => `${when} is only part of a ${noun}`,
    dashed: (reasons: string[]) => `Dashed: ${reasons.join('; ')}.`,
    chart: 'Chart',
    table: 'Table',
    sql: 'SQL',
    showTable: (title: string) => `Show as table: ${title}`,
    showSql: (title: string) => `SQL of ${title}`,
    definition: (title: string) => `Definition of ${title}`,
    definitionMissing: 'The definition could not be read.',
    source: 'Source',
    tableLabel: (title: string) => `Table: ${title}`,
    undrawable: 'The chart could not be drawn. The table has the same numbers.',
  },

  sqlDialog: {
    asked: (from: string, to: string) => `Shown here from ${from} up to, not including, ${to}.`,
    copy: 'Copy SQL',
    copied: 'Copied',
    close: 'Close',
    code: 'SQL',
    source: (source: string) => `Source: ${source}`,
  },

  states: {
    loading: 'Loading',
    failed: 'This could not be read',
    storeFailed: 'The store cannot be read',
    retry: 'Try again',
    emptyTitle: 'No conversations yet',
    emptyText:
      'The store is there, and holds nothing. Bring records in with one of these, and this page fills by itself:',
    emptyCommands: ['debrief sync', 'debrief import'],
  },

  errors: {
    unreachable: 'The server does not answer. Is debrief serve still running?',
    unreadable: 'The server answered with something that is not JSON.',
    status: (status: number) => `The server answered with status ${status}.`,
  },
}
