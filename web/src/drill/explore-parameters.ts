import { CHARTS, type ChartKind, type PanelSpec } from '../api/types.ts'

/** What the explore page is asked to show, as parameters of its address. */
export function exploreParameters({
  metric,
  chart,
  by,
  variant,
  limit,
  order,
}: PanelSpec): Record<string, string> {
  return {
    metric,
    chart,
    ...(by === undefined ? {} : { by: by.join(',') }),
    ...(variant === undefined ? {} : { variant }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
    ...(order === undefined ? {} : { order }),
  }
}

/** A panel from the parameters of an address; what is missing or unknown is left to its default. */
export function panelOf(search: string): PanelSpec {
  const params = new URLSearchParams(search)
  const chart: ChartKind = CHARTS.find(name => name === params.get('chart')) ?? 'line'
  const by = params.get('by')
  const variant = params.get('variant')
  const order = params.get('order')
  const limit = Number(params.get('limit') ?? '')
  return {
    question: params.get('question') ?? '',
    metric: params.get('metric') ?? 'conversations',
    chart,
    ...(by === null ? {} : { by: by.split(',').filter(Boolean) }),
    ...(variant === null || variant === '' ? {} : { variant }),
    ...(order === null || order === '' ? {} : { order }),
    ...(Number.isInteger(limit) && limit > 0 ? { limit } : {}),
  }
}
