import type { SyncState } from './api/types.ts'
import type { Theme } from './theme/themes.ts'
import type { Grain } from './time/days.ts'

/** English words that several parts of the application use; those of one part stand beside it. */
export const texts = {
  product: 'Debrief',
  skip: 'Skip to the content',

  pages: {
    titles: {
      overview: 'Overview',
      engagement: 'Engagement',
      assistant: 'Assistant',
      plugins: 'Plugins',
      knowledge: 'Knowledge',
      organisation: 'Organisation',
      journey: 'Journey',
      explore: 'Explore',
      metrics: 'Metrics',
      metric: 'Metric',
      health: 'Data health',
      own: 'Dashboard',
      conversation: 'Conversation',
      signIn: 'Sign in',
    },
  },

  nav: {
    label: 'Pages',
    open: 'Open the menu',
    close: 'Close the menu',
    tools: 'Tools',
    own: 'Your dashboards',
    nobody: 'No sign-in: this machine only',
    roles: {
      viewer: 'Viewer',
      analyst: 'Analyst',
      'transcript-reader': 'Transcript reader',
      administrator: 'Administrator',
    } as Record<string, string>,
    trail: 'Where you came from',
  },

  theme: {
    label: 'Theme',
    names: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    hints: {
      system: 'As your system says',
      light: 'Always light',
      dark: 'Always dark',
    } satisfies Record<Theme, string>,
  },

  freshness: {
    label: 'Freshness of the data: open data health',
    complete: (day: string) => `Complete through ${day}`,
    nothing: 'No data yet',
    unreachable: 'Server does not answer',
    interactions: (count: string) => `${count} interactions`,
    sync: (state: SyncState, finished: string | null) => {
      if (state === 'running') return 'Sync is running'
      if (state === 'failed') return finished === null ? 'Sync failed' : `Sync failed, last good ${finished}`
      if (state === 'interrupted')
        return finished === null ? 'Sync was interrupted' : `Sync was interrupted, last good ${finished}`
      if (state === 'never' || finished === null) return 'Never synced'
      return `Synced ${finished}`
    },
  },

  grain: {
    names: { day: 'Day', week: 'Week', month: 'Month', quarter: 'Quarter' } satisfies Record<Grain, string>,
    per: {
      day: 'a day',
      week: 'a week',
      month: 'a month',
      quarter: 'a quarter',
    } satisfies Record<Grain, string>,
    noun: { day: 'day', week: 'week', month: 'month', quarter: 'quarter' } satisfies Record<Grain, string>,
  },

  states: {
    loading: 'Loading',
    failed: 'This could not be read',
    pageFailed: 'The server could not be asked',
    broken: 'This page could not be drawn',
    reload: 'Load it anew',
    retry: 'Try again',
    emptyTitle: 'No conversations yet',
    emptyText:
      'The store is there, and holds nothing. Bring records in with one of these, and this page fills by itself:',
    emptyCommands: ['debrief sync', 'debrief import'],
    notFound: 'There is no such page',
    notFoundText: 'The address may be mistyped, or the page has another name now.',
    toOverview: 'To the overview',
    notAllowed: 'This page is not open to you',
    notAllowedText: (right: string, role: string) =>
      `It needs the right to see ${right}${role === '' ? '' : `, which your role (${role}) has not`}. An administrator can change that.`,
    rights: {
      numbers: 'numbers',
      rows: 'the rows behind numbers',
      transcripts: 'conversations',
      administration: 'and change the settings',
    },
  },

  errors: {
    unreachable: 'The server does not answer. Is debrief serve still running?',
    unreadable: 'The server answered with something that is not JSON.',
    status: (status: number) => `The server answered with status ${status}.`,
  },
}
