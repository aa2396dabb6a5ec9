// The benchmark: see docs/benchmarks.md.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interrupted, runBenchmark } from './benchmark.ts'
import { type Content, readContent } from './content.ts'
import { type Contestant, compete } from './contest.ts'
import { writeInteractions } from './data.ts'
import { startDebrief } from './debrief.ts'
import type { Served } from './export-client.ts'
import { pageLatencies } from './latency.ts'
import { type BenchOptions, parseOptions, USAGE } from './options.ts'
import { type Cluster, findPostgres, loadCluster, startCluster } from './postgres-cluster.ts'
import { type CleanUp, startServer } from './processes.ts'
import { type BenchResult, machine, megabytes, resultText, serverResult } from './report.ts'
import { familyBytes } from './resident.ts'

const tell = (text: string): void => console.error(text)

async function bench(options: BenchOptions, cleanUp: CleanUp, signal: AbortSignal): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'debrief-bench-'))
  cleanUp.add(() => rmSync(directory, { recursive: true, force: true }))
  // PostgreSQL may run as another user, who has to come through to its own folder.
  chmodSync(directory, 0o711)
  const file = join(directory, 'interactions.ndjson')
  const pages = join(directory, 'pages')

  tell(`Writing ${options.rows.toLocaleString('en')} interactions …`)
  await writeInteractions(file, options.rows, signal)
  tell('Importing them into an embedded store …')
  const debrief = await startDebrief(file, join(directory, 'store'), cleanUp, signal)
  const contestants: Contestant[] = [
    { name: 'Debrief', ...debrief, content: await checked('Debrief', debrief, options.rows, signal, pages) },
  ]
  const ours = contestants[0]!

  const memory = await startOwn('memory-server.js', [pages, debrief.key], debrief.key, cleanUp)
  contestants.push({
    name: 'memory',
    ...memory,
    content: await checked('memory', memory, options.rows, signal),
  })
  if (contestants[1]!.content.text !== ours.content.text)
    throw new Error('The server in memory gives other bytes than Debrief.')

  const bin = findPostgres()
  let cluster: Cluster | undefined
  if (bin === undefined) tell('PostgreSQL is not installed: its services are left out.')
  else {
    tell('Loading them into PostgreSQL …')
    cluster = await startCluster(bin, join(directory, 'postgres'), cleanUp, signal)
    await loadCluster(bin, cluster, file, signal)
    for (const [variant, name] of [
      ['typed', 'PostgreSQL, typed columns'],
      ['text', 'PostgreSQL, records as text'],
    ] as const) {
      const key = randomBytes(32).toString('base64url')
      const service = await startOwn('postgres-server.js', [variant, cluster.socket, key], key, cleanUp)
      const content = await checked(name, service, options.rows, signal)
      if (content.ids !== ours.content.ids) throw new Error(`${name} gives other ids than Debrief.`)
      contestants.push({ name, ...service, content })
    }
  }

  tell('All servers give the same records. Measuring …')
  const rounds = await compete(contestants, options.rounds, signal, tell)
  const latencies = await pageLatencies(debrief, options.rows, signal)
  const bytesPerRow = Math.round(ours.content.bytes / options.rows)
  const servers = contestants.map(contestant =>
    serverResult(contestant.name, contestant.content.bytes / options.rows, rounds.get(contestant)!),
  )
  const [own, inMemory, ...rivals] = servers.map(server => server.rowsPerSecond)
  const shared = cluster && familyBytes(cluster.pid)
  return {
    machine: machine(),
    postgres: cluster
      ? { version: cluster.version, megabytes: shared === undefined ? undefined : megabytes(shared) }
      : null,
    rows: options.rows,
    bytesPerRow,
    servers,
    ratios: {
      toPostgres: rivals.length === 0 ? null : ratio(own!, Math.max(...rivals)),
      toMemory: ratio(own!, inMemory!),
    },
    debrief: {
      latencies,
      halves: rounds.get(ours)!.map(round => [megabytes(round.firstHalf), megabytes(round.secondHalf)]),
    },
  }
}

const ratio = (a: number, b: number): number => Math.round((100 * a) / b) / 100

/** A server of the benchmark's own, written beside this file. */
async function startOwn(
  program: string,
  args: readonly string[],
  key: string,
  cleanUp: CleanUp,
): Promise<Served & { readonly pid: number }> {
  const { pid, ready } = await startServer(
    process.execPath,
    [join(import.meta.dirname, program), ...args],
    cleanUp,
  )
  const { url } = JSON.parse(ready) as { url: string }
  return { url, key, pid }
}

async function checked(
  name: string,
  served: Served,
  rows: number,
  signal: AbortSignal,
  copy?: string,
): Promise<Content> {
  const content = await readContent(served, signal, copy)
  if (content.rows !== rows) throw new Error(`${name} gives ${content.rows} records instead of ${rows}.`)
  return content
}

await runBenchmark(async cleanUp => {
  const options = parseOptions(process.argv.slice(2))
  if (!options) {
    console.log(USAGE)
    return
  }
  const result = await bench(options, cleanUp, interrupted)
  console.log(options.json ? JSON.stringify(result) : `\n${resultText(result)}`)
})
