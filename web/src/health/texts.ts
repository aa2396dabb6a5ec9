import type { DayOfRecords, EntityHealth, Finding } from './types.ts'

/** English words of the data health page. */
export const healthTexts = {
  about: 'What is late, missing or odd in the data, and what it does to the numbers.',
  asOf: (when: string) => `As of ${when}`,
  refresh: 'Look again',
  failed: 'Data health cannot be read',

  findings: {
    title: 'What to know',
    levels: { bad: 'Mend', watch: 'Watch', good: 'Fine' } satisfies Record<Finding['level'], string>,
    details: 'Details',
  },

  holdings: {
    title: 'What is in the store',
    columns: ['Entity', 'Records', 'From', 'To', 'Last loaded by the source', 'Last stored here'],
  },

  sources: {
    title: 'Sources',
    none: 'Nothing was synced into this store. Records that are imported or sent have no ledger.',
    noneHint: 'debrief source add, then debrief sync',
    horizon: (when: string) => `The source shows records back to ${when}.`,
    columns: [
      'Entity',
      'State',
      'Complete until',
      'Behind',
      'Windows',
      'Read',
      'New',
      'Changed',
      'Refused',
      'Gone',
      'Audit',
    ],
    states: {
      complete: 'complete',
      behind: 'behind',
      unequal: 'unequal',
      removed: 'its source was removed',
    } satisfies Record<EntityHealth['state'], string>,
    open: (open: string, all: string) => `${open} of ${all} open`,
    proven: (all: string) => `${all} complete`,
    lag: (hours: string) => hours,
    daysLeft: (days: string) => `${days} days left before the horizon`,
    audited: (state: string, when: string) => `${state}, ${when}`,
    notAudited: 'not yet',
    healed: (count: string) => `${count} ranges read again`,
    runs: 'Runs, the latest first',
    runColumns: ['Began', 'State', 'Took', 'Windows', 'Failures'],
    runStates: {
      complete: 'complete',
      incomplete: 'incomplete',
      running: 'running',
      interrupted: 'interrupted',
      stopped: 'stopped',
    } as Record<string, string>,
  },

  days: {
    title: 'Completeness, day by day',
    about:
      'Records by the day (UTC) they were created on. What came late is darker; days with far fewer records than usual are filled up.',
    states: {
      whole: 'whole',
      arriving: 'still arriving',
      missing: 'missing',
      thin: 'far fewer than usual',
    } satisfies Record<DayOfRecords['state'], string>,
    columns: ['Day', 'Records', 'Came late', 'Usual', 'State'],
    summary: (days: string, odd: string, late: string) =>
      `${days} days: ${odd} with far fewer records than usual, ${late} that came late.`,
    none: 'none',
    bar: (day: string, records: string, late: string, state: string) =>
      `${day}: ${records} records, ${late} late, ${state}`,
    chart: (entity: string) => `${entity}: records a day`,
    table: 'Table',
    showTable: (entity: string) => `Show as table: ${entity}`,
  },

  drift: {
    title: 'Drift',
    none: 'Sources give nothing that is not documented.',
    columns: ['Entity', 'Attribute', 'Value', 'Records', 'First seen', 'Last seen'],
    attribute: 'the attribute itself',
  },

  quarantine: {
    title: 'Quarantine',
    none: 'Nothing was refused.',
    columns: ['Entity', 'Why', 'Records', 'First', 'Last'],
  },

  orphans: {
    title: 'Orphans',
    none: 'Every record’s conversation and interaction is here.',
    columns: ['Entity', 'What is missing', 'Records', 'The latest'],
  },

  people: {
    title: 'People',
    sentence: (record: string, department: string, active: string) =>
      `Of ${active} people active in the last four weeks, ${record} have a record, and the department of ${department} is known.`,
    none: 'Nobody was active.',
    imported: (when: string) => `Imported ${when}.`,
    never: 'Nothing about people was imported: debrief people import people.csv',
  },

  facts: {
    title: 'Facts',
    sentence: (conversations: string, turns: string, calls: string) =>
      `${conversations} conversations, ${turns} turns and ${calls} plugin calls are derived from the records.`,
    refreshed: (when: string, took: string) => `Brought up to date ${when}, in ${took}.`,
    never: 'They were never derived.',
    since: (count: string) => `${count} records were stored since; the next number brings them in.`,
    none: 'Nothing was stored since.',
  },
}
