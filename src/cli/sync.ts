import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import colors from 'picocolors'
import type { Config } from '../config/config.ts'
import { readSecret } from '../config/secrets.ts'
import { refreshFacts } from '../facts/refresh-facts.ts'
import { hook } from '../notify/settings.ts'
import { entities } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import { knownSources } from '../sync/configured-sources.ts'
import { POLICIES, type Policy, policiesOf } from '../sync/policies.ts'
import type { Range } from '../sync/range.ts'
import { resolveCredential, type Source } from '../sync/sources.ts'
import type { SyncReport } from '../sync/sync.ts'
import { BusyError } from '../sync/sync-error.ts'
import { type ConfigOptions, readConfig, withConfig } from './config-option.ts'
import { isUrl, sourceNamed } from './known-sources.ts'
import { duration, moment } from './moment.ts'
import { entityNamed, type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, errorText, type Output, UsageError } from './output.ts'
import { type How, printReport, syncWithProgress } from './source-sync.ts'
import { showPlan } from './sync-plan.ts'
import { Telling } from './telling.ts'
import { untilStopped } from './until-stopped.ts'

const EXAMPLES = `
Examples:
  debrief sync                                          every source: those of debrief.yaml, and those that were added
  debrief sync --source moveworks --entity users --json
  debrief sync --source moveworks --dry-run             what would be read
  debrief sync --source moveworks --since 2026-10-01 --until 2026-10-08
  debrief sync --watch 1h                               again and again, until Ctrl-C
  debrief sync --on-change accept                       goes on where a policy stopped it, once
  debrief sync --notify-env WEBHOOK                     tells a webhook when something goes wrong, and when it is right again

  export MOVEWORKS_KEY=…
  debrief sync --source https://api.moveworks.ai/export/v1/records --key-env MOVEWORKS_KEY
  debrief sync --source … --key-env KEY --full          read everything again

The first run reads everything; later ones what was updated since, and two days more. A run that was cut off goes on where it
was. Exit code 0 means that every entity was read to its end, stored, and proven to be complete. See: debrief ledger
By itself, at times of its own: schedules in debrief.yaml, and debrief serve.`

interface SyncCommandOptions extends StoreOptions, ConfigOptions {
  readonly source?: string
  readonly keyEnv?: string
  readonly entity?: string[]
  readonly full?: boolean
  readonly since?: string
  readonly until?: string
  readonly dryRun?: boolean
  readonly watch?: string
  readonly onChange?: Policy
  readonly notifyEnv?: string
  /** False when they are left to whoever asks for them first. */
  readonly facts: boolean
}

export function syncCommand(output: Output): Command {
  return withConfig(
    withStore(
      new Command('sync')
        .description('bring a store up to date with Data APIs, and prove it')
        .option('--source <name>', 'one source, by name, or the URL up to and including /records', sourceName)
        .option('--key-env <variable>', 'with a URL: environment variable that holds the key')
        .option('--entity <name...>', 'only these entities')
        .option('--full', 'read everything again')
        .option('--since <when>', 'read again what was updated since: 2026-10-01, 90d')
        .option('--until <when>', 'read again what was updated before')
        .option('--dry-run', 'only say what would be read')
        .option('--watch <time>', 'sync again whenever so much time has passed: 1h, 30m')
        .option(
          '--no-facts',
          'only copy: what metrics are computed from is derived when it is first asked for',
        )
        .addOption(
          new Option(
            '--on-change <policy>',
            'this time, about records in a form that nobody documented',
          ).choices(POLICIES),
        )
        .option(
          '--notify-env <variable>',
          'environment variable with the URL of a webhook that is told when something goes wrong',
        ),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: SyncCommandOptions) => {
      const config = readConfig(options)
      const pause = options.watch === undefined ? undefined : duration(options.watch, '--watch')
      const range = rangeOf(options)
      if (options.full && range)
        throw new UsageError('--full reads everything: it goes without --since and --until.')
      if (options.source && isUrl(options.source)) {
        if (!options.keyEnv)
          throw new UsageError('--key-env is missing: it names the environment variable that holds the key.')
        requireSecret(options.keyEnv, 'the key to the source')
      } else if (options.keyEnv)
        throw new UsageError(
          `--key-env goes with a URL, such as https://api.moveworks.ai/export/v1/records${options.source ? `, and "${options.source}" is none` : ''}; a source that has a name knows its credential.`,
        )
      if (options.notifyEnv) requireSecret(options.notifyEnv, 'the webhook’s URL')
      const chosen = options.entity?.flatMap(names => names.split(',')).map(entityNamed)
      const { onChange } = options
      const how: How = {
        entities: chosen ?? entities,
        full: options.full === true,
        range,
        cause: pause === undefined ? 'command' : 'watch',
        ...(onChange === undefined ? {} : { policies: policiesOf(onChange) }),
      }
      await usingStore(options, async ({ engine }) => {
        if (options.dryRun) {
          const sources = await chosenSources(engine, config, options)
          return showPlan(engine, output, sources, how, options.json === true)
        }
        const more = options.notifyEnv ? [hook('webhook', { env: options.notifyEnv })] : []
        const telling = new Telling(engine, config, { more })
        const once = async (): Promise<void> =>
          syncAll(engine, output, await chosenSources(engine, config, options), options, how, telling)
        await once()
        if (pause === undefined) return
        const stopped = untilStopped()
        for (;;) {
          output.note(`Again in ${options.watch}. Ctrl-C ends it.`)
          if ((await Promise.race([sleep(pause, true), stopped])) !== true) return
          await once()
        }
      })
    })
}

async function syncAll(
  engine: Engine,
  output: Output,
  sources: readonly Source[],
  options: SyncCommandOptions,
  how: How,
  telling: Telling,
): Promise<void> {
  const reports: Record<string, SyncReport> = {}
  for (const { name, credential, ...source } of sources) {
    if (options.source === undefined) output.note(`${colors.bold(name)}  ${source.url}`)
    try {
      const report = await syncWithProgress(engine, output, {
        ...source,
        credential: resolveCredential(credential),
        ...how,
      })
      reports[name] = report
      if (!options.json) printReport(report, text => output.print(text))
      await telling.ofRun(source.url, report)
    } catch (error) {
      const failure = errorText(error)
      if (!(error instanceof BusyError)) await telling.ofNoRun(source.url, failure)
      // One source does not stop the others.
      if (options.source !== undefined) throw error
      output.fail(new CommandError(`${name}: ${failure}`, { cause: error }))
      reports[name] = {
        state: 'incomplete',
        entities: {},
        failures: { source: failure },
        losses: {},
        changes: {},
      }
    }
  }
  const all = Object.values(reports)
  const state = all.find(report => report.state !== 'complete')?.state ?? 'complete'
  if (options.json) output.json(options.source === undefined ? { state, sources: reports } : all[0])
  if (all.some(isUnfinished))
    output.fail(new CommandError('The sync is not complete. Run it again: it goes on where it stopped.'))
  else if (state !== 'complete')
    output.fail(
      new CommandError('All that the sources still show is here. What they show no more cannot be read.'),
    )
  for (const error of await telling.tell()) output.fail(error)
  if (options.facts && all.some(isChanged)) await refreshFacts(engine)
}

/** Whether another run has something to read. */
const isUnfinished = ({ state, failures }: SyncReport): boolean =>
  state === 'stopped' || Object.keys(failures).length > 0

/** Whether anything was stored. */
const isChanged = ({ entities: counts }: SyncReport): boolean =>
  Object.values(counts).some(({ new: fresh, changed }) => fresh + changed > 0)

async function chosenSources(
  engine: Engine,
  config: Config,
  options: SyncCommandOptions,
): Promise<readonly Source[]> {
  const { source, keyEnv = '' } = options
  if (source && isUrl(source))
    return [{ name: source, url: source, credential: { kind: 'key', key: { env: keyEnv } }, settings: {} }]
  const found =
    source === undefined ? await knownSources(engine, config) : [await sourceNamed(engine, config, source)]
  if (found.length === 0)
    throw new UsageError(
      'There is no source yet. Add one with: debrief source add moveworks --region us --key-env MOVEWORKS_KEY',
    )
  return found
}

/** @throws UsageError when a variable that the command line names is not set */
function requireSecret(variable: string, what: string): void {
  try {
    readSecret({ env: variable }, what)
  } catch (error) {
    throw new UsageError(errorText(error))
  }
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

function sourceName(text: string): string {
  if (isUrl(text) ? /^https?:\/\/[^/]+/i.test(text) && URL.canParse(text) : /^[\w.-]+$/.test(text))
    return text
  throw new InvalidArgumentError(
    'It must be the name of a source, or a URL such as https://api.moveworks.ai/export/v1/records.',
  )
}
