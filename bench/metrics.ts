// How fast facts are kept up, and how fast metrics are: npm run bench -- metrics. See docs/benchmarks.md.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { refreshFacts } from '../src/facts/refresh-facts.ts'
import { metrics } from '../src/metrics/library.ts'
import { METRIC_SETTINGS, metricQuery, type Query } from '../src/metrics/query.ts'
import { type Engine, rows, type Settings } from '../src/store/engine.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore } from '../src/store/open-store.ts'
import { interrupted, runBenchmark } from './benchmark.ts'
import { makeStore, removeDay, storeDay } from './company-store.ts'
import type { CleanUp } from './processes.ts'
import { RAW_METRICS } from './raw-metrics.ts'
import { machine } from './report.ts'
import { median } from './statistics.ts'

const USAGE = `npm run bench -- metrics [--interactions 1000000] [--rounds 5] [--store <directory>] [--json]

Fills a store with simulated companies, derives the facts of all of it, and asks every metric for 90 days by day; some of them
also of the records themselves. A statement of a metric that needs more than 2 GB fails.

  --interactions  about so many; 10000000 needs 40 GB of disk and an hour
  --rounds        how often each metric is asked; medians are reported
  --store         a directory that was filled before, or is kept for the next time
  --json          the result as one line of JSON on standard output`

/** The company of {@link makeStore} lives 91 days from 2026-01-05 on. */
const PERIOD = { from: '2026-01-06', to: '2026-04-06', grain: 'day' } as const
const QUICK_MS = 300
const MOST_BYTES = 2_000_000_000

interface Timed {
  readonly metric: string
  readonly milliseconds: number
  /** Of all threads; others of the process that work at the same time count, too. */
  readonly processorMs: number
  readonly rows: number
}

interface Derived {
  readonly seconds: number
  readonly processorSeconds: number
  readonly interactionsPerSecond: number
}

interface Measured {
  readonly interactions: number
  readonly facts: Derived & { readonly peakMegabytes: number }
  /** What a refresh takes after as much as a day brings was stored. */
  readonly day: Derived & { readonly interactions: number }
  readonly metrics: readonly Timed[]
  /** The highest of any statement of a metric, as the engine counts it. */
  readonly highestMegabytes: number
  /** The same number from the records themselves, in milliseconds. */
  readonly raw: readonly { readonly metric: string; readonly milliseconds: number }[]
}

async function measure(directory: string, rounds: number): Promise<Measured> {
  const store = await openStore(parseStoreLocation(directory))
  try {
    const { engine } = store
    // Of a run that was cut off.
    await removeDay(engine)
    const [found] = await rows<{ count: number }>(engine, {
      sql: 'SELECT count() AS count FROM interactions FINAL',
    })
    const interactions = found!.count
    const derived = await derive(engine, interactions, true)
    const facts = { ...derived, peakMegabytes: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6) }
    // The system writes gigabytes of facts to the disk for a while, with a processor that metrics would lack.
    execFileSync('sync')
    let highestMegabytes = 0
    const timed: Timed[] = []
    const raw: Measured['raw'][number][] = []
    for (const metric of metrics().values()) {
      const query = metricQuery(metric, PERIOD)
      // Once more than it is timed: looking at memory takes a quarter of a processor.
      const peak = await peakMegabytes(engine, () => timeOf(engine, query, 1))
      highestMegabytes = Math.max(highestMegabytes, peak)
      const { answer, ...result } = await timeOf(engine, query, rounds)
      timed.push({ metric: metric.id, ...result })
      const sql = RAW_METRICS[metric.id]
      if (sql === undefined) continue
      // Minutes over ten million: once, and as long as it takes.
      const other = await timeOf(engine, { sql, params: query.params }, 1, {
        max_memory_usage: 0,
        max_execution_time: 0,
      })
      if (comparable(answer) !== comparable(other.answer))
        throw new Error(`${metric.id} is another number when it is asked of the records.`)
      raw.push({ metric: metric.id, milliseconds: other.milliseconds })
    }
    const more = await storeDay(engine)
    const day = { interactions: more, ...(await derive(engine, more, false)) }
    await removeDay(engine)
    return { interactions, facts, day, metrics: timed, highestMegabytes, raw }
  } finally {
    await store.close()
  }
}

async function derive(engine: Engine, interactions: number, rebuild: boolean): Promise<Derived> {
  const used = process.cpuUsage()
  const { duration_ms } = await refreshFacts(engine, { rebuild })
  return {
    seconds: duration_ms / 1000,
    processorSeconds: processorMs(used) / 1000,
    interactionsPerSecond: Math.round((1000 * interactions) / duration_ms),
  }
}

type Row = Readonly<Record<string, unknown>>

async function timeOf(
  engine: Engine,
  { sql, params }: Query,
  rounds: number,
  settings: Settings = {},
): Promise<Omit<Timed, 'metric'> & { readonly answer: readonly Row[] }> {
  let answer: readonly Row[] = []
  const times: number[] = []
  const processor: number[] = []
  for (let round = 0; round < rounds; round++) {
    const used = process.cpuUsage()
    const begun = performance.now()
    answer = await rows<Row>(engine, {
      sql,
      params,
      settings: { ...METRIC_SETTINGS, max_memory_usage: MOST_BYTES, ...settings },
    })
    times.push(performance.now() - begun)
    processor.push(processorMs(used))
  }
  return {
    milliseconds: Math.round(median(times)),
    processorMs: Math.round(median(processor)),
    rows: answer.length,
    answer,
  }
}

/** What both ways have to agree in: shares by what they are a quotient of. */
function comparable(answer: readonly Row[]): string {
  return answer
    .map(({ period, plugin, numerator, denominator, value }) =>
      JSON.stringify([period, plugin, ...(denominator === undefined ? [value] : [numerator, denominator])]),
    )
    .sort()
    .join('\n')
}

/** The most memory that any statement had while work was done, as the engine says it, looked at every few milliseconds. */
async function peakMegabytes(engine: Engine, work: () => Promise<unknown>): Promise<number> {
  let done = false
  const working = work().finally(() => {
    done = true
  })
  let highest = 0
  while (!done) {
    const [row] = await rows<{ peak: number }>(engine, {
      sql: 'SELECT max(peak_memory_usage) AS peak FROM system.processes',
    })
    highest = Math.max(highest, row!.peak)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  await working
  return Math.round(highest / 1e6)
}

function processorMs(since: NodeJS.CpuUsage): number {
  const { system, user } = process.cpuUsage(since)
  return (system + user) / 1000
}

function text(measured: Measured): string {
  const { day, facts, interactions, raw } = measured
  const number = (value: number): string => value.toLocaleString('en')
  const slow = measured.metrics.filter(each => each.milliseconds > QUICK_MS)
  const { cores, memoryGb, node, platform } = machine()
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(26) : String(cell).padStart(10))).join('')
  return [
    `${number(interactions)} interactions; ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}`,
    `Facts of all of it: ${facts.seconds.toFixed(1)} s, ${number(facts.interactionsPerSecond)} interactions/s; ${facts.processorSeconds.toFixed(1)} s of processor time; at most ${number(facts.peakMegabytes)} MB`,
    `Facts after a day more: ${day.seconds.toFixed(1)} s for ${number(day.interactions)} interactions, ${number(day.interactionsPerSecond)} interactions/s; ${day.processorSeconds.toFixed(1)} s of processor time`,
    '',
    line(['metric', 'ms', 'cpu ms', 'rows']),
    ...[...measured.metrics]
      .sort((a, b) => b.milliseconds - a.milliseconds)
      .map(each => line([each.metric, each.milliseconds, each.processorMs, each.rows])),
    '',
    `Over ${QUICK_MS} ms: ${slow.length} of ${measured.metrics.length}${slow.length > 0 ? ` (${slow.map(each => each.metric).join(', ')})` : ''}`,
    `Most memory of a metric's statement: ${number(measured.highestMegabytes)} MB`,
    '',
    line(['of the records themselves', 'ms', 'of facts', 'ratio']),
    ...raw.map(({ metric, milliseconds }) => {
      const ours = measured.metrics.find(each => each.metric === metric)!.milliseconds
      return line([metric, milliseconds, ours, (milliseconds / Math.max(1, ours)).toFixed(1)])
    }),
  ].join('\n')
}

const { values } = parseArgs({
  options: {
    interactions: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    store: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

async function bench(cleanUp: CleanUp): Promise<Measured> {
  let directory = values.store
  if (directory === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), 'debrief-bench-'))
    cleanUp.add(() => rmSync(temporary, { recursive: true, force: true }))
    directory = join(temporary, 'store')
  }
  if (!existsSync(directory))
    await makeStore(directory, Number(values.interactions), interrupted, line => console.error(line))
  console.error('Measuring …')
  // In a process of its own: the peak is of this alone, and not of making the companies.
  const child = spawnSync(
    process.execPath,
    ['--no-warnings', fileURLToPath(import.meta.url), '--rounds', values.rounds],
    {
      env: { ...process.env, MEASURE: directory, UV_THREADPOOL_SIZE: '16' },
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 100_000_000,
    },
  )
  if (child.status !== 0) throw new Error('Measuring failed.')
  return JSON.parse(child.stdout.toString()) as Measured
}

if (process.env.MEASURE)
  console.log(JSON.stringify(await measure(process.env.MEASURE, Number(values.rounds))))
else
  await runBenchmark(async cleanUp => {
    if (values.help) {
      console.log(USAGE)
      return
    }
    const measured = await bench(cleanUp)
    console.log(values.json ? JSON.stringify(measured) : `\n${text(measured)}`)
  })
