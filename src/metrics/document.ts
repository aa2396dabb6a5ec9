import { counting, type Metric } from './definition.ts'
import { PEOPLE_DIMENSIONS, TIME_DIMENSIONS } from './dimensions.ts'
import { metrics } from './library.ts'
import { parameters } from './parameters.ts'

const FAMILIES: { readonly [family in Metric['family']]: string } = {
  adoption: 'Adoption',
  conversations: 'Conversations',
  interactions: 'Interactions',
  plugins: 'Plugins',
  knowledge: 'Knowledge',
  service: 'Service',
  quality: 'Quality of the data itself',
}

/** The metrics as Markdown: docs/metrics.md is this text. */
export function metricsPage(): string {
  const all = [...metrics().values()]
  const families = Object.entries(FAMILIES).map(
    ([family, title]) => [title, all.filter(m => m.family === family)] as const,
  )
  return [
    '# Metrics',
    '',
    'Every metric is a file in the folder `metrics/`: its meaning in words, then a query that gives one row for each thing',
    'counted. The number is an aggregate over these rows, so the rows behind any number can always be listed. This page is',
    'generated from these files (`npm run docs`); how to ask and to change them is in [metrics-guide.md](metrics-guide.md).',
    '',
    'Periods: `from` is inclusive, `to` exclusive; days, weeks (from Monday), months and quarters are those of the time zone',
    'asked for, UTC otherwise. Numerator and denominator are kept apart, so that shares and means are computed anew for every',
    'cut and never averaged.',
    '',
    '    debrief metrics run deflection --from 2026-08-01 --to 2026-09-01 --grain week --by domain',
    '',
    `Every metric can be cut by ${listed(TIME_DIMENSIONS)}, and every metric about people by ${listed(PEOPLE_DIMENSIONS)}`,
    'as well: what was known of the person at that time. What else your own file says of people is `attribute.<name>`.',
    ...families.flatMap(([title, of]) => [
      '',
      `**${title}**`,
      '',
      '| metric | unit | meaning |',
      '|---|---|---|',
      ...of.map(m => `| [${m.id}](#${m.id}) | ${m.unit} | ${m.sentence} |`),
    ]),
    ...families.flatMap(([, of]) => of.flatMap(m => ['', ...section(m)])),
    '',
    '## Parameters',
    '',
    '| parameter | default | meaning |',
    '|---|---|---|',
    ...[...parameters()].map(
      ([name, { default: usual, meaning }]) =>
        `| \`${name}\` | \`${String(usual).replaceAll('|', '\\|')}\` | ${meaning} |`,
    ),
    '',
  ].join('\n')
}

const listed = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(', ')

function section(m: Metric): string[] {
  return [
    `## ${m.id}`,
    '',
    `**${m.title}.** ${m.sentence}`,
    '',
    m.notes.trim(),
    '',
    `- Number: ${numberOf(m)}, ${m.adds_up ? 'parts add up' : 'parts do not add up'}`,
    `- Rows: ${m.grain}`,
    `- Can be cut by: ${m.dimensions.join(', ') || 'time and people only'}${m.by.length > 0 ? ` (by ${m.by.join(', ')} unless said otherwise)` : ''}`,
    ...Object.entries(m.variants).map(([name, v]) => {
      const told = Object.entries(v.parameters).map(([parameter, value]) => `${parameter} ${value}`)
      const how = told.length > 0 ? told.join(', ') : numberOf(m, name)
      return `- Variant \`${name}\`: ${v.sentence} ${how}${v.source ? ` (${v.source})` : ''}`
    }),
    `- Blind spots: ${inline(m.blind_spots)}`,
    `- Example: ${inline(m.example)}`,
    `- Source: ${m.source}`,
    ...(m.like ? [`- SQL: that of [${m.like}](#${m.like})`] : ['', '```sql', m.sql, '```', ...summaryOf(m)]),
  ]
}

const summaryOf = ({ summary }: Metric): string[] =>
  summary
    ? [
        '',
        `The same number without people and times of day, from ${summary.grain}:`,
        '',
        '```sql',
        summary.sql,
        '```',
      ]
    : []

const inline = (text: string): string => text.trim().replaceAll('\n', ' ')

function numberOf(m: Metric, variant?: string): string {
  const { value, numerator, denominator } = counting(m, variant)
  return `\`${value ?? `${numerator} / ${denominator}`}\``
}
