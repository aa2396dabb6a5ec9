import { readFileSync, writeFileSync } from 'node:fs'

/** The most memory a process has had resident, in MB; undefined where the system does not say, or the process is gone. */
export function peakMegabytes(pid: number): number | undefined {
  try {
    const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    return Number.isNaN(peak) ? undefined : Math.round((peak * 1024) / 1e6)
  } catch {
    return undefined
  }
}

/** Lets the peak of this process begin anew, where the system can. */
export function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Then it is the peak since the process began.
  }
}
