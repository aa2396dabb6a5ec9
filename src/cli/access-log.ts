import { Command } from 'commander'
import { type LoggedAccess, readAccessLog } from '../api/access-log/read-access-log.ts'
import { moment } from './moment.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { type Output, table, UsageError } from './output.ts'

const EXAMPLES = `
Examples:
  debrief access-log
  debrief access-log --since 24h --credential "Power BI"
  debrief access-log --since 2026-08-01 --credential 5f0c1a2b3d4e --limit 1000
  debrief access-log --json        one JSON array, with everything that is known of each request

It goes back ninety days. A request is in it a few seconds after its answer. It is a table like any other: ask
access_log with SQL for sums. Keys, tokens and options that are not of OData are not written down.`

interface AccessLogOptions extends StoreOptions {
  readonly since?: string
  readonly credential?: string
  readonly limit: string
}

export function accessLogCommand(output: Output): Command {
  return withStore(
    new Command('access-log')
      .description('list requests to the Data API: who, what, how many rows, how long')
      .option('--since <when>', 'only from then on: a time ago (24h, 7d) or a day (2026-08-01, UTC)')
      .option('--credential <id or name>', 'only those of this key, with the tokens got with it')
      .option('--limit <number>', 'how many, the latest first', '100'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: AccessLogOptions) => {
      const limit = Number(options.limit)
      if (!/^\d+$/.test(options.limit) || limit < 1 || limit > 1_000_000)
        throw new UsageError(`--limit is "${options.limit}"; it must be a whole number from 1 to 1000000.`)
      const since = options.since === undefined ? undefined : moment(options.since, '--since', 'ago')
      const { credential } = options
      const entries = await usingStore(options, ({ engine }) =>
        readAccessLog(engine, { since, credential, limit }),
      )
      if (options.json) output.json(entries)
      else if (entries.length === 0) output.print('There are no such requests.')
      else
        output.print(
          table(
            ['time', 'credential', 'from', 'status', 'rows', 'bytes', 'ms', 'request'],
            entries.map(line),
          ),
        )
    })
}

function line(entry: LoggedAccess): unknown[] {
  const { time, credential_name, address, status, error, complete, rows, bytes, duration_ms, method } = entry
  const { path, query, kind } = entry
  const request = `${method} ${path}${query ? `?${query}` : ''}`
  return [
    time,
    kind === 'none' ? '' : kind === 'token' ? `${credential_name} (token)` : credential_name,
    address,
    // Text, because "1,000" would be no status.
    `${status}${error ? ` ${error}` : complete ? '' : ' cut off'}`,
    rows ?? '',
    bytes,
    Math.round(duration_ms),
    request.length > 100 ? `${request.slice(0, 100)}…` : request,
  ]
}
