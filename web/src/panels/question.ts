import type { FigureSpec, MetricDefinition, PanelSpec } from '../api/types.ts'
import type { Counting } from '../state/counting.ts'
import { askOnly, readable } from '../state/filters.ts'
import type { Day, Grain, Span } from '../time/days.ts'

/** What a panel asked: what it needs to lay out the rows that came back. */
export interface PanelContext {
  readonly span: Span
  /** null: the whole period at once. */
  readonly grain: Grain | null
  readonly by: readonly string[]
  /** First day whose data may still be missing. */
  readonly complete: Day | null
  readonly compared: boolean
}

/** Charts that have a time axis. */
const OVER_TIME: readonly PanelSpec['chart'][] = ['line', 'bars', 'area', 'stacked', 'mirrored']

/** Charts over time show as many series as can be told apart, the last of them the others together. */
export const MOST_SERIES = 6

export function isOverTime({ chart, grain }: Pick<PanelSpec, 'chart' | 'grain'>): boolean {
  return grain === undefined ? OVER_TIME.includes(chart) : grain !== 'none'
}

/** The question of a panel under the page's filters, and the address that answers it. */
export function questionOf(
  spec: PanelSpec,
  definition: MetricDefinition | undefined,
  { view, grain: chosen, question }: Counting,
): { path: string; csv: string; context: PanelContext } {
  const overTime = isOverTime(spec)
  const grain = !overTime
    ? null
    : spec.grain === undefined || spec.grain === 'auto' || spec.grain === 'none'
      ? chosen
      : spec.grain
  const span = (spec.days ?? (overTime ? 'shown' : 'counted')) === 'shown' ? view.shown : view.counted
  const by = spec.by ?? (overTime ? [] : (definition?.by ?? []))
  const limit =
    spec.limit ?? (overTime && by.length > 0 && spec.chart !== 'table' ? MOST_SERIES - 1 : undefined)
  const compared =
    (spec.compare ?? true) && view.previous !== null && (overTime ? by.length === 0 : spec.chart !== 'heat')
  const params = question(span, {
    by: by.join(','),
    grain: grain ?? undefined,
    variant: spec.variant,
    compare: compared ? '1' : undefined,
    limit: limit === undefined ? undefined : String(limit),
    order: spec.order,
  })
  if (spec.events !== undefined) params.set('events', spec.events)
  for (const [name, choice] of Object.entries(spec.filters ?? {})) askOnly(params, name, choice)
  const id = encodeURIComponent(spec.metric)
  return {
    path: `/api/metrics/${id}${readable(params)}`,
    csv: `/api/metrics/${id}.csv${readable(params)}`,
    context: { span, grain, by, complete: view.complete, compared },
  }
}

/** A figure as what is asked for its number. */
export function numberOf({ metric, variant, events }: FigureSpec, title: string): PanelSpec {
  return {
    question: title,
    metric,
    chart: 'parts',
    by: [],
    ...(variant === undefined ? {} : { variant }),
    ...(events === undefined ? {} : { events }),
  }
}

/** What is asked for the course of a number through its days. */
export const courseOf = (number: PanelSpec): PanelSpec => ({
  ...number,
  chart: 'line',
  days: 'counted',
  compare: false,
})
