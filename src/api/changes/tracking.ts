import { type Engine, rows } from '../../store/engine.ts'

/** Clocks of the engine's own that measure a statement's beginning differ by microseconds. */
const MARGIN_SECONDS = 0.01

/**
 * From when on changes have to be told to a client that begins to read now, by the engine's clock: now or, when something is
 * being written, the beginning of what has been written longest. Records are stamped when their statement begins and seen
 * when it ends, so a statement under way may yet show records with earlier stamps.
 */
export async function trackingStart(engine: Engine): Promise<string> {
  const [row] = await rows<{ start: string }>(engine, {
    sql: `SELECT toString(now64(6, 'UTC') - toIntervalMicrosecond(toUInt64(1e6 * (${MARGIN_SECONDS} +
            (SELECT maxOrDefault(elapsed) FROM system.processes WHERE query_kind IN ('Insert', 'Delete')))))) AS start`,
  })
  return row!.start
}
