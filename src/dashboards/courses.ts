import { answerOf, type Cut, type CutRow, canBeCutAtOnce, cutsQuery } from '../metrics/cuts.ts'
import type { Metric } from '../metrics/definition.ts'
import { isAboutGroups, METRIC_SETTINGS } from '../metrics/query.ts'
import type { MetricRow, Question } from '../metrics/run.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { Shared } from './shared.ts'

const DAY = 86_400_000
/** Longer periods are drawn by weeks. */
const MOST_DAYS = 45

/** A period and the one before, which ends where it begins. */
export interface Compared {
  readonly now: Period
  readonly before: Period
}

interface Period {
  readonly from: string
  readonly to: string
}

/** What one statement counts, and how it is cut for that. */
interface Statement {
  readonly key: readonly unknown[]
  readonly question: Question
  readonly cuts: readonly Cut[]
  /** Where the rows are split, when they are of two periods. */
  readonly split?: string
}

/**
 * A number over a period, or its course through the days of it. A page asks both, one after the other: for a figure, the line beside it,
 * a chart and its sentences; and often the same of the period before. So they are counted at once, by day, and the wholes are put
 * together from the days, which takes little longer than to count a whole.
 *
 * @param version the data that is counted
 * @param compared when the other period will be asked about too
 * @returns undefined when something else is asked for, or the number cannot be told from days
 */
export function courseRows(
  { engine, shared }: { readonly engine: Engine; readonly shared: Shared },
  version: string,
  metric: Metric,
  { by = metric.by, grain, limit, order: _order, ...asked }: Question,
  compared?: Compared,
): Promise<MetricRow[]> | undefined {
  if (by.length > 0 || limit !== undefined || (grain !== undefined && grain !== 'day')) return undefined
  if (Date.parse(asked.to) - Date.parse(asked.from) > MOST_DAYS * DAY) return undefined
  const question: Question = { ...asked, by: [] }
  if (isAboutGroups(metric, question) || !canBeCutAtOnce(metric, question)) return undefined
  const isKnown = ({ key }: Statement): boolean => shared.has(version, key)
  const alone = ofOne(metric, question)
  const both = ofBoth(metric, question, compared)
  const nowAlone = ofOne(metric, { ...question, ...compared?.now })
  const { key, split, ...statement } =
    isKnown(both) || (compared && !isKnown(alone) && !isKnown(nowAlone)) ? both : alone
  const found = shared.of(version, key, () =>
    rows<CutRow>(engine, {
      ...cutsQuery(metric, statement.question, statement.cuts, split),
      settings: METRIC_SETTINGS,
    }),
  )
  const side = split === undefined ? undefined : asked.from === split ? 'after' : 'before'
  const wanted: Cut = { by: [], ...(grain && { grain }), ...(side && { side }) }
  return found.then(all => answerOf(metric, statement.question, statement.cuts, wanted, all, 1))
}

function ofOne(metric: Metric, question: Question): Statement {
  return { key: ['course', metric.id, question], question, cuts: [{ by: [] }, { by: [], grain: 'day' }] }
}

/** Whoever asks about the period alone does not know the one before, and finds it by what is known. */
function ofBoth(metric: Metric, question: Question, { now, before }: Partial<Compared> = {}): Statement {
  const { from, to } = now ?? question
  const sides = ['before', 'after'] as const
  return {
    key: ['courses', metric.id, { ...question, from, to }],
    question: { ...question, from: before?.from ?? from, to },
    cuts: sides.flatMap((side): Cut[] => [
      { by: [], side },
      { by: [], grain: 'day', side },
    ]),
    split: from,
  }
}
