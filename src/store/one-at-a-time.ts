import { setTimeout as sleep } from 'node:timers/promises'
import { ENGINE_CODE, type Engine, EngineError, rows } from './engine.ts'

/** Whoever works says so this often. */
const BEAT_MS = 1_000
const SILENCE_MS = 15_000
const POLL_MS = 100

/**
 * Runs work that two processes must not do to one database at the same time, such as changing its tables. They wait for each
 * other by a table that only one of them can create: wherever the database lies, it is the one place they share.
 *
 * @param name names the work, and the table
 * @param silenceMs whoever works and has not said so for so long was killed, and is waited for no longer
 */
export async function oneAtATime<T>(
  engine: Engine,
  name: string,
  work: () => Promise<T>,
  { silenceMs = SILENCE_MS } = {},
): Promise<T> {
  while (!(await claim(engine, name))) {
    if ((await silenceOf(engine, name)) > silenceMs) await giveUp(engine, name)
    else await sleep(POLL_MS)
  }
  const beats = setInterval(() => {
    engine.run({ sql: `INSERT INTO ${name} SELECT now64(3)` }).catch(() => {})
  }, BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beats)
    await giveUp(engine, name)
  }
}

async function claim(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.run({ sql: `CREATE TABLE ${name} (beat DateTime64(3)) ENGINE = Memory` })
    return true
  } catch (error) {
    if (error instanceof EngineError && error.code === ENGINE_CODE.tableExists) return false
    throw error
  }
}

/** Milliseconds since whoever works has last said so; 0 when nobody does. */
async function silenceOf(engine: Engine, name: string): Promise<number> {
  try {
    const [found] = await rows<{ silence: number | null }>(engine, {
      sql: `SELECT dateDiff('millisecond', max(beat), now64(3)) AS silence FROM (
          SELECT beat FROM ${name}
          UNION ALL SELECT toDateTime64(metadata_modification_time, 3) FROM system.tables
          WHERE database = currentDatabase() AND name = {name:String})`,
      params: { name },
    })
    return found?.silence ?? 0
  } catch (error) {
    if (error instanceof EngineError && error.code === ENGINE_CODE.unknownTable) return 0
    throw error
  }
}

async function giveUp(engine: Engine, name: string): Promise<void> {
  await engine.run({ sql: `DROP TABLE IF EXISTS ${name} SYNC` })
}
