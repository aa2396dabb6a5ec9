import { readFileSync } from 'node:fs'

/** What a process has used so far. */
export interface Usage {
  readonly processorSeconds: number
  readonly peakBytes: number
}

/** Ticks a second in /proc, on every Linux that Node runs on. */
const TICKS = 100

/** What a process has used since it began, as the kernel counts it; undefined where it does not say, or the process is gone. */
export function usageOf(pid: number): Usage | undefined {
  try {
    // The name before the fields may contain spaces, and ends with the last bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    if (Number.isNaN(peak)) return undefined
    return { processorSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS, peakBytes: peak * 1024 }
  } catch {
    return undefined
  }
}
