import { ApiError } from '../api/errors.ts'
import { type Basis, basisOf } from '../metrics/basis.ts'
import { type Metric, MetricError } from '../metrics/definition.ts'
import { type Answer, metricQuery, runMetric } from '../metrics/run.ts'
import { type Applied, applyFilters } from './applied.ts'
import type { Asked } from './asked.ts'
import type { Dashboards } from './context.ts'
import { courseRows } from './courses.ts'
import { systemEvents } from './dimension-values.ts'
import { didYouMean } from './nearest.ts'
import type { Question } from './question.ts'
import { readableSql } from './readable-sql.ts'

/** An answer to a page: a metric’s, with what was asked and what of it took effect. */
export interface PanelAnswer extends Answer {
  /** What it is cut by: what was asked for, or what the metric is cut by when nobody says. */
  readonly by: readonly string[]
  readonly tz: string
  readonly applied: Applied
  /** How many of the rows are about too few people to be shown. */
  readonly withheld: number
  /** The query that was run, with its values written into it. */
  readonly sql: string
}

/** The metric of an id. @throws ApiError 404, with the name that comes nearest */
export function findMetric({ library }: Pick<Dashboards, 'library'>, id: string): Metric {
  const found = library.get(id)
  if (!found)
    throw new ApiError(404, 'UnknownMetric', `There is no metric "${id}".${didYouMean(id, library.keys())}`)
  return found
}

/** What a page asks of a metric. */
export const panelQuestion = (
  dashboards: Dashboards,
  metric: Metric,
  asked: Asked,
): Question<PanelAnswer> => ({
  key: ['metric', metric.id, asked],
  work: version => answerPanel(dashboards, version, metric, asked),
})

/** Asks a metric what a page asks, of facts that are up to date. @throws ApiError when the question is impossible */
async function answerPanel(
  dashboards: Dashboards,
  version: string,
  metric: Metric,
  asked: Asked,
): Promise<PanelAnswer> {
  const { engine, settings } = dashboards
  const minimumGroup = settings.minimum_group
  return refusing(async () => {
    const { question, applied } = await questionOf(dashboards, metric, asked)
    const answer = await runMetric(engine, metric, question, {
      compare: asked.compare,
      minimumGroup,
      // The data’s version, under which the answer is kept, was found by bringing them up to date.
      fresh: true,
      basis: () => basisFor(dashboards, version),
      known: (about, kept) => courseRows(dashboards, version, metric, about, kept),
    })
    return {
      ...answer,
      by: asked.by ?? metric.by,
      tz: asked.tz,
      applied,
      withheld: answer.rows.filter(row => row.withheld).length,
      sql: readableSql(metricQuery(metric, question, { minimumGroup })),
    }
  })
}

/** What numbers rest on. */
export const basisFor = ({ engine, shared }: Dashboards, version: string): Promise<Basis> =>
  shared.of(version, ['basis'], () => basisOf(engine))

/** What a page’s question to a metric amounts to. */
export function questionOf(
  { engine, settings, library }: Dashboards,
  metric: Metric,
  asked: Asked,
): ReturnType<typeof applyFilters> {
  return applyFilters(metric, asked, { settings, library, systemEvents: () => systemEvents(engine) })
}

/** Runs work, and refuses the request when the question cannot be asked. */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MetricError) throw new ApiError(400, 'InvalidQuestion', error.message)
    throw error
  }
}
