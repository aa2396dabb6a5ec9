import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const PROC = existsSync('/proc/self/status')
const INTERVAL_MS = PROC ? 50 : 500
const KB = 1024

/** Bytes of memory a process has resident. */
export function residentBytes(pid: number): number {
  if (!PROC) return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * KB
  return kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m) * KB
}

/** Bytes a process and its children hold together, what they share counted once; undefined where the system does not tell. */
export function familyBytes(pid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return [String(pid), ...children].reduce(
      (sum, member) => sum + kilobytes(`/proc/${member}/smaps_rollup`, /^Pss:\s+(\d+)/m) * KB,
      0,
    )
  } catch {
    return undefined
  }
}

function kilobytes(path: string, line: RegExp): number {
  return Number(line.exec(readFileSync(path, 'utf8'))?.[1])
}

/** Watches how much memory a process has resident, until it is stopped. */
export class ResidentWatch {
  readonly #samples: number[] = []
  readonly #timer: NodeJS.Timeout
  #half = 0

  constructor(pid: number) {
    const sample = (): unknown => this.#samples.push(residentBytes(pid))
    sample()
    this.#timer = setInterval(sample, INTERVAL_MS)
  }

  /** What comes from now on belongs to the second half. */
  halfway(): void {
    this.#half = this.#samples.length
  }

  stop(): { readonly peak: number; readonly firstHalf: number; readonly secondHalf: number } {
    clearInterval(this.#timer)
    const peak = (samples: readonly number[]): number => Math.max(...samples)
    const firstHalf = this.#samples.slice(0, Math.max(1, this.#half))
    const secondHalf = this.#samples.slice(this.#half)
    return {
      peak: peak(this.#samples),
      firstHalf: peak(firstHalf),
      secondHalf: peak(secondHalf.length ? secondHalf : firstHalf),
    }
  }
}
