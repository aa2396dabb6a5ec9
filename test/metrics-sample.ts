import { metrics } from '../src/metrics/library.ts'
import { runMetric } from '../src/metrics/run.ts'
import { type Engine, rows } from '../src/store/engine.ts'

/** The days of the vendor's published sample. */
export const SAMPLE_PERIOD = { from: '2025-08-01', to: '2025-08-03' } as const

/** Every metric on the vendor's sample, as a table of docs/metrics-sample.md: by its own definition, uncut. */
export async function sampleTable(engine: Engine): Promise<string> {
  const lines: string[] = ['| metric | unit | number | of which |', '|---|---|---|---|']
  for (const metric of metrics().values()) {
    const { rows: found } = await runMetric(engine, metric, { ...SAMPLE_PERIOD, by: [] })
    const { value, numerator, denominator } = found[0]!
    const parts = denominator === undefined ? '' : `${short(numerator ?? 0)} / ${short(denominator)}`
    lines.push(
      `| [${metric.id}](metrics.md#${metric.id}) | ${metric.unit} | ${value === null ? '–' : short(value)} | ${parts} |`,
    )
  }
  return lines.join('\n')
}

const short = (number: number): string => String(Number(number.toFixed(4)))

/**
 * What the views say that the vendor's own pipeline makes (github.com/moveworks/data-api, main-script.py), with their conditions
 * word for word, over the same records.
 */
export async function vendorTable(engine: Engine): Promise<string> {
  const forms = "interactions.label = 'feedback' AND detail.detail"
  const counts: readonly (readonly [string, string])[] = [
    ['V_TOTAL_CONVERSATIONS, total_conversations', 'SELECT count() FROM conversations FINAL'],
    ['V_TOTAL_INTERACTIONS, total_interactions', 'SELECT count() FROM interactions FINAL'],
    [
      'V_USER_FEEDBACK, Helpful',
      `SELECT uniqExact(conversation_id) FROM interactions FINAL WHERE ${forms} = 'HELPFUL'`,
    ],
    [
      'V_USER_FEEDBACK, Unhelpful',
      `SELECT uniqExact(conversation_id) FROM interactions FINAL WHERE ${forms} = 'UNHELPFUL'`,
    ],
    [
      'V_KNOWLEDGE_PERFORMANCE, tickets_filed',
      `SELECT uniqExact(conversation_id) FROM interactions FINAL
       WHERE interactions.label IN ('file_ticket', 'handoff') AND detail.detail = 'File IT Ticket'`,
    ],
    [
      'V_DAILY_SUMMARY, knowledge_success',
      "SELECT uniqExact(conversation_id) FROM plugin_calls FINAL WHERE plugin_name = 'Knowledge Base' AND used",
    ],
  ]
  const lines: string[] = ['| view and column | number |', '|---|---|']
  for (const [name, sql] of counts) {
    const [row] = await rows<{ n: number }>(engine, { sql: `SELECT (${sql}) AS n` })
    lines.push(`| \`${name}\` | ${row!.n} |`)
  }
  return lines.join('\n')
}
