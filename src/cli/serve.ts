import { setFlagsFromString } from 'node:v8'
import { Command, InvalidArgumentError, Option } from 'commander'
import colors from 'picocolors'
import { FIRST_LINK_HOURS } from '../access/links.ts'
import { trustedNetworks } from '../api/public-address.ts'
import { Config } from '../config/config.ts'
import { FaultySource, loadPlan } from '../faults/index.ts'
import { parseStoreLocation, type StoreLocation } from '../store/location.ts'
import { openStore } from '../store/open-store.ts'
import { limitsOf, withLimits } from './limit-options.ts'
import { type StoreOptions, withStore } from './options.ts'
import { CommandError, type Output } from './output.ts'
import { startServer } from './start-server.ts'
import { untilStopped } from './until-stopped.ts'

const EXAMPLES = `
Examples:
  debrief serve                                        the store in ./data, on http://127.0.0.1:8080
  debrief serve --store ./data?database=source --port 0 --json
  debrief serve --host 0.0.0.0 --public-url https://data.example.com
  debrief serve --store './data?database=source' --faults bad-week       a Data API that misbehaves: docs/faults.md
  debrief serve --config /etc/debrief.yaml             with settings of its own: also syncs by its schedules
  debrief serve --rate 50 --queries-per-credential 2 --drain-seconds 60

The dashboards need no sign-in only while nobody else can reach them: --host is this machine alone, there is no --public-url
elsewhere and no proxy, and there is no user. Each start without a user prints a link that makes the first administrator, once.
Users, roles and single sign-on are explained in docs/sign-in.md.
With --json one line says where it listens, once it does. Ctrl-C ends it when running requests are answered.
Limits, health, metrics and shutting down are explained in docs/operations.md.`

interface ServeOptions extends StoreOptions {
  readonly port: number
  readonly host: string
  readonly publicUrl?: string
  readonly trustedProxy?: readonly string[]
  readonly drainSeconds: number
  readonly drainDelay: number
  readonly faults?: string
  readonly config?: string
}

/**
 * What answers a request is many short functions: by the measure of V8 11 (Node 20) the last of them are compiled well after some
 * thousands of requests. Later ones have a quick compiler for such functions, and no such measure. A command that ends soon
 * has nothing of it.
 */
function compileEarly(): void {
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--interrupt-budget=20000')
}

export function serveCommand(output: Output): Command {
  return withLimits(
    withStore(new Command('serve'))
      .description('serve the Data API and the dashboards of a store')
      .option('--port <number>', 'port to listen on, 0 for any that is free', portNumber, 8080)
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option(
        '--public-url <url>',
        'where clients reach it, when that is elsewhere (behind a proxy)',
        publicUrl,
      )
      .addOption(
        new Option(
          '--trusted-proxy <addresses>',
          'proxies whose X-Forwarded- headers are believed: addresses or networks, with commas between them',
        )
          .env('DEBRIEF_TRUSTED_PROXY')
          .argParser(proxies),
      )
      .addOption(
        new Option(
          '--drain-seconds <number>',
          'how long running requests may take to end when the server is stopped',
        )
          .env('DEBRIEF_DRAIN_SECONDS')
          .default(30)
          .argParser(seconds),
      )
      .addOption(
        new Option(
          '--drain-delay <number>',
          'seconds in which it says that it is not ready, and goes on, before it stops: for load balancers',
        )
          .env('DEBRIEF_DRAIN_DELAY')
          .default(0)
          .argParser(seconds),
      )
      .option(
        '--faults <plan>',
        'misbehave, to test clients: a plan that comes with Debrief (debrief faults) or a YAML file',
      )
      .option('--config <file>', 'debrief.yaml, when it is elsewhere'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: ServeOptions) => {
      compileEarly()
      const location = parseStoreLocation(options.store)
      const config = Config.read(options.config)
      const plan = options.faults === undefined ? undefined : loadPlan(options.faults)
      const store = await openStore(location)
      const opened = [store]
      try {
        const faults =
          plan &&
          (await FaultySource.open({
            truth: store.engine,
            plan,
            shown: async () => {
              const shown = await openStore(shownLocation(location))
              opened.push(shown)
              return shown.engine
            },
          }))
        const running = await startServer(store, {
          ...options,
          trustedProxies: options.trustedProxy ?? [],
          limits: limitsOf({ ...options }),
          faults,
          config,
          drain: { delayMs: options.drainDelay * 1000, patienceMs: options.drainSeconds * 1000 },
        }).catch((error: unknown) => {
          throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
            ? new CommandError(
                `Port ${options.port} of ${options.host} is taken. Choose another with --port.`,
                { cause: error },
              )
            : error
        })
        const truth = faults && describeTruth(options.store, faults.publishes)
        if (options.json)
          output.json({
            api: running.api,
            web: running.web,
            ...(truth ? { truth } : {}),
          })
        else {
          output.print(`${colors.bold('Data API')}   ${running.api}`)
          output.print(`${colors.bold('Dashboard')}  ${running.web}`)
          const link = await running.firstLink()
          if (link) output.print(describeFirstLink(link))
          if (truth)
            output.print(
              `${colors.bold('Faults')}     ${options.faults}; whether a copy is right: debrief verify --source-store '${truth}' --store …`,
            )
        }
        await untilStopped()
        await running.close()
      } finally {
        for (const each of opened.reverse()) await each.close()
      }
    })
}

/** Where a source that misbehaves keeps what it shows at a time: beside the complete store. */
function shownLocation(location: StoreLocation): StoreLocation {
  return { ...location, database: `${location.database}_shown` }
}

/** What `--source-store` of `debrief verify` has to be. */
function describeTruth(store: string, publishes: boolean): string {
  if (!publishes) return store
  const { kind, database } = shownLocation(parseStoreLocation(store))
  if (kind === 'directory') return `${store.split('?')[0]}?database=${database}`
  const url = new URL(store)
  url.pathname = `/${database}`
  return url.href
}

/** What is told of the link that makes the first administrator. */
export const describeFirstLink = (link: string): string =>
  `${colors.bold('Sign-in')}    There are no users yet. This link makes the first administrator, once, within ${FIRST_LINK_HOURS} hours:
           ${link}`

export function portNumber(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return port
}

function publicUrl(text: string): string {
  if (!/^https?:\/\/[^/]+/i.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be a URL, such as https://data.example.com.')
  return text.replace(/\/+$/, '')
}

function seconds(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 86_400)
    throw new InvalidArgumentError('It must be a whole number of seconds, at most 86400.')
  return value
}

function proxies(text: string): readonly string[] {
  const networks = text
    .split(',')
    .map(network => network.trim())
    .filter(Boolean)
  try {
    trustedNetworks(networks)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
  return networks
}
