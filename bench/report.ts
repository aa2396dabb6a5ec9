import { cpus, totalmem } from 'node:os'
import type { Round } from './contest.ts'
import type { PageLatency } from './latency.ts'
import { median } from './statistics.ts'

export interface ServerResult {
  readonly name: string
  /** Medians over the rounds. */
  readonly rowsPerSecond: number
  readonly megabytesPerSecond: number
  /** Of each round, in its order. */
  readonly rounds: readonly number[]
  /** The highest of all rounds, of the server's own process. */
  readonly peakMegabytes: number
}

export interface BenchResult {
  readonly machine: {
    readonly cores: number
    readonly memoryGb: number
    readonly platform: string
    readonly node: string
  }
  readonly postgres: {
    readonly version: string
    /** Its processes with what they share counted once, besides the service's own. */
    readonly megabytes: number | undefined
  } | null
  readonly rows: number
  readonly bytesPerRow: number
  readonly servers: readonly ServerResult[]
  /** Of the medians. The rival is the better one of the PostgreSQL services. */
  readonly ratios: { readonly toPostgres: number | null; readonly toMemory: number }
  readonly debrief: {
    readonly latencies: readonly PageLatency[]
    /** Most memory in each half of an export, by round. */
    readonly halves: readonly (readonly [first: number, second: number])[]
  }
}

export const megabytes = (bytes: number): number => Math.round(bytes / 1e6)

export function serverResult(name: string, bytesPerRow: number, rounds: readonly Round[]): ServerResult {
  const rowsPerSecond = median(rounds.map(round => round.rowsPerSecond))
  return {
    name,
    rowsPerSecond: Math.round(rowsPerSecond),
    megabytesPerSecond: megabytes(rowsPerSecond * bytesPerRow),
    rounds: rounds.map(round => Math.round(round.rowsPerSecond)),
    peakMegabytes: megabytes(Math.max(...rounds.map(round => round.peak))),
  }
}

export function machine(): BenchResult['machine'] {
  return {
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  }
}

export function resultText(result: BenchResult): string {
  const { debrief, ratios, servers } = result
  const number = (value: number): string => value.toLocaleString('en')
  const width = Math.max(...servers.map(server => server.name.length))
  const lines = [
    `${number(result.rows)} interactions of ${result.bytesPerRow} bytes, pages of 1,000, over HTTP`,
    `${result.machine.cores} cores, ${result.machine.memoryGb} GB, ${result.machine.platform}, Node ${result.machine.node}, PostgreSQL ${result.postgres?.version ?? 'not installed'}`,
    '',
    `${'server'.padEnd(width)}  ${'rows/s'.padStart(10)}  ${'MB/s'.padStart(6)}  ${'peak MB'.padStart(7)}  rows/s of each round`,
    ...servers.map(
      server =>
        `${server.name.padEnd(width)}  ${number(server.rowsPerSecond).padStart(10)}  ${number(server.megabytesPerSecond).padStart(6)}  ${number(server.peakMegabytes).padStart(7)}  ${server.rounds.map(number).join('  ')}`,
    ),
    '',
    ratios.toPostgres === null
      ? 'PostgreSQL is not installed: nothing to compare with.'
      : `Debrief / better PostgreSQL service   ${ratios.toPostgres.toFixed(2)}`,
    `Debrief / memory                      ${ratios.toMemory.toFixed(2)}`,
  ]
  if (result.postgres?.megabytes !== undefined)
    lines.push(`PostgreSQL itself holds ${number(result.postgres.megabytes)} MB besides its service.`)
  const pages = debrief.latencies.map(
    ({ page, milliseconds }) => `page ${number(page)} ${milliseconds.toFixed(2)} ms`,
  )
  lines.push(
    `Debrief, pages of 100 asked for again and again (median): ${pages.join(', ')}`,
    `Debrief, peak MB in the first and second half of each export: ${debrief.halves.map(([a, b]) => `${a}/${b}`).join('  ')}`,
  )
  return lines.join('\n')
}
