// How fast a Data API is copied, by `debrief sync` and by dlt: see docs/benchmarks.md.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interrupted, runBenchmark } from './benchmark.ts'
import { type CleanUp, MAIN, runProgram, startServer, stop } from './processes.ts'
import { machine, megabytes } from './report.ts'
import { pythonWithDlt } from './sync-python.ts'
import { type Usage, usageOf } from './usage.ts'

const ROOT = join(import.meta.dirname, '../../..')
const INTERVAL_MS = 20
const USAGE = `npm run bench -- sync [--people 150] [--days 60] [--json]

Copies all records of a simulated company from \`debrief serve\` on this machine: by \`debrief sync\` into a new store, and by
dlt (PyPI) into DuckDB, one after another.

  --people, --days  how large the company is; the default has some 70,000 records
  --json            the result as one line of JSON on standard output`

const tell = (text: string): void => console.error(text)

/** One copy of all records, by one program. */
interface Copy {
  readonly name: string
  readonly records: number
  /** From starting the program to its end. */
  readonly seconds: number
  readonly recordsPerSecond: number
  /** Of the program, and of the server meanwhile; undefined where the system does not say. */
  readonly processorSeconds: number | undefined
  readonly serverProcessorSeconds: number | undefined
  readonly peakMegabytes: number | undefined
}

interface Served {
  readonly url: string
  readonly key: string
  readonly pid: number
}

async function bench(people: string, days: string, cleanUp: CleanUp): Promise<Copy[]> {
  const directory = mkdtempSync(join(tmpdir(), 'debrief-bench-sync-'))
  cleanUp.add(() => rmSync(directory, { recursive: true, force: true }))
  const store = join(directory, 'source')
  const debrief = (...args: string[]): Promise<string> =>
    runProgram(process.execPath, [MAIN, ...args, '--store', store, '--json'], { signal: interrupted })
  tell(`Simulating a company of ${people} people and ${days} days …`)
  await debrief('simulate', '--people', people, '--days', days)
  const created = await debrief('keys', 'create', '--name', 'bench', '--scope', 'all')
  const { key } = JSON.parse(created) as { key: string }
  const serve = [MAIN, 'serve', '--store', store, '--port', '0', '--json']
  const { pid, ready } = await startServer(process.execPath, serve, cleanUp)
  const served = { url: (JSON.parse(ready) as { api: string }).api, key, pid }

  tell('debrief sync …')
  const target = join(directory, 'target')
  // Facts are derived from the copy, and no part of it.
  const sync = [
    MAIN,
    'sync',
    '--source',
    served.url,
    '--key-env',
    'KEY',
    '--store',
    target,
    '--no-facts',
    '--json',
  ]
  const copies = [
    await copy('debrief sync', served, process.execPath, sync, {}, cleanUp, out => {
      const report = JSON.parse(out) as { entities: Record<string, { read: number }> }
      return Object.values(report.entities).map(({ read }) => read)
    }),
  ]
  const python = pythonWithDlt(tell)
  for (const disposition of python ? ['append', 'merge'] : []) {
    tell(`dlt, ${disposition} …`)
    const out = join(directory, disposition)
    mkdirSync(out)
    const env = {
      SOURCE: served.url,
      OUT: out,
      DISPOSITION: disposition,
      RUNTIME__LOG_LEVEL: 'ERROR',
      RUNTIME__DLTHUB_TELEMETRY: 'false',
    }
    const program = [join(ROOT, 'bench', 'dlt_extract.py')]
    copies.push(
      await copy(`dlt, ${disposition}`, served, python!, program, env, cleanUp, text =>
        Object.values(JSON.parse(text.trim().split('\n').at(-1)!) as Record<string, number>),
      ),
    )
  }
  for (const { name, records } of copies)
    if (records !== copies[0]!.records)
      throw new Error(`${name} gives ${records} records, and debrief sync ${copies[0]!.records}.`)
  return copies
}

/** Runs a program that copies everything, and measures it. */
async function copy(
  name: string,
  served: Served,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cleanUp: CleanUp,
  recordsIn: (out: string) => readonly number[],
): Promise<Copy> {
  const before = usageOf(served.pid)
  const begun = performance.now()
  const child = spawn(command, args, {
    env: { ...process.env, ...env, KEY: served.key },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  cleanUp.add(() => stop(child, 'SIGTERM'))
  const { code, out, err, usage } = await watched(child)
  const seconds = (performance.now() - begun) / 1000
  if (interrupted.aborted) throw interrupted.reason
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${err.slice(-2000) || out.slice(-2000)}`)
  const after = usageOf(served.pid)
  const records = recordsIn(out).reduce((sum, count) => sum + count, 0)
  return {
    name,
    records,
    seconds: rounded(seconds),
    recordsPerSecond: Math.round(records / seconds),
    processorSeconds: usage && rounded(usage.processorSeconds),
    serverProcessorSeconds: before && after && rounded(after.processorSeconds - before.processorSeconds),
    peakMegabytes: usage && megabytes(usage.peakBytes),
  }
}

async function watched(
  child: ChildProcess,
): Promise<{ code: number | null; out: string; err: string; usage: Usage | undefined }> {
  const written = { out: '', err: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    written.out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    written.err += text
  })
  let usage: Usage | undefined
  // The kernel keeps the peak itself: the last look before the end has nearly all of it.
  const timer = setInterval(() => {
    usage = usageOf(child.pid!) ?? usage
  }, INTERVAL_MS)
  interrupted.addEventListener('abort', () => child.kill('SIGTERM'))
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(timer)
  return { code, ...written, usage }
}

const rounded = (number: number): number => Math.round(number * 10) / 10

function resultText(copies: readonly Copy[]): string {
  const { cores, memoryGb, platform, node } = machine()
  const number = (value: number | undefined): string => value?.toLocaleString('en') ?? '?'
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const [ours, ...others] = copies
  const ratios = others.map(other => {
    const speed = (ours!.recordsPerSecond / other.recordsPerSecond).toFixed(1)
    const memory = ((ours!.peakMegabytes ?? Number.NaN) / (other.peakMegabytes ?? Number.NaN)).toFixed(1)
    const work = ((other.processorSeconds ?? Number.NaN) / (ours!.processorSeconds ?? Number.NaN)).toFixed(1)
    return `debrief sync / ${other.name}: records/s ${speed}, records a processor second ${work}, peak memory ${memory}`
  })
  return [
    `${number(ours!.records)} records of five entities over HTTP; ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}`,
    '',
    row(['program', 'records/s', 'seconds', 'processor s', 'processor s of the server', 'peak MB']),
    row(['---', '--:', '--:', '--:', '--:', '--:']),
    ...copies.map(one =>
      row([
        one.name,
        number(one.recordsPerSecond),
        number(one.seconds),
        number(one.processorSeconds),
        number(one.serverProcessorSeconds),
        number(one.peakMegabytes),
      ]),
    ),
    '',
    ...ratios,
  ].join('\n')
}

await runBenchmark(async cleanUp => {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '150' },
      days: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const copies = await bench(values.people, values.days, cleanUp)
  console.log(values.json ? JSON.stringify({ machine: machine(), copies }) : `\n${resultText(copies)}`)
})
