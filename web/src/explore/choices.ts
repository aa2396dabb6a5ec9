import type { ChartKind, MetricDefinition, PanelSpec } from '../api/types.ts'

/** How a metric can be drawn when it is cut by some dimensions; the first suits best. */
export function chartsFor({ unit, adds_up }: MetricDefinition, by: readonly string[]): ChartKind[] {
  const stackable = unit === 'count' && adds_up
  if (by.length === 0) return ['line', 'bars', 'area', 'table']
  if (by.length === 1) {
    const along: ChartKind[] = stackable ? ['line', 'stacked', 'area', 'mirrored'] : ['line']
    // Hours of a week are rows and columns by themselves.
    if (by[0] === 'hour_of_week') return ['heat', 'parts', 'table']
    return ['parts', ...along, 'table']
  }
  return ['heat', 'parts', 'table']
}

/** Another metric, with what of the cut and of the drawing it can take. */
export function withMetric(spec: PanelSpec, metric: MetricDefinition): PanelSpec {
  const kept = (spec.by ?? []).filter(name => metric.dimensions.includes(name))
  const by = kept.length > 0 ? kept : metric.by
  const charts = chartsFor(metric, by)
  return {
    question: '',
    metric: metric.id,
    by,
    chart: charts.includes(spec.chart) ? spec.chart : (charts[0] ?? 'table'),
    ...(spec.limit === undefined ? {} : { limit: spec.limit }),
  }
}
