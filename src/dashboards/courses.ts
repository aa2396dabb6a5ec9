import { answerOf, type Cut, type CutRow, canBeCutAtOnce, cutsQuery } from '../metrics/cuts.ts'
import type { Metric } from '../metrics/definition.ts'
import { isAboutGroups, METRIC_SETTINGS } from '../metrics/query.ts'
import type { MetricRow, Question } from '../metrics/run.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { Shared } from './shared.ts'

const DAY = 86_400_000
/** Longer periods are drawn by weeks. */
const MOST_DAYS = 45

const WHOLE: Cut = { by: [] }
const BY_DAY: Cut = { by: [], grain: 'day' }

/**
 * A number over a period, or its course through the days of it. A page asks both, one after the other: for a figure, the line beside it,
 * a chart and its sentences. So they are counted at once, by day, and the whole is put together from the days, which takes little longer
 * than to count the whole.
 *
 * @param version the data that is counted
 * @returns undefined when something else is asked for, or the number cannot be told from days
 */
export function courseRows(
  { engine, shared }: { readonly engine: Engine; readonly shared: Shared },
  version: string,
  metric: Metric,
  { by = metric.by, grain, limit, order: _order, ...asked }: Question,
): Promise<MetricRow[]> | undefined {
  if (by.length > 0 || limit !== undefined || (grain !== undefined && grain !== 'day')) return undefined
  if (Date.parse(asked.to) - Date.parse(asked.from) > MOST_DAYS * DAY) return undefined
  const question: Question = { ...asked, by: [] }
  if (isAboutGroups(metric, question) || !canBeCutAtOnce(metric, question)) return undefined
  const cuts = [WHOLE, BY_DAY]
  const found = shared.of(version, ['course', metric.id, question], () =>
    rows<CutRow>(engine, { ...cutsQuery(metric, question, cuts), settings: METRIC_SETTINGS }),
  )
  return found.then(all => answerOf(metric, question, cuts, grain ? BY_DAY : WHOLE, all, 1))
}
