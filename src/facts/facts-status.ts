import { type Engine, rows } from '../store/engine.ts'

/** How many facts there are, and how far they follow the records. */
export interface FactsStatus {
  readonly turns: number
  readonly calls: number
  readonly conversations: number
  /** When they were last brought up to date; null when they never were. */
  readonly refreshed: string | null
  /** How many conversations that derived, and how long it took. */
  readonly derived: number
  readonly seconds: number
  /** Records that were stored since. */
  readonly records_since: number
}

export async function factsStatus(engine: Engine): Promise<FactsStatus> {
  const [row] = await rows<FactsStatus>(engine, {
    sql: `WITH (SELECT any((mark, updated_time, conversations, duration_ms)) FROM facts_progress FINAL WHERE name = 'facts') AS last
      SELECT
        (SELECT count() FROM turn_facts FINAL) AS turns,
        (SELECT count() FROM call_facts FINAL) AS calls,
        (SELECT count() FROM conversation_facts FINAL) AS conversations,
        if(last.2 = toDateTime64(0, 6, 'UTC'), NULL, last.2) AS refreshed,
        last.3 AS derived, last.4 / 1000 AS seconds,
        ${['conversations', 'interactions', 'plugin_calls', 'plugin_resources']
          .map(table => `(SELECT count() FROM ${table} WHERE stored_time >= last.1)`)
          .join(' + ')} AS records_since`,
    settings: { date_time_output_format: 'iso' },
  })
  return row!
}
