import { hostname } from 'node:os'
import { type Engine, rows } from '../store/engine.ts'
import { BusyError } from './sync-error.ts'

/** A holder on another machine that has not been heard of for so long is taken for dead. */
const SILENCE_MS = 120_000
const HEARTBEAT_MS = 30_000

/** The right to sync a source: one run has it at a time. */
export interface Lease {
  release(): Promise<void>
}

interface Claim {
  readonly run_id: string
  readonly host: string
  readonly pid: number
  readonly claimed_time: string
  readonly silent_ms: number
}

/**
 * Claims a source for a run. Of several claims the earliest that is alive has it; a process of this machine that is gone, as
 * after kill -9, has nothing.
 *
 * @throws BusyError when another run is under way, saying whose
 */
export async function claimSource(engine: Engine, source: string, run: string): Promise<Lease> {
  const host = hostname()
  const note = (released: boolean, first: boolean): Promise<unknown> =>
    engine.run({
      sql: `INSERT INTO sync_leases (source, run_id, host, pid, claimed_time, alive_time, released)
            SELECT {source:String}, {run:String}, {host:String}, {pid:UInt32},
              ${first ? 'now64(6)' : `(SELECT min(claimed_time) FROM sync_leases WHERE source = {source:String} AND run_id = {run:String})`},
              now64(6), {released:Bool}`,
      params: { source, run, host, pid: process.pid, released },
    })
  await note(false, true)
  const claims = await rows<Claim>(engine, {
    sql: `SELECT run_id, host, pid, toString(claimed_time) AS claimed_time,
            dateDiff('millisecond', alive_time, now64(6)) AS silent_ms
          FROM sync_leases FINAL WHERE source = {source:String} AND NOT released ORDER BY sync_leases.claimed_time, run_id`,
    params: { source },
  })
  const holder = claims.find(claim => claim.run_id === run || isAlive(claim, host))
  if (holder && holder.run_id !== run) {
    await note(true, false)
    throw new BusyError(
      `${source} is being synced by another run (process ${holder.pid} on ${holder.host}, since ${holder.claimed_time} UTC). Wait until it has ended.`,
    )
  }
  let beat: Promise<unknown> = Promise.resolve()
  const heartbeat = setInterval(() => {
    beat = beat.then(() => note(false, false)).catch(() => {})
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    async release() {
      clearInterval(heartbeat)
      // One that comes after the release would take the source again.
      await beat
      await note(true, false)
    },
  }
}

/** The runs that have a source, or wait to be told that another one has it. */
export async function liveRuns(engine: Engine): Promise<Set<string>> {
  const host = hostname()
  const claims = await rows<Claim>(engine, {
    sql: `SELECT run_id, host, pid, toString(claimed_time) AS claimed_time,
            dateDiff('millisecond', alive_time, now64(6)) AS silent_ms
          FROM sync_leases FINAL WHERE NOT released`,
  })
  return new Set(claims.filter(claim => isAlive(claim, host)).map(claim => claim.run_id))
}

function isAlive({ host, pid, silent_ms }: Claim, here: string): boolean {
  if (host !== here) return silent_ms < SILENCE_MS
  if (silent_ms > 10 * SILENCE_MS) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
