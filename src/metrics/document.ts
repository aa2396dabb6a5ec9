import type { Metric } from './definition.ts'
import { metrics } from './library.ts'

/** The metrics as Markdown: docs/metrics.md is this text. */
export function metricsPage(): string {
  return [
    '# Metrics',
    '',
    'Every metric is a file in the folder `metrics/`: its meaning in words, then a query that gives one row for each thing',
    'counted. The number is an aggregate over these rows, so the rows behind any number can always be listed. This page is',
    'generated from these files (`npm run docs`).',
    '',
    'Periods: `from` is inclusive, `to` exclusive; days, weeks (from Monday) and months are in UTC. Shares keep numerator and',
    'denominator, so that they are re-computed for every cut and never averaged.',
    '',
    '    debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --grain week --by domain',
    '',
    '| metric | unit | meaning |',
    '|---|---|---|',
    ...[...metrics().values()].map(m => `| [${m.id}](#${m.id}) | ${m.unit} | ${m.sentence} |`),
    ...[...metrics().values()].flatMap(m => ['', ...section(m)]),
    '',
  ].join('\n')
}

function section(m: Metric): string[] {
  const number = m.unit === 'share' ? `${m.numerator} / ${m.denominator}` : m.value
  return [
    `## ${m.id}`,
    '',
    `**${m.title}.** ${m.sentence}`,
    '',
    m.notes.trim(),
    '',
    `- Number: \`${number}\``,
    `- Can be cut by: ${m.dimensions.join(', ')}${m.by.length > 0 ? ` (by ${m.by.join(', ')} unless said otherwise)` : ''}`,
    `- Source: ${m.source}`,
    '',
    '```sql',
    m.sql,
    '```',
  ]
}
