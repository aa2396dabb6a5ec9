import { Command, Option } from 'commander'
import { EVENT_KINDS, type EventKind, type LoggedEvent, readEvents } from '../access/access-events.ts'
import { moment } from './moment.ts'
import { type StoreOptions, usingStore, wholeNumber, withStore } from './options.ts'
import { type Output, table } from './output.ts'

const EXAMPLES = `
Examples:
  debrief users log
  debrief users log --kind transcript_opened --since 30d
  debrief users log --user bob@example.com --json       one JSON array
  debrief users log --conversation 1234567890           who opened it

Sign-ins, failures, changes of users, and each opening of a conversation, for two years. It is a table like any other: access_events.`

interface LogOptions extends StoreOptions {
  readonly since?: string
  readonly kind?: EventKind
  readonly user?: string
  readonly conversation?: string
  readonly limit: string
}

/** `debrief users log` */
export function usersLogCommand(output: Output): Command {
  return withStore(
    new Command('log')
      .description('list who signed in or could not, who changed whom, and who opened which conversation')
      .option('--since <when>', 'only from then on: a time ago (24h, 7d) or a day (2026-08-01, UTC)')
      .addOption(new Option('--kind <kind>', 'only what is of this kind').choices(EVENT_KINDS))
      .option('--user <name>', 'only what they did, or what was done to them')
      .option('--conversation <id>', 'only openings of this conversation')
      .option('--limit <number>', 'how many, the latest first', '100'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async ({ kind, user, conversation, ...options }: LogOptions) => {
      const limit = wholeNumber('--limit', options.limit)
      const since = options.since === undefined ? undefined : moment(options.since, '--since', 'ago')
      const events = await usingStore(options, ({ engine }) =>
        readEvents(engine, { since, kind, user, conversation, limit }),
      )
      if (options.json) output.json(events)
      else if (events.length === 0) output.print('Nothing of the kind was written down.')
      else output.print(table(['time', 'who', 'what', 'about', 'detail', 'from'], events.map(line)))
    })
}

const line = ({ time, user_name, kind, about, detail, address }: LoggedEvent): unknown[] => [
  time,
  user_name,
  kind.replaceAll('_', ' '),
  about,
  detail,
  address,
]
