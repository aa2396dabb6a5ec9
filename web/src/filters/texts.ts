import type { Events, Preset } from '../state/filters.ts'

export const filterTexts = {
  label: 'Filters',
  range: {
    label: 'Days',
    presets: { '7d': '7 days', '28d': '28 days', '90d': '90 days', all: 'All' } satisfies Record<
      Preset,
      string
    >,
    hints: {
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
    zone: (zone: string) => `Days by the clocks of ${zone}.`,
  },
  grain: { label: 'Grain', auto: (name: string) => `${name} (auto)` },
  open: 'Filter',
  count: (count: string) => `${count} active`,
  title: 'What is counted',
  apply: 'Apply',
  cancel: 'Cancel',
  search: (title: string) => `Search ${title.toLowerCase()}`,
  none: 'none',
  nothingFound: 'No value like that in these days.',
  noValues: 'There are no values in these days.',
  more: (count: string) => `${count} more: search to find them.`,
  unreadable: 'The values could not be read.',
  clear: 'Clear all',
  clearOne: 'Clear',
  remove: (text: string) => `Remove the filter ${text}`,
  chip: (title: string, values: string) => `${title}: ${values}`,
  allBut: (values: string) => `all but ${values}`,
  kinds: {
    label: (title: string) => `Which values of ${title.toLowerCase()} count`,
    only: 'Only these',
    not: 'All but these',
  },
  others: (first: string, count: string) => `${first} and ${count} others`,
  events: {
    title: 'System events',
    about: 'Conversations that the assistant began by itself, such as notifications.',
    choices: {
      out: 'Left out',
      in: 'Counted too',
      only: 'They alone',
    } satisfies Record<Events, string>,
  },
  success: {
    title: 'Definition of success',
    about: 'By which definition a question counts as solved. Numbers without that definition keep their own.',
    standard: 'Each number’s own',
  },
  compare: {
    title: 'Comparison',
    about: 'Puts the period before, of equal length, beside each number.',
    choices: { on: 'With the period before', off: 'Without' },
    off: 'not compared',
  },
  zone: {
    title: 'Time zone',
    about: 'Where a day begins and ends.',
    standard: (zone: string) => `${zone}, as the server is set`,
    other: 'Another',
    wrong: 'There is no such time zone. A name is like Europe/Zurich.',
  },
  days: (count: string, plural: boolean) => `${count} ${plural ? 'days' : 'day'}`,
  against: (span: string) => `compared with ${span}`,
  arriving: (span: string) => `${span} still arriving, not counted`,
  provisional: 'not complete yet: numbers are provisional',
  nothingBefore: (day: string) => `nothing to compare with before ${day}`,
}

/** Names of dimensions as people say them; what is not here is called by its own name. */
const TITLES: Readonly<Record<string, string>> = {
  hour_of_week: 'Hour of the week',
  system_event: 'System event',
  first_step: 'First step',
  first_topic: 'First topic',
  next_step: 'Next step',
  given_by: 'Given by',
  segment: 'Habit',
}

export function titleOfDimension(name: string): string {
  const title = TITLES[name] ?? name.replaceAll('_', ' ')
  return title.charAt(0).toUpperCase() + title.slice(1)
}
