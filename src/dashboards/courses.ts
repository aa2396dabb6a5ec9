import { answerOf, type Cut, type CutRow, canBeCutAtOnce, cutsQuery } from '../metrics/cuts.ts'
import type { Metric } from '../metrics/definition.ts'
import { addUp } from '../metrics/merged-parts.ts'
import { keptParts, partKey } from '../metrics/parts.ts'
import { isAboutGroups, METRIC_SETTINGS, measuresOf } from '../metrics/query.ts'
import type { MetricRow, Question } from '../metrics/run.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { Shared } from './shared.ts'

const DAY = 86_400_000
/** Longer periods are drawn by weeks. */
const MOST_DAYS = 45

const WHOLE: Cut = { by: [] }
const BY_DAY: Cut = { by: [], grain: 'day' }

/** What has few values: to count them by day costs little more than to count days. */
const FEW_VALUES = ['domain', 'feedback', 'platform', 'plugin', 'route', 'topic']

/**
 * A number over a period, its course through the days of it, or its parts by what the metric is cut by when nobody says. A page asks all of
 * these, one after the other: for a figure, the line beside it, charts and its sentences. So they are counted at once, by day, and the
 * whole is put together from the days, which takes little longer than to count the whole. Parts are among them where they are few and
 * their numbers add up, so that those that are not shown can be put together; they are not counted by day for their own sake.
 *
 * @param version the data that is counted
 * @param kept the keys of the parts to keep; the first `limit` when absent
 * @returns undefined when something else is asked for, or the number cannot be told from days
 */
export function courseRows(
  { engine, shared }: { readonly engine: Engine; readonly shared: Shared },
  version: string,
  metric: Metric,
  { by = metric.by, grain, limit, order, ...asked }: Question,
  kept?: readonly string[],
): Promise<MetricRow[]> | undefined {
  if (Date.parse(asked.to) - Date.parse(asked.from) > MOST_DAYS * DAY) return undefined
  const question: Question = { ...asked, by: [] }
  const cuts = [WHOLE, BY_DAY, ...ownParts(metric, question)]
  const wanted = cuts.find(cut => cut.grain === grain && String(cut.by) === String(by))
  if (!wanted || (wanted.by.length > 0 ? (order ?? 'value') !== 'value' : limit !== undefined))
    return undefined
  if (isAboutGroups(metric, question) || !canBeCutAtOnce(metric, question)) return undefined
  const key = ['course', metric.id, question]
  if (wanted.by.length > 0 && !shared.has(version, key)) return undefined
  const found = shared.of(version, key, () =>
    rows<CutRow>(engine, { ...cutsQuery(metric, question, cuts), settings: METRIC_SETTINGS }),
  )
  return found.then(all => {
    const counted = answerOf(metric, question, cuts, wanted, all, 1)
    return limit === undefined
      ? counted
      : keptParts(counted, by, (row, place) => kept?.includes(partKey(row, by)) ?? place < limit)
  })
}

/** The parts that are counted with a metric’s course, if any: by what it is cut by when nobody says. */
function ownParts(metric: Metric, question: Question): Cut[] {
  const areFew = metric.by.length > 0 && metric.by.every(name => FEW_VALUES.includes(name))
  return areFew && addUp(measuresOf(metric, question).columns) ? [{ by: metric.by }] : []
}
