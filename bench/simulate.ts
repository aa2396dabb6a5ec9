// How fast a company is simulated to files, and in how much memory: node bench/dist/bench/simulate.js [people] [days…]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CompanyFiles } from '../src/simulator/company-files.ts'
import { Simulation } from '../src/simulator/simulation.ts'

interface Result {
  readonly people: number
  readonly days: number
  readonly records: number
  readonly megabytes: number
  readonly seconds: number
  /** Of all threads: more than `seconds` where the machine has more than one processor, fewer where others use it too. */
  readonly processorSeconds: number
  readonly recordsPerSecond: number
  readonly recordsPerProcessorSecond: number
  readonly peakMegabytes: number
}

const MEGABYTE = 1024 * 1024

/** Simulates a company into a folder in memory, where the system has one: the disk is not what is measured. */
function measure(people: number, days: number): Result {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'debrief-simulate-'))
  try {
    const begun = performance.now()
    const used = process.cpuUsage()
    const files = new CompanyFiles(directory)
    const company = new Simulation({ seed: 7, people, days, start: '2026-01-01' }, files)
    files.begin(company)
    for (const step of company.live()) if (step.isOver) files.endDay(step)
    files.end()
    const seconds = (performance.now() - begun) / 1000
    const { system, user } = process.cpuUsage(used)
    const records = Object.values(files.versions).reduce((sum, count) => sum + count, 0)
    const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
    return {
      people,
      days,
      records,
      megabytes: Math.round(bytes / MEGABYTE),
      seconds,
      processorSeconds: (user + system) / 1e6,
      recordsPerSecond: Math.round(records / seconds),
      recordsPerProcessorSecond: Math.round(records / ((user + system) / 1e6)),
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const numbers = process.argv.slice(2).map(Number)
if (process.env.MEASURE) {
  const [people = 0, days = 0] = numbers
  console.log(JSON.stringify(measure(people, days)))
} else {
  const [people = 5000, ...days] = numbers
  // Each in a process of its own, so that the peak is of this one alone.
  for (const each of days.length > 0 ? days : [20, 180]) {
    const child = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), String(people), String(each)],
      {
        env: { ...process.env, MEASURE: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    if (child.status !== 0) process.exit(1)
    console.log(child.stdout.toString().trim())
  }
}
