import type { PanelSpec } from '../api/types.ts'

/** A dashboard's file with one panel, as a person would write it. */
export function dashboardYaml(title: string, panel: PanelSpec): string {
  const { question, metric, chart, by = [], variant, limit, order } = panel
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
    '',
  ].join('\n')
}

/** A text as YAML takes it: plain where that is safe, else in quotes. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][\w ,.?!'()/-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
  return plain && text === text.trim() ? text : JSON.stringify(text)
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
