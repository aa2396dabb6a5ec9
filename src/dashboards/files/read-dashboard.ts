import { YamlText } from '../../config/yaml-text.ts'
import type { Metric } from '../../metrics/definition.ts'
import { attributeOf, dimensionsOf } from '../../metrics/dimensions.ts'
import { didYouMean } from '../nearest.ts'
import { type Chart, type Dashboard, dashboardShape, type GivenPanel, type Panel } from './dashboard.ts'

/** Charts of parts show the whole range; the others go along time. */
const ALONG_TIME: readonly Chart[] = ['line', 'bars', 'area', 'stacked', 'mirrored']

const ID = /^[a-z][a-z0-9-]{0,63}$/

/** A dashboard, or what is wrong with its file: each as `file:line: what`. */
export interface ReadDashboard {
  readonly dashboard?: Dashboard
  readonly problems: readonly string[]
}

/**
 * Reads the text of a dashboard’s file.
 *
 * @param name the file’s name, for messages
 * @param library the metrics that it may name
 */
export function readDashboard(
  name: string,
  given: string,
  { id, own, library }: { id: string; own: boolean; library: ReadonlyMap<string, Metric> },
): ReadDashboard {
  const yaml = new YamlText(name, given)
  if (!ID.test(id))
    yaml.note([], `"${id}" is no name for a dashboard: small letters, digits and hyphens, a letter first`)
  const read = yaml.problems.length > 0 ? undefined : yaml.check(dashboardShape, withFigures(yaml.value))
  if (read === undefined) return { problems: yaml.problems }

  const note =
    (path: readonly PropertyKey[]): Tell =>
    (key, message) =>
      yaml.note([...path, ...[key].flat()], message)
  for (const [i, figure] of read.figures.entries()) checkMetric(figure, library, note(['figures', i]))
  const sections = read.sections.map(({ panels, ...section }, i) => ({
    ...section,
    panels: panels.map((panel, j): Panel => {
      const tell = note(['sections', i, 'panels', j])
      const metric = checkMetric(panel, library, tell)
      const by = panel.by ?? [...(metric?.by ?? [])]
      if (metric) checkCut(metric, { ...panel, by }, tell)
      const { grain = ALONG_TIME.includes(panel.chart) ? 'auto' : 'none', days = 'counted' } = panel
      return { ...panel, by, grain, days }
    }),
  }))
  if (yaml.problems.length > 0) return { problems: yaml.problems }
  return { dashboard: { ...read, id, own, sections }, problems: [] }
}

/** A figure may be the name of its metric alone. */
function withFigures(value: unknown): unknown {
  const { figures } = (value ?? {}) as { figures?: unknown }
  if (!Array.isArray(figures)) return value
  return {
    ...(value as object),
    figures: figures.map(figure => (typeof figure === 'string' ? { metric: figure } : figure)),
  }
}

/** Notes what is wrong with a key, or with one inside it. */
type Tell = (key: string | readonly string[], message: string) => void

function checkMetric(
  { metric: id, variant }: { readonly metric: string; readonly variant?: string | undefined },
  library: ReadonlyMap<string, Metric>,
  tell: Tell,
): Metric | undefined {
  const metric = library.get(id)
  if (!metric) tell('metric', `there is no metric "${id}".${didYouMean(id, library.keys())}`)
  else if (variant !== undefined && !(variant in metric.variants)) {
    const variants = Object.keys(metric.variants)
    tell(
      'variant',
      `${id} has no variant "${variant}"; it has ${variants.join(', ') || 'none'}.${didYouMean(variant, variants)}`,
    )
  }
  return metric
}

/** A metric must have the dimensions that it is cut or filtered by. */
function checkDimension(
  metric: Metric,
  name: string,
  done: 'cut' | 'filtered',
  tell: (message: string) => void,
) {
  const possible = dimensionsOf(metric)
  if (!possible.includes(name) && !(metric.people && attributeOf(name) !== undefined))
    tell(
      `${metric.id} cannot be ${done} by "${name}"; it can be ${done} by ${possible.join(', ')}.${didYouMean(name, possible)}`,
    )
}

/** A chart must be able to show what the metric is cut by. */
function checkCut(metric: Metric, panel: GivenPanel & { readonly by: string[] }, tell: Tell): void {
  const { chart, by, grain, limit, filters = {} } = panel
  for (const name of by) checkDimension(metric, name, 'cut', message => tell('by', message))
  for (const name of Object.keys(filters))
    checkDimension(metric, name, 'filtered', message => tell(['filters', name], message))
  const [least, most] = CUTS[chart]
  if (by.length < least || by.length > most)
    tell('chart', `"${chart}" shows ${CUT_WORDS[chart]}, and it is cut by ${by.join(', ') || 'nothing'}`)
  if (chart === 'stacked' && !(metric.adds_up && ['count', 'hours', 'money'].includes(metric.unit)))
    tell('chart', `"stacked" shows parts that add up, and those of ${metric.id} do not; take "line"`)
  if (ALONG_TIME.includes(chart) && grain === 'none' && by.length === 0)
    tell('grain', `"${chart}" without parts and without time would be one number; make it a figure`)
  if (limit !== undefined && by.length === 0)
    tell('limit', 'keeps the first parts, and it is cut into none; say by what')
}

/** How many dimensions a chart can show, at least and at most. */
const CUTS: Readonly<Record<Chart, readonly [number, number]>> = {
  line: [0, 1],
  bars: [0, 1],
  area: [0, 1],
  stacked: [1, 1],
  mirrored: [1, 1],
  parts: [1, 2],
  heat: [1, 2],
  table: [0, 4],
}

const CUT_WORDS: Readonly<Record<Chart, string>> = {
  line: 'one dimension at most',
  bars: 'one dimension at most',
  area: 'one dimension at most',
  stacked: 'one dimension',
  mirrored: 'one dimension',
  parts: 'one dimension or two',
  heat: 'hour_of_week, or two dimensions',
  table: 'four dimensions at most',
}
