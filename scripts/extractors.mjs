// `npm run extractors`: what known ways to read a Data API lose under fault plans. Needs Python 3.9 or newer with pip; about ten
// minutes. Writes docs/extractors.md. Plans may be named: npm run extractors -- late-rows mild
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parse, stringify } from 'yaml'
import { build, install, root, run } from './prepare.mjs'

const DLT = 'dlt[duckdb]==1.31.0'
const COMPANY = ['--people', '40', '--days', '25', '--start', '2026-06-01', '--seed', '7']
/** The clock of every plan: six days before the last record, and ten seconds a request unless the plan has it otherwise. */
const CLOCK = { start: '-6d', request: '10s' }
/** Each extractor runs once at the start, and after each of these. At the end, nothing has changed for a day. */
const STEPS = [[{ advance: '2d' }], [{ advance: '2d' }], [{ to: 'end' }, { advance: '1d' }]]
const PLANS = [
  'no-faults',
  'page-size',
  'empty-page',
  'link-spelling',
  'truncated-json',
  'broken-records',
  'late-rows',
  'mild',
  'bad-week',
  'hell',
]
const ENTITIES = ['users', 'conversations', 'interactions', 'plugin-calls', 'plugin-resources']

const work = join(tmpdir(), 'debrief-extractors')
const venv = join(work, 'venv')
const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const store = join(work, 'store')
const main = join(root, 'bin', 'debrief.cjs')

/** The ways to read, each as a program that is run again and again, and then gives a file of records for each entity. */
const extractors = {
  'page by `$skip`': {
    command: () => [python, [join(root, 'scripts/extractors/guide.py')]],
    gives: 'files',
  },
  'dlt `rest_api`': {
    command: () => [python, [join(root, 'scripts/extractors/dlt_rest_api.py')]],
    gives: 'files',
  },
  '`debrief sync`': {
    command: ({ source, copy }) => [
      process.execPath,
      [main, 'sync', '--source', source, '--key-env', 'KEY', '--store', copy],
    ],
    gives: 'store',
  },
}

function debrief(args, { codes = [0] } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (!codes.includes(status) || stdout === '')
    throw new Error(`debrief ${args.join(' ')} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

/** The plan as it ships, on our clock; who is told to wait is told to wait a second, so that this ends today. */
function writePlan(name) {
  const path = join(work, `${name}.yaml`)
  const shipped =
    name === 'no-faults' ? { faults: [] } : parse(readFileSync(join(root, 'plans', `${name}.yaml`), 'utf8'))
  const faults = shipped.faults.map(fault =>
    fault.fault === 'too-many-requests' ? { ...fault, retry_after: 1 } : fault,
  )
  writeFileSync(
    path,
    stringify({ ...shipped, clock: { ...CLOCK, ...shipped.clock, start: CLOCK.start }, faults }),
  )
  return path
}

async function serve(plan) {
  const child = spawn(
    process.execPath,
    [main, 'serve', '--store', `${store}?database=source`, '--port', '0', '--json', '--faults', plan],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  const { api } = JSON.parse(line.value)
  return {
    api,
    pass: step =>
      fetch(new URL('/faults/clock', api), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(step),
      }),
    stop: () =>
      new Promise(resolve => {
        child.once('exit', resolve)
        child.kill('SIGTERM')
      }),
  }
}

/** Runs a program to its end; gives its exit code. */
function extract([command, args], env) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env, RUNTIME__LOG_LEVEL: 'ERROR', RUNTIME__DLTHUB_TELEMETRY: 'false' },
      stdio: 'ignore',
      timeout: 600_000,
    })
    child.once('exit', code => resolve(code ?? 1))
  })
}

/** What is wrong with a copy that was extracted under a plan. */
async function measure(plan, name, number, key) {
  const { command, gives } = extractors[name]
  const copy = `${store}?database=copy_${plan.replaceAll('-', '_')}_${number}`
  const out = join(work, 'out', plan, String(number))
  rmSync(out, { recursive: true, force: true })
  const server = await serve(writePlan(plan))
  let failed = 0
  try {
    const env = { SOURCE: server.api, KEY: key, OUT: out, WAIT: '1', RUNTIME__REQUEST_BACKOFF_FACTOR: '0.2' }
    for (const steps of [[], ...STEPS]) {
      for (const step of steps) await server.pass(step)
      if ((await extract(command({ source: server.api, copy }), env)) !== 0) failed++
    }
    if (gives === 'files')
      for (const entity of ENTITIES) {
        const file = join(out, `${entity}.ndjson`)
        // Records that break the contract are refused here, as they would be anywhere.
        if (existsSync(file)) debrief(['import', entity, file, '--store', copy], { codes: [0, 1] })
      }
    const verdict = debrief(
      ['verify', '--source-store', `${store}?database=source_shown`, '--store', copy, '--values'],
      { codes: [0, 1] },
    )
    return { failed, ...sum(verdict) }
  } finally {
    await server.stop()
  }
}

function sum({ entities }) {
  const total = { source: 0, missing: 0, stale: 0, different: 0, surplus: 0 }
  for (const { source, differences } of entities) {
    total.source += source
    for (const kind of ['missing', 'stale', 'different', 'surplus']) total[kind] += differences[kind]
    total.missing += differences.quarantined + differences.erased
    total.surplus += differences.deleted
  }
  return total
}

function cell({ failed, source, ...differences }) {
  const wrong = Object.entries(differences)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count.toLocaleString('en-US')} ${kind}`)
  const runs = failed > 0 ? `; ${failed} of ${STEPS.length + 1} runs failed` : ''
  return `${wrong.join(', ') || 'nothing'}${runs}`
}

install()
build()
mkdirSync(work, { recursive: true })
if (!existsSync(python)) run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', venv])
run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', DLT, 'requests'])
rmSync(store, { recursive: true, force: true })
debrief(['simulate', ...COMPANY, '--store', `${store}?database=source`])
const { key } = debrief([
  'keys',
  'create',
  '--name',
  'extractors',
  '--scope',
  'all',
  '--store',
  `${store}?database=source`,
])

const asked = process.argv.slice(2)
const rows = []
let records = 0
for (const plan of asked.length > 0 ? asked : PLANS) {
  const cells = []
  for (const [number, name] of Object.keys(extractors).entries()) {
    const found = await measure(plan, name, number, key)
    cells.push(cell(found))
    records ||= found.source
    console.error(`${plan}, ${name}: ${cells.at(-1)} (of ${found.source.toLocaleString('en-US')})`)
  }
  rows.push([plan, ...cells])
}
const line = cells => `| ${cells.join(' | ')} |`
const names = Object.keys(extractors)
const table = [line(['plan', ...names]), line(['plan', ...names].map(() => '---')), ...rows.map(line)].join(
  '\n',
)
if (asked.length > 0) console.log(table)
else {
  const text = readFileSync(join(root, 'scripts/extractors/page.md'), 'utf8')
  writeFileSync(
    join(root, 'docs/extractors.md'),
    text
      .replace('{table}', table)
      .replace('{records}', records.toLocaleString('en-US'))
      .replace('{dlt}', DLT)
      .replace('{company}', COMPANY.join(' ')),
  )
}
