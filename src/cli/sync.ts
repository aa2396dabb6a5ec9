import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import colors from 'picocolors'
import { entities } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import type { Credential } from '../sync/authorizer.ts'
import { notify } from '../sync/notify.ts'
import type { Range } from '../sync/range.ts'
import { SourceClient } from '../sync/source-client.ts'
import { findSource, listSources, resolveCredential, type SourceSettings } from '../sync/sources.ts'
import { planSync, type SyncOptions, type SyncReport, sync } from '../sync/sync.ts'
import { describeCounts } from './import.ts'
import { duration, moment } from './moment.ts'
import { entityNamed, type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, count, errorText, type Output, table, UsageError } from './output.ts'
import { Progress } from './progress.ts'
import { untilStopped } from './until-stopped.ts'

const EXAMPLES = `
Examples:
  debrief sync                                          every source that was added with: debrief source add
  debrief sync --source moveworks --entity users --json
  debrief sync --source moveworks --dry-run             what would be read
  debrief sync --source moveworks --since 2026-10-01 --until 2026-10-08
  debrief sync --watch 1h                               again and again, until Ctrl-C
  debrief sync --notify-env SLACK_WEBHOOK               tells a webhook when it is not complete

  export MOVEWORKS_KEY=…
  debrief sync --source https://api.moveworks.ai/export/v1/records --key-env MOVEWORKS_KEY
  debrief sync --source … --key-env KEY --full          read everything again

The first run reads everything; later ones what was updated since, and two days more. A run that was cut off goes on where it
was. Exit code 0 means that every entity was read to its end, stored, and proven to be complete. See: debrief ledger`

interface SyncCommandOptions extends StoreOptions {
  readonly source?: string
  readonly keyEnv?: string
  readonly entity?: string[]
  readonly full?: boolean
  readonly since?: string
  readonly until?: string
  readonly dryRun?: boolean
  readonly watch?: string
  readonly notifyEnv?: string
}

/** A source to sync: one that was added, or one that the command line describes. */
interface Chosen {
  readonly name: string
  readonly url: string
  readonly credential: Credential
  readonly settings: SourceSettings
}

export function syncCommand(output: Output): Command {
  return withStore(
    new Command('sync')
      .description('bring a store up to date with Data APIs, and prove it')
      .option(
        '--source <name>',
        'a source that was added, or the URL up to and including /records',
        sourceName,
      )
      .option('--key-env <variable>', 'with a URL: environment variable that holds the key')
      .option('--entity <name...>', 'only these entities')
      .option('--full', 'read everything again')
      .option('--since <when>', 'read again what was updated since: 2026-10-01, 90d')
      .option('--until <when>', 'read again what was updated before')
      .option('--dry-run', 'only say what would be read')
      .option('--watch <time>', 'sync again whenever so much time has passed: 1h, 30m')
      .option(
        '--notify-env <variable>',
        'environment variable with the URL of a webhook (Slack, Teams) that is told when a sync is not complete',
      ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: SyncCommandOptions) => {
      const pause = options.watch === undefined ? undefined : duration(options.watch, '--watch')
      const range = rangeOf(options)
      if (options.full && range)
        throw new UsageError('--full reads everything: it goes without --since and --until.')
      if (options.source && isUrl(options.source)) keyFrom(options)
      else if (options.keyEnv)
        throw new UsageError(
          `--key-env goes with a URL, such as https://api.moveworks.ai/export/v1/records${options.source ? `, and "${options.source}" is none` : ''}; a source that was added knows its credential.`,
        )
      if (options.notifyEnv) webhookFrom(options.notifyEnv)
      const chosen = options.entity?.flatMap(names => names.split(',')).map(entityNamed)
      await usingStore(options, async ({ engine }) => {
        const how = { entities: chosen ?? entities, full: options.full === true, range }
        if (options.dryRun) return showPlan(engine, output, options, how)
        await syncAll(engine, output, options, how)
        if (pause === undefined) return
        const stopped = untilStopped()
        for (;;) {
          output.note(`Again in ${options.watch}. Ctrl-C ends it.`)
          if ((await Promise.race([sleep(pause, true), stopped])) !== true) return
          await syncAll(engine, output, options, how)
        }
      })
    })
}

type How = Pick<SyncOptions, 'full' | 'range'> & { readonly entities: NonNullable<SyncOptions['entities']> }

async function syncAll(engine: Engine, output: Output, options: SyncCommandOptions, how: How): Promise<void> {
  const reports: Record<string, SyncReport> = {}
  for (const source of await chosenSources(engine, options)) {
    if (options.source === undefined) output.note(`${colors.bold(source.name)}  ${source.url}`)
    try {
      const report = await syncWithProgress(engine, output, { ...source, ...how })
      reports[source.name] = report
      if (!options.json) printReport(report, text => output.print(text))
    } catch (error) {
      // One source does not stop the others.
      if (options.source !== undefined) throw error
      output.fail(new CommandError(`${source.name}: ${errorText(error)}`, { cause: error }))
      reports[source.name] = { state: 'incomplete', entities: {}, failures: { source: errorText(error) } }
    }
  }
  const all = Object.values(reports)
  const state = all.every(report => report.state === 'complete') ? 'complete' : 'incomplete'
  if (options.json) output.json(options.source === undefined ? { state, sources: reports } : all[0])
  if (state === 'complete') return
  output.fail(new CommandError('The sync is not complete. Run it again: it goes on where it stopped.'))
  if (options.notifyEnv)
    await notify(
      webhookFrom(options.notifyEnv),
      `Debrief: a sync is not complete.\n${reasonsIn(reports)}`,
      reports,
    ).catch(output.fail)
}

/** Why sources are not complete, a line each. */
function reasonsIn(reports: Readonly<Record<string, SyncReport>>): string {
  return Object.entries(reports)
    .flatMap(([name, { failures }]) =>
      Object.entries(failures).map(([entity, reason]) => `${name}, ${entity}: ${reason}`),
    )
    .join('\n')
}

function webhookFrom(variable: string): string {
  const url = process.env[variable]?.trim()
  if (url) return url
  throw new UsageError(`The environment variable ${variable} is not set: it must hold the webhook’s URL.`)
}

async function showPlan(
  engine: Engine,
  output: Output,
  options: SyncCommandOptions,
  how: How,
): Promise<void> {
  const planned = []
  for (const { url, credential, settings, name } of await chosenSources(engine, options)) {
    const client = new SourceClient({ url, credential, ...settings })
    try {
      const windows = await planSync({ engine, client, ...settings, ...how })
      planned.push(...windows.map(window => ({ source: name, ...window })))
    } finally {
      await client.close()
    }
  }
  if (options.json) output.json(planned)
  else
    output.print(
      table(
        ['source', 'entity', 'since', 'until', 'records', 'state'],
        planned.map(one => [
          one.source,
          one.entity,
          one.since ?? 'the beginning',
          one.until,
          one.records,
          one.state,
        ]),
      ),
    )
}

async function chosenSources(engine: Engine, options: SyncCommandOptions): Promise<Chosen[]> {
  const { source } = options
  if (source && isUrl(source))
    return [{ name: source, url: source, credential: { kind: 'key', key: keyFrom(options) }, settings: {} }]
  const found = source === undefined ? await listSources(engine) : [await findSource(engine, source)]
  if (found.length === 0)
    throw new UsageError(
      'There is no source yet. Add one with: debrief source add moveworks --region us --key-env MOVEWORKS_KEY',
    )
  return found.map(one => {
    if (!one) throw new UsageError(`There is no source "${source}". There are: debrief source list`)
    return { ...one, credential: resolveCredential(one.credential) }
  })
}

function keyFrom({ keyEnv }: SyncCommandOptions): string {
  if (!keyEnv)
    throw new UsageError('--key-env is missing: it names the environment variable that holds the key.')
  const key = process.env[keyEnv]?.trim()
  if (!key)
    throw new UsageError(`The environment variable ${keyEnv} is not set: it must hold the key to the source.`)
  return key
}

/** Runs a sync and shows how far it is. */
export async function syncWithProgress(
  engine: Engine,
  output: Output,
  options: How & { readonly url: string; readonly credential: Credential; readonly settings: SourceSettings },
): Promise<SyncReport> {
  const { url, credential, settings, full, range } = options
  const client = new SourceClient({
    url,
    credential,
    ...settings,
    onRetry: (reason, wait) =>
      output.note(`${colors.yellow('again')} in ${Math.ceil(wait / 1000)} s: ${reason}`),
  })
  const lines = new Map<string, Progress>()
  try {
    return await sync({
      engine,
      client,
      ...settings,
      full: full ?? false,
      range,
      entities: options.entities,
      progress(entity, counts, expected) {
        const line = lines.get(entity) ?? new Progress(output, entity, 'records')
        lines.set(entity, line)
        line.show(counts.read, expected)
      },
    })
  } finally {
    await client.close()
  }
}

/** Says of each entity what became of it. */
export function printReport(report: SyncReport, print: (text: string) => void): void {
  for (const [entity, counts] of Object.entries(report.entities)) {
    print(`${colors.green('✓')} ${entity.padEnd(17)} ${describeCounts(counts)}`)
    if (counts.refused > 0) print(`  Why ${count(counts.refused)} were refused: debrief quarantine ${entity}`)
  }
  for (const [entity, reason] of Object.entries(report.failures))
    print(`${colors.red('✗')} ${entity.padEnd(17)} ${reason}`)
}

function rangeOf({ since, until }: SyncCommandOptions): Partial<Range> | undefined {
  if (since === undefined && until === undefined) return undefined
  const range = {
    ...(since === undefined ? {} : { since: moment(since, '--since', 'ago').getTime() }),
    ...(until === undefined ? {} : { until: moment(until, '--until', 'ago').getTime() }),
  }
  if (range.since !== undefined && range.until !== undefined && range.since >= range.until)
    throw new UsageError(`--since ${since} is not before --until ${until}.`)
  return range
}

const isUrl = (text: string): boolean => /^https?:/i.test(text)

function sourceName(text: string): string {
  if (isUrl(text) ? /^https?:\/\/[^/]+/i.test(text) && URL.canParse(text) : /^[\w.-]+$/.test(text))
    return text
  throw new InvalidArgumentError(
    'It must be the name of a source, or a URL such as https://api.moveworks.ai/export/v1/records.',
  )
}
