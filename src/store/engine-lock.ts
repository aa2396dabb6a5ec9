import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A process that holds the engine's lock on a directory. */
export interface LockHolder {
  readonly pid: number
  /** Its command line; empty when the system does not tell. */
  readonly command: string
}

/**
 * The process that holds the engine's files in `path`, as the engine itself notes it there; undefined when nobody does, or
 * when that cannot be known. The engine says no more than that it failed, and on standard error at that: better ask first.
 */
export function engineLockHolder(path: string): LockHolder | undefined {
  const status = join(path, 'status')
  try {
    const pid = Number(/^PID: (\d+)$/m.exec(readFileSync(status, 'utf8'))?.[1])
    if (!pid || pid === process.pid || !isLocked(status)) return undefined
    process.kill(pid, 0)
    return { pid, command: commandOf(pid) }
  } catch {
    return undefined
  }
}

/** Linux lists its locks. Elsewhere the note is believed while its process lives. */
function isLocked(file: string): boolean {
  if (process.platform !== 'linux') return true
  const { ino } = statSync(file)
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .some(lock => lock.includes(`:${ino} `))
}

function commandOf(pid: number): string {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  return (stdout ?? '').trim().slice(0, 200)
}
