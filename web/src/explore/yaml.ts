import type { PanelSpec } from '../api/types.ts'
import { type Choice, isExclusion, namedIn } from '../state/filters.ts'

/** A dashboard's file with one panel, as a person would write it; what it filters is in it. */
export function dashboardYaml(title: string, panel: PanelSpec): string {
  const { question, metric, chart, by = [], variant, limit, order, filters = {} } = panel
  const only = Object.entries(filters).filter(([, choice]) => namedIn(choice).length > 0)
  return [
    `title: ${scalar(title)}`,
    'sections:',
    `  - title: ${scalar(title)}`,
    '    panels:',
    `      - question: ${scalar(question)}`,
    `        metric: ${metric}`,
    ...(variant === undefined ? [] : [`        variant: ${variant}`]),
    `        chart: ${chart}`,
    ...(by.length === 0 ? [] : [`        by: ${by.length === 1 ? by[0] : `[${by.join(', ')}]`}`]),
    ...(limit === undefined ? [] : [`        limit: ${limit}`]),
    ...(order === undefined ? [] : [`        order: ${scalar(order)}`]),
    ...(only.length === 0 ? [] : ['        filters:']),
    ...only.map(([name, choice]) => `          ${scalar(name)}: ${chosen(choice)}`),
    '',
  ].join('\n')
}

/** The values of a choice, one alone without brackets, and that they are left out. */
function chosen(choice: Choice): string {
  const named = namedIn(choice)
  const [first = ''] = named
  if (isExclusion(choice)) return `{ not: ${named.length === 1 ? inList(first) : listOf(named)} }`
  return named.length === 1 ? scalar(first) : listOf(named)
}

const listOf = (values: readonly string[]): string => `[${values.map(inList).join(', ')}]`

/** A text as YAML takes it: plain where that is safe, else in quotes. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][\w ,.?!'()/-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
  return plain && text === text.trim() ? text : JSON.stringify(text)
}

/** A text inside a list, where commas part. */
function inList(text: string): string {
  return text.includes(',') ? JSON.stringify(text) : scalar(text)
}

/** A name for its file: small letters, digits and hyphens. */
export function fileNameOf(title: string): string {
  const name = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60)
  return name === '' ? 'dashboard' : name
}
