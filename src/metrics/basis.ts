import { type Engine, rows } from '../store/engine.ts'

/** What numbers rest on: how much of the data is here, and what is known to be wrong with it. */
export interface Basis {
  /**
   * Until when there is everything: the beginning of the day (UTC) on which the source last loaded interactions. Null for an
   * empty store.
   */
  readonly complete_until: string | null
  /** Things people did whose conversation is not here. */
  readonly orphans: number
  /** Records that were refused and wait in quarantine. */
  readonly quarantined: number
}

/** Reads what was noted when the facts were last brought up to date, and what is in quarantine now. */
export async function basisOf(engine: Engine): Promise<Basis> {
  const [row] = await rows<Basis>(engine, {
    sql: `SELECT
        (SELECT if(loaded_time IS NULL, NULL, formatDateTime(toStartOfDay(assumeNotNull(loaded_time)), '%Y-%m-%dT00:00:00.000Z'))
         FROM facts_progress FINAL WHERE name = 'facts') AS complete_until,
        ifNull((SELECT orphans FROM facts_progress FINAL WHERE name = 'facts'), 0) AS orphans,
        (SELECT count() FROM quarantine FINAL) AS quarantined`,
  })
  return row!
}
