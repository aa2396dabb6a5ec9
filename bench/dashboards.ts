// How long the questions of the dashboards take: npm run bench -- dashboards. See docs/benchmarks.md.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import type { Dashboard, Panel } from '../src/dashboards/files/dashboard.ts'
import type { StoreSummary } from '../src/dashboards/store-summary.ts'
import { firstView } from '../src/dashboards/warm/first-view.ts'
import { pageQuestions } from '../src/dashboards/warm/page-questions.ts'
import { findChromium, launch } from '../web/test/browser.ts'
import { interrupted, runBenchmark } from './benchmark.ts'
import { makeStore } from './company-store.ts'
import {
  type Asked,
  type Paint,
  type Prepared,
  type Report,
  type Round,
  report,
  type Timed,
  tableOf,
} from './dashboards-report.ts'
import { firstFigure } from './first-figure.ts'
import { CleanUp, MAIN, startServer } from './processes.ts'

const USAGE = `npm run bench -- dashboards [--interactions 1000000] [--rounds 3] [--store <directory>] [--json]

Fills a store with simulated companies, starts \`debrief serve\` on it, and asks over HTTP what each panel and each figure of
each dashboard asks, for the last 28 complete days, compared with the 28 before: one after the other, questions that nobody asked
before. Then all that the overview's page asks at once, as a browser does, and once more. The server does not answer the overview
beforehand (warm_up: false) until the last part: there it does, and the overview is opened when it is ready. Each round starts
the server anew; medians are reported. Where there is a Chromium, at a usual place or in CHROMIUM, the overview is opened in it:
when nobody asked before, once more, and after the warm-up.

  --interactions  about so many; 10000000 needs 40 GB of disk and an hour
  --rounds        how often
  --store         a directory that was filled before, or is kept for the next time
  --json          the result as one line of JSON on standard output`

const DAY = 86_400_000
/** How often it is asked whether the server is ready. */
const READY_MS = 100
/** As in Linux: what /proc counts processor time in. */
const TICKS_PER_SECOND = 100

const tell = (text: string): void => console.error(text)

async function bench(
  { interactions, rounds, store }: { interactions: number; rounds: number; store: string | undefined },
  cleanUp: CleanUp,
  signal: AbortSignal,
): Promise<Report> {
  const temporary = mkdtempSync(join(tmpdir(), 'debrief-bench-'))
  cleanUp.add(() => rmSync(temporary, { recursive: true, force: true }))
  const directory = store ?? join(temporary, 'store')
  const config = (warmUp: boolean): string => {
    const file = join(temporary, `warm-up-${warmUp}.yaml`)
    writeFileSync(file, `warm_up: ${warmUp}\n`)
    return file
  }
  const unprepared: Served = { store: directory, config: config(false), signal }
  const expecting: Served = { ...unprepared, config: config(true) }
  if (!existsSync(directory)) await makeStore(directory, interactions, signal, tell)
  tell('Deriving the facts …')
  const found = await serving(unprepared, url => read<StoreSummary>(`${url}/api/store`))
  await serving(unprepared, url => read(`${url}/api/dimensions?from=2026-01-05&to=2026-01-06`))
  const chromium = findChromium()
  const browser = chromium === null ? undefined : await launch(chromium)
  cleanUp.add(() => browser?.close())
  const done: Round[] = []
  const paints: Paint[] = []
  const prepared: Prepared[] = []
  for (let round = 1; round <= rounds; round++) {
    tell(`Round ${round} of ${rounds} …`)
    done.push(await serving(unprepared, measure))
    if (browser) paints.push(await serving(unprepared, url => paint(browser, url)))
    prepared.push(await serving(expecting, (url, pid) => expected(url, pid, browser)))
  }
  return report(found.entities.interactions?.records ?? 0, done, paints, prepared)
}

interface Served {
  readonly store: string
  readonly config: string
  readonly signal: AbortSignal
}

/** Runs work against a server that was started for it. */
async function serving<Result>(
  { store, config, signal }: Served,
  work: (url: string, pid: number) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted()
  const server = new CleanUp()
  try {
    const args = [MAIN, 'serve', '--store', store, '--config', config, '--port', '0', '--json']
    const { ready, pid } = await startServer(process.execPath, args, server)
    const { web } = JSON.parse(ready) as { web: string }
    return await work(web.replace(/\/$/, ''), pid)
  } finally {
    await server.run()
  }
}

async function measure(url: string, pid: number): Promise<Round> {
  const asked = await questions(url)
  const { metrics, findings } = await overviewOf(url)
  const cold = await together(url, metrics)
  const warm = await together(url, metrics)
  const timed: Timed[] = []
  for (const question of asked) {
    // An answer that was given must not be given again: another zone is another question, with the same work.
    const path = `${question.path}&tz=Etc/GMT`
    const [used, begun] = [processorMs(pid), performance.now()]
    await read(url + path)
    const milliseconds = performance.now() - begun
    const now = processorMs(pid)
    timed.push({
      ...question,
      milliseconds,
      processorMs: used === undefined || now === undefined ? undefined : now - used,
    })
  }
  const begun = performance.now()
  await read(url + findings)
  return {
    questions: timed,
    overview: { cold, warm, requests: metrics.length },
    findings: performance.now() - begun,
  }
}

async function paint(browser: Browser, url: string): Promise<Paint> {
  return { cold: await firstFigure(browser, `${url}/`), warm: await firstFigure(browser, `${url}/`) }
}

/** Waits until the server has answered the overview, and opens it then. */
async function expected(url: string, pid: number, browser: Browser | undefined): Promise<Prepared> {
  const begun = performance.now()
  while (!/^debrief_overview_ready_timestamp_seconds [1-9]/m.test(await text(`${url}/metrics`)))
    await sleep(READY_MS, undefined, { signal: interrupted })
  const ready = performance.now() - begun
  const used = processorMs(pid)
  const { metrics, findings } = await overviewOf(url)
  return {
    ready,
    processorMs: used,
    overview: await together(url, [...metrics, findings]),
    firstFigure: browser && (await firstFigure(browser, `${url}/`)),
  }
}

/** Milliseconds until the last answer. */
async function together(url: string, paths: readonly string[]): Promise<number> {
  const begun = performance.now()
  await Promise.all(paths.map(path => read(url + path)))
  return performance.now() - begun
}

/** What the page of the overview asks. */
async function overviewOf(url: string): Promise<{ metrics: readonly string[]; findings: string }> {
  const [store, dashboard] = await Promise.all([
    read<StoreSummary>(`${url}/api/store`),
    read<Dashboard>(`${url}/api/dashboards/overview`),
  ])
  const view = firstView(store, 'UTC')
  if (!view) throw new Error('The store is empty.')
  const { metrics, findings } = pageQuestions(dashboard, view)
  return {
    metrics: metrics.map(({ metric, query }) => `/api/metrics/${metric}?${new URLSearchParams(query)}`),
    findings: `/api/findings?${new URLSearchParams({ dashboard: 'overview', ...findings })}`,
  }
}

/** The last 28 complete days. */
async function period(url: string): Promise<string> {
  const { complete_until } = await read<StoreSummary>(`${url}/api/store`)
  const to = Date.parse(complete_until ?? '')
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
  return `from=${day(to - 28 * DAY)}&to=${day(to)}`
}

/** What the pages of all dashboards ask, each question once. */
async function questions(url: string): Promise<Asked[]> {
  const days = await period(url)
  const { dashboards } = await read<{ dashboards: { id: string }[] }>(`${url}/api/dashboards`)
  const asked = new Map<string, Asked>()
  const add = (dashboard: string, what: string, metric: string, more: Record<string, string>): void => {
    const path = `/api/metrics/${metric}?${days}&${new URLSearchParams(more)}`
    if (!asked.has(path)) asked.set(path, { dashboard, what, path })
  }
  for (const { id } of dashboards) {
    const { figures, sections } = await read<Dashboard>(`${url}/api/dashboards/${id}`)
    for (const { metric, variant } of figures)
      add(id, metric, metric, { by: '', compare: '1', ...(variant ? { variant } : {}) })
    for (const panel of sections.flatMap(({ panels }) => panels))
      add(id, panel.question, panel.metric, options(panel))
  }
  return [...asked.values()]
}

function options({ by, grain, variant, limit, order, events }: Panel): Record<string, string> {
  return {
    by: by.join(','),
    ...(grain === 'none' ? { compare: '1' } : { grain: grain === 'auto' ? 'day' : grain }),
    ...(variant ? { variant } : {}),
    ...(limit ? { limit: String(limit) } : {}),
    ...(order ? { order } : {}),
    ...(events ? { events } : {}),
  }
}

const read = async <Body>(address: string): Promise<Body> => JSON.parse(await text(address)) as Body

async function text(address: string): Promise<string> {
  const answer = await fetch(address, { signal: interrupted })
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${address}: ${body}`)
  return body
}

/** Processor time of a process and its threads so far. */
function processorMs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
  } catch {
    return undefined
  }
}

await runBenchmark(async cleanUp => {
  const { values } = parseArgs({
    options: {
      interactions: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '3' },
      store: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) console.log(USAGE)
  else {
    const interactions = Number(values.interactions.replace(/[_,]/g, ''))
    const rounds = Number(values.rounds)
    if (!Number.isSafeInteger(interactions) || interactions < 1_000 || interactions > 20_000_000)
      throw new Error(
        `--interactions is "${values.interactions}"; it must be a whole number from 1000 to 20000000.`,
      )
    if (!Number.isSafeInteger(rounds) || rounds < 1)
      throw new Error(`--rounds is "${values.rounds}"; it must be a whole number from 1 on.`)
    const result = await bench({ interactions, rounds, store: values.store }, cleanUp, interrupted)
    console.log(values.json ? JSON.stringify(result) : `\n${tableOf(result)}`)
  }
})
