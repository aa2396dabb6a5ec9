import { resolve } from 'node:path'
import { Command } from 'commander'
import colors from 'picocolors'
import { type Probe, probeSource } from '../sync/probe.ts'
import { SourceClient } from '../sync/source-client.ts'
import {
  type CredentialReference,
  describeCredential,
  findSource,
  listSources,
  REGIONS,
  removeSource,
  resolveCredential,
  type SecretReference,
  type Source,
  type SourceSettings,
  saveSource,
} from '../sync/sources.ts'
import { duration } from './moment.ts'
import { type StoreOptions, usingStore, withStore } from './options.ts'
import { CommandError, count, type Output, table, UsageError } from './output.ts'

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

The store keeps the variable’s name or the file’s path, never the key: it has to be there whenever a sync runs.`

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

Records that were synced from it stay, and so does its ledger.`

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

interface AddOptions extends StoreOptions {
  readonly url?: string
  readonly region?: string
  readonly keyEnv?: string
  readonly keyFile?: string
  readonly clientId?: string
  readonly clientSecretEnv?: string
  readonly clientSecretFile?: string
  readonly rate?: string
  readonly parallel?: string
  readonly lookBack?: string
  readonly settle?: string
  readonly test: boolean
}

function add(output: Output): Command {
  return withStore(
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
      .option('--no-test', 'do not ask the source anything'),
  ).action(async (name: string, options: AddOptions) => {
    const source: Source = {
      name: sourceName(name),
      url: urlOf(options),
      credential: credentialOf(options),
      settings: settingsOf(options),
    }
    const probe = options.test ? await probeOf(source) : undefined
    if (probe) {
      if (!options.json) printProbe(output, probe)
      if (probe.entities.every(one => one.problem !== null))
        throw new CommandError(
          `${name} was not added: nothing of it can be read. ${probe.entities[0]?.problem}`,
        )
    }
    await usingStore(options, ({ engine }) => saveSource(engine, source))
    if (options.json) output.json({ ...source, probe: probe ?? null })
    else output.print(`${name} is added. Now: debrief sync --source ${name}`)
    if (probe && !probe.ok)
      output.fail(new CommandError(`Some collections of ${name} cannot be read; the others can.`))
  })
}

function list(output: Output): Command {
  return withStore(new Command('list').description('list all sources, without their secrets')).action(
    async (options: StoreOptions) => {
      const sources = await usingStore(options, ({ engine }) => listSources(engine))
      if (options.json) output.json(sources)
      else if (sources.length === 0)
        output.print(
          'There is no source yet. Add one with: debrief source add moveworks --region us --key-env KEY',
        )
      else
        output.print(
          table(
            ['name', 'url', 'credential'],
            sources.map(source => [source.name, source.url, describeCredential(source.credential)]),
          ),
        )
    },
  )
}

function test(output: Output): Command {
  return withStore(
    new Command('test')
      .description('ask a source what it gives, and whether we may read it')
      .argument('<name>'),
  ).action(async (name: string, options: StoreOptions) => {
    const source = await usingStore(options, ({ engine }) => findSource(engine, name))
    if (!source) throw new UsageError(`There is no source "${name}". There are: debrief source list`)
    const probe = await probeOf(source)
    if (options.json) output.json(probe)
    else printProbe(output, probe)
    if (!probe.ok) output.fail(new CommandError(`Not everything of ${name} can be read.`))
  })
}

function remove(output: Output): Command {
  return withStore(
    new Command('remove').description('forget a source; its records stay').argument('<name>'),
  ).action(async (name: string, options: StoreOptions) => {
    const removed = await usingStore(options, ({ engine }) => removeSource(engine, name))
    if (!removed) throw new UsageError(`There is no source "${name}". There are: debrief source list`)
    if (options.json) output.json({ name, removed })
    else output.print(`${name} is removed. Its records stay.`)
  })
}

async function probeOf(source: Source): Promise<Probe> {
  const client = new SourceClient({
    url: source.url,
    credential: resolveCredential(source.credential),
    ...source.settings,
    attempts: 2,
  })
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

function sourceName(name: string): string {
  if (/^[\w.-]{1,63}$/.test(name)) return name
  throw new UsageError(`"${name}" cannot be a source’s name: letters, digits, . _ - only, at most 63.`)
}

function urlOf({ url, region }: AddOptions): string {
  if ((url === undefined) === (region === undefined))
    throw new UsageError('Say where the source is: --region or --url.')
  if (region !== undefined) {
    const known = REGIONS[region.toLowerCase()]
    if (known) return known
    throw new UsageError(`"${region}" is not a region; there are ${Object.keys(REGIONS).join(', ')}.`)
  }
  if (!/^https?:\/\/[^/]+/i.test(url!) || !URL.canParse(url!))
    throw new UsageError(
      `--url is "${url}"; it must be one such as https://api.moveworks.ai/export/v1/records.`,
    )
  if (new URL(url!).username)
    throw new UsageError('--url must not have a secret in it: use --key-env or --key-file.')
  return url!.replace(/\/+$/, '')
}

function credentialOf(options: AddOptions): CredentialReference {
  const key = secretOf(options.keyEnv, options.keyFile)
  const clientSecret = secretOf(options.clientSecretEnv, options.clientSecretFile)
  if (options.clientId !== undefined && clientSecret && !key)
    return { kind: 'oauth', clientId: options.clientId, clientSecret }
  if (key && options.clientId === undefined && !clientSecret) return { kind: 'key', key }
  throw new UsageError(
    'Say where the credential is: --key-env or --key-file, or --client-id with --client-secret-env or --client-secret-file.',
  )
}

function secretOf(env: string | undefined, file: string | undefined): SecretReference | undefined {
  if (env !== undefined && file !== undefined)
    throw new UsageError('A secret is in a variable or in a file, not in both.')
  if (env !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(env))
    throw new UsageError(`"${env}" cannot be an environment variable. Give its name, not the key itself.`)
  if (env !== undefined) return { env }
  // A later sync may run elsewhere.
  return file === undefined ? undefined : { file: resolve(file) }
}

function settingsOf({ rate, parallel, lookBack, settle }: AddOptions): SourceSettings {
  return {
    ...(rate === undefined ? {} : { rate: positive(rate, '--rate', 10_000) }),
    ...(parallel === undefined ? {} : { parallel: Math.ceil(positive(parallel, '--parallel', 64)) }),
    ...(lookBack === undefined ? {} : { lookBackMs: duration(lookBack, '--look-back') }),
    ...(settle === undefined ? {} : { settleMs: duration(settle, '--settle') }),
  }
}

function positive(text: string, option: string, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= most) return value
  throw new UsageError(`${option} is "${text}"; it must be a number above 0, at most ${most}.`)
}
