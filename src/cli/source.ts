import { Command, Option } from 'commander'
import colors from 'picocolors'
import type { Config } from '../config/config.ts'
import type { Engine } from '../store/engine.ts'
import { readAlarms } from '../sync/alarms.ts'
import type { Credential } from '../sync/authorizer.ts'
import { configuredSources, knownSources } from '../sync/configured-sources.ts'
import { readLedgerRuns } from '../sync/ledger.ts'
import { POLICIES } from '../sync/policies.ts'
import { type Probe, probeSource } from '../sync/probe.ts'
import { SourceClient } from '../sync/source-client.ts'
import {
  describeCredential,
  REGIONS,
  removeAddress,
  removeSource,
  resolveCredential,
  type Source,
  saveSource,
} from '../sync/sources.ts'
import { keepSecret } from './ask-secret.ts'
import { type ConfigOptions, readConfig, withConfig } from './config-option.ts'
import { isUrl, sourceNamed } from './known-sources.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, count, type Output, table, UsageError } from './output.ts'
import { type AddOptions, credentialOf, settingsOf, sourceName, urlOf } from './source-options.ts'

const EXAMPLES = `
Examples:
  export MOVEWORKS_KEY=…
  debrief source add moveworks --region us --key-env MOVEWORKS_KEY
  debrief source add other --url https://data.example.com/export/v1/records --key-file /run/secrets/other
  debrief source test moveworks
  debrief source list
  debrief source remove other

Then: debrief sync`

const ADD_EXAMPLES = `
Examples:
  debrief source add moveworks --region eu --key-env MOVEWORKS_KEY
  debrief source add moveworks --region us --client-id 5f0c1a --client-secret-env MOVEWORKS_SECRET
  debrief source add other --url https://data.example.com/export/v1/records --key-file /run/secrets/other --rate 5
  debrief source add other --url … --key-env KEY --no-test          where it cannot be reached from here
  debrief source add moveworks --region us                          asks for the key, and for a file to keep it in

The store keeps the variable’s name or the file’s path, never the key: it has to be there whenever a sync runs. At a terminal a
key that is nowhere yet is asked for, and written into a file that only you can read. Sources may stand in debrief.yaml instead.`

const LIST_EXAMPLES = `
Examples:
  debrief source list
  debrief source list --json        one JSON array`

const TEST_EXAMPLES = `
Examples:
  debrief source test moveworks
  debrief source test moveworks --json        what each collection answered, one JSON object`

const REMOVE_EXAMPLES = `
Examples:
  debrief source remove other
  debrief source remove https://data.example.com/export/v1/records        one without a name, or taken out of debrief.yaml

Records that were synced from it stay, and so does its ledger. It is not behind any more: what is wrong with it ends here, in
debrief ledger, on the health page and in the metrics, until it is added or synced again.`

export function sourceCommand(output: Output): Command {
  const source = new Command('source')
    .description('add, test, list and remove the Data APIs that sync reads')
    .addHelpText('after', EXAMPLES)
  source.addCommand(add(output).addHelpText('after', ADD_EXAMPLES))
  source.addCommand(list(output).addHelpText('after', LIST_EXAMPLES))
  source.addCommand(test(output).addHelpText('after', TEST_EXAMPLES))
  source.addCommand(remove(output).addHelpText('after', REMOVE_EXAMPLES))
  return source
}

function add(output: Output): Command {
  return withConfig(
    withStore(
      new Command('add')
        .description('add a source, or change the one of that name, after asking it what it gives')
        .argument('<name>', 'how to call it: letters, digits, . _ -')
        .option('--url <url>', 'where the collections are, up to and including /records')
        .option('--region <name>', `the vendor’s region instead of a URL: ${Object.keys(REGIONS).join(', ')}`)
        .option('--key-env <variable>', 'environment variable that holds the key')
        .option('--key-file <path>', 'file that holds the key')
        .option('--client-id <id>', 'OAuth client instead of a key')
        .option('--client-secret-env <variable>', 'environment variable that holds its secret')
        .option('--client-secret-file <path>', 'file that holds its secret')
        .option('--rate <number>', 'requests a second at most')
        .option('--parallel <number>', 'requests at once at most; 4 by default')
        .option('--look-back <time>', 'how much is read again each time: what appears late; 48h by default')
        .option('--settle <time>', 'how long records may take to be visible to all; 5m by default')
        .addOption(
          new Option(
            '--on-change <policy>',
            'about records in a form that nobody documented; warn by default',
          ).choices(POLICIES),
        )
        .option('--no-test', 'do not ask the source anything'),
    ),
  ).action(async (name: string, options: AddOptions) => {
    if (configuredSources(readConfig(options)).some(source => source.name === name))
      throw new UsageError(
        `${name} stands in debrief.yaml, which goes before what is added. Change it there.`,
      )
    const url = urlOf(options)
    const { reference, typed } = await credentialOf(sourceName(name), options)
    const source: Source = { name, url, credential: reference, settings: settingsOf(options) }
    const credential = typed
      ? ({ kind: 'key', key: typed.secret } as const)
      : options.test
        ? resolveCredential(reference)
        : undefined
    const probe = options.test && credential ? await probeOf(source, credential) : undefined
    if (probe) {
      if (!options.json) printProbe(output, probe)
      if (probe.entities.every(one => one.problem !== null))
        throw new CommandError(
          `${name} was not added: nothing of it can be read. ${probe.entities[0]?.problem}`,
        )
    }
    if (typed) {
      keepSecret(typed)
      output.note(`The key is in ${typed.file}, which only you can read.`)
    }
    await usingStore(options, ({ engine }) => saveSource(engine, source))
    if (options.json) output.json({ ...source, probe: probe ?? null })
    else output.print(`${name} is added. Now: debrief sync --source ${name}`)
    if (probe && !probe.ok)
      output.fail(new CommandError(`Some collections of ${name} cannot be read; the others can.`))
  })
}

function list(output: Output): Command {
  return withConfig(
    withStore(new Command('list').description('list all sources, without their secrets')),
  ).action(async (options: StoreOptions & ConfigOptions) => {
    const config = readConfig(options)
    const sources = await usingStore(options, ({ engine }) => knownSources(engine, config))
    if (options.json) output.json(sources)
    else if (sources.length === 0)
      output.print(
        'There is no source yet. Add one with: debrief source add moveworks --region us --key-env KEY',
      )
    else
      output.print(
        table(
          ['name', 'url', 'credential', 'from'],
          sources.map(({ name, url, credential, origin }) => [
            name,
            url,
            describeCredential(credential),
            origin === 'file' ? 'debrief.yaml' : 'store',
          ]),
        ),
      )
  })
}

function test(output: Output): Command {
  return withConfig(
    withStore(
      new Command('test')
        .description('ask a source what it gives, and whether we may read it')
        .argument('<name>'),
    ),
  ).action(async (name: string, options: StoreOptions & ConfigOptions) => {
    const config = readConfig(options)
    const source = await usingStore(options, ({ engine }) => sourceNamed(engine, config, name))
    const probe = await probeOf(source, resolveCredential(source.credential))
    if (options.json) output.json(probe)
    else printProbe(output, probe)
    if (!probe.ok) output.fail(new CommandError(`Not everything of ${name} can be read.`))
  })
}

function remove(output: Output): Command {
  return withConfig(
    withStore(
      new Command('remove')
        .description('forget a source; its records stay')
        .argument('<name>', 'its name; the URL of one that has none'),
    ),
  ).action(async (name: string, options: StoreOptions & ConfigOptions) => {
    const config = readConfig(options)
    await usingStore(options, async ({ engine }) => {
      if (isUrl(name)) return removeUnnamed(engine, config, name)
      const { origin } = await sourceNamed(engine, config, name)
      if (origin === 'file')
        throw new UsageError(
          `${name} stands in debrief.yaml. Take it out there; its records stay. Then say debrief source remove with its address, so that what is wrong with it ends.`,
        )
      await removeSource(
        engine,
        name,
        configuredSources(config).map(({ url }) => url),
      )
    })
    if (options.json) output.json({ name, removed: true })
    else output.print(`${name} is removed. Its records stay.`)
  })
}

/** Ends what is wrong with an address that has no name. */
async function removeUnnamed(engine: Engine, config: Config, url: string): Promise<void> {
  const named = (await knownSources(engine, config)).find(source => source.url === url)
  if (named) throw new UsageError(`${url} is the source ${named.name}: debrief source remove ${named.name}`)
  const known = [...(await readLedgerRuns(engine, 1, url)), ...(await readAlarms(engine, url))]
  if (known.length === 0) throw new UsageError(`Nothing was ever synced from ${url}. See: debrief ledger`)
  await removeAddress(engine, url)
}

async function probeOf({ url, settings }: Source, credential: Credential): Promise<Probe> {
  const client = new SourceClient({ url, credential, ...settings, attempts: 2 })
  try {
    return await probeSource(client)
  } finally {
    await client.close()
  }
}

function printProbe(output: Output, probe: Probe): void {
  const day = (text: string | null): string => text?.slice(0, 10) ?? '–'
  for (const { entity, problem, records, first, last, pageSize } of probe.entities)
    output.print(
      problem === null
        ? `${colors.green('✓')} ${entity.padEnd(17)} ${[
            records === null ? 'not counted' : `${count(records)} records`,
            `${day(first)} to ${day(last)}`,
            ...(pageSize === null ? [] : [`pages of ${count(pageSize)}`]),
          ].join(', ')}`
        : `${colors.red('✗')} ${entity.padEnd(17)} ${problem}`,
    )
  for (const advice of probe.advice) output.print(`${colors.yellow('!')} ${advice}`)
}
