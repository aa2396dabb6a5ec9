import { Command, Option } from 'commander'
import { entityNames } from '../schema/entities.ts'
import { CompanyFiles } from '../simulator/company-files.ts'
import { CompanyStore } from '../simulator/company-store.ts'
import { FIXTURES, type FixtureName, fixtureNames, toldCompany } from '../simulator/fixtures/index.ts'
import { DAY, dayNumber } from '../simulator/instants.ts'
import { SCENARIOS, type ScenarioName, scenarioNames } from '../simulator/scenarios.ts'
import { type CompanyPlan, Simulation } from '../simulator/simulation.ts'
import type { Sink } from '../simulator/sink.ts'
import { trickle } from '../simulator/trickle.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { count, type Output, table, UsageError } from './output.ts'
import { Progress } from './progress.ts'
import { untilStopped } from './until-stopped.ts'

const EXAMPLES = `
Examples:
  debrief simulate --people 5000 --days 180 --seed 7 --start 2026-01-01 --out ./company
  debrief simulate --people 500 --days 60 --scenario launch --store ./data --out ./company
  debrief simulate --fixture two-hop-ticket --out ./fixture
  debrief simulate --people 200 --days 7 --store ./data --live --rate 3600      an hour of the company a second

Scenarios:
${scenarioNames.map(name => `  ${name.padEnd(16)}${SCENARIOS[name].meaning}`).join('\n')}

Fixtures:
${fixtureNames.map(name => `  ${name.padEnd(32)}${FIXTURES[name].about}`).join('\n')}

--out writes users.ndjson, conversations.ndjson, interactions.ndjson, plugin-calls.ndjson and plugin-resources.ndjson, and beside
them people.csv (the HR system), outcomes.ndjson (what everybody wanted, and whether they got it) and truth.json (every number).
The same options give the same bytes on every machine. What it all means: docs/simulator.md`

interface Options {
  readonly people: number
  readonly days: number
  readonly seed: number
  readonly start: string
  readonly scenario: ScenarioName
  readonly fixture?: FixtureName
  readonly parentsSince?: string
  readonly eventsSince?: string
  readonly punctual?: boolean
  readonly out?: string
  readonly store?: string
  readonly live?: boolean
  readonly rate: number
  readonly json?: boolean
}

export function simulateCommand(output: Output): Command {
  return new Command('simulate')
    .description('make up a company and everything it says to its assistant, with the truth about it')
    .option('--people <number>', 'how many people it has', wholeNumber('--people'), 200)
    .option('--days <number>', 'how many days it lives', wholeNumber('--days'), 91)
    .option(
      '--seed <number>',
      'what everything that is left to chance follows from',
      wholeNumber('--seed'),
      7,
    )
    .option('--start <date>', 'its first day', day('--start'), '2026-01-01')
    .addOption(new Option('--scenario <name>', 'what happens to it').choices(scenarioNames).default('usual'))
    .addOption(
      new Option(
        '--fixture <name>',
        'a small company written by hand, for tests, instead of one made up',
      ).choices(fixtureNames),
    )
    .option(
      '--parents-since <date>',
      'first day on which clicks and forms have a parent_interaction_id (default: 2025-08-12)',
      day('--parents-since'),
    )
    .option(
      '--events-since <date>',
      'first day on which system events are exported (default: 2026-04-01)',
      day('--events-since'),
    )
    .option('--punctual', 'publish every day on the next morning: no day late, held back or published twice')
    .option('--out <directory>', 'write files to this folder')
    .option('--store <place>', 'import into this store: a directory or a ClickHouse server')
    .option('--live', 'import the records as time passes, instead of all at once')
    .option('--rate <number>', 'with --live: how many times as fast as ours its time passes', rateNumber, 60)
    .option('--json', 'print the result as one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      if (options.out === undefined && options.store === undefined)
        throw new UsageError(
          'Say where to: --out <directory> for files, --store <place> for a store, or both.',
        )
      if (options.fixture && options.live)
        throw new UsageError('A fixture is told at once: leave out --live.')
      if (options.live && (options.store === undefined || options.out !== undefined))
        throw new UsageError(
          '--live goes into a store, and writes no files: use it with --store, without --out.',
        )
      const store =
        options.store === undefined ? undefined : await openStore(parseStoreLocation(options.store))
      try {
        const done =
          options.live && store ? await live(store, options, output) : await all(store, options, output)
        if (options.json) output.json(done)
        else print(done, output)
      } finally {
        await store?.close()
      }
    })
}

/** What a run came to. */
interface Done {
  readonly plan: CompanyPlan
  /** Lines of each entity: a record that changed has several. */
  readonly records: { readonly [entity: string]: number }
  readonly out: string | null
  readonly store: string | null
  readonly seconds: number
}

function planOf(options: Options): CompanyPlan {
  const { days, eventsSince, parentsSince, people, scenario, seed, start } = options
  return {
    seed,
    people,
    start,
    days,
    scenario,
    ...(parentsSince === undefined ? {} : { parentsSince }),
    ...(eventsSince === undefined ? {} : { eventsSince }),
    irregularLoads: !options.punctual,
  }
}

/** Makes everything at once. */
async function all(store: Store | undefined, options: Options, output: Output): Promise<Done> {
  const begun = Date.now()
  const files = options.out === undefined ? undefined : new CompanyFiles(options.out)
  const into = store && new CompanyStore(store.engine)
  const records: { [entity: string]: number } = Object.fromEntries(entityNames.map(name => [name, 0]))
  const sink: Sink = {
    record(entity, text) {
      records[entity] = (records[entity] ?? 0) + 1
      files?.record(entity, text)
      into?.record(entity, text)
    },
    resource(before, resource, after) {
      records['plugin-resources'] = (records['plugin-resources'] ?? 0) + 1
      files?.resource(before, resource, after)
      into?.resource(before, resource, after)
    },
    outcome(text) {
      files?.outcome(text)
    },
  }
  const company = options.fixture ? toldCompany(options.fixture, sink) : new Simulation(planOf(options), sink)
  const progress = new Progress(output, 'company', 'days')
  files?.begin(company)
  for (const step of company.live()) {
    await into?.store()
    if (!step.isOver) continue
    if (files) files.endDay(step)
    // Nobody reads the truth of a run without files; it is taken out so that it does not pile up.
    else for (const _ of company.finishedDays());
    progress.show(step.index + 1, company.plan.days)
  }
  files?.end()
  await into?.end()
  return doneOf(company.plan, options, records, begun)
}

/** Imports records as time passes, until the days are over or somebody ends it. */
async function live({ engine }: Store, options: Options, output: Output): Promise<Done> {
  const begun = Date.now()
  const plan = planOf(options)
  const records: { [entity: string]: number } = Object.fromEntries(entityNames.map(name => [name, 0]))
  const into = new CompanyStore(engine)
  const start = dayNumber(plan.start) * DAY
  const progress = new Progress(output, 'company', 'days')
  let isStopped = false
  const stopped = untilStopped().then(() => {
    isStopped = true
  })
  for (const tick of trickle(plan, options.rate * 1000)) {
    const wait = begun + (tick.at - start) / options.rate - Date.now()
    if (wait > 0) await Promise.race([stopped, new Promise(resolve => setTimeout(resolve, wait))])
    if (isStopped) break
    for (const entity of entityNames)
      for (const record of tick.records[entity]) {
        into.record(entity, record)
        records[entity] = (records[entity] ?? 0) + 1
      }
    await into.store(true)
    progress.show(Math.floor((tick.at - start) / DAY), plan.days)
  }
  return doneOf(plan, options, records, begun)
}

function doneOf(plan: CompanyPlan, options: Options, records: Done['records'], begun: number): Done {
  const { out = null, store = null } = options
  return { plan, records, out, store, seconds: Math.round((Date.now() - begun) / 100) / 10 }
}

function print({ out, plan, records, seconds, store }: Done, output: Output): void {
  const total = Object.values(records).reduce((sum, number) => sum + number, 0)
  output.print(table(['entity', 'records'], Object.entries(records)))
  const where = [out, store].filter(place => place !== null).join(' and ')
  output.note(`${count(total)} records of ${plan.people} people in ${seconds} s → ${where}`)
}

function wholeNumber(option: string): (text: string) => number {
  return text => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
      throw new UsageError(`${option} is "${text}"; it must be a whole number.`)
    return number
  }
}

function rateNumber(text: string): number {
  const number = Number(text)
  if (!(number > 0 && number <= 1_000_000))
    throw new UsageError(`--rate is "${text}"; it must be a number above 0, and at most 1,000,000.`)
  return number
}

function day(option: string): (text: string) => string {
  return text => {
    try {
      dayNumber(text)
    } catch {
      throw new UsageError(`${option} is "${text}"; it must be a date, as 2026-01-01.`)
    }
    return text
  }
}
