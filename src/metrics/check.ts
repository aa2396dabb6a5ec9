import { refreshFacts } from '../facts/refresh-facts.ts'
import { type Engine, EngineError } from '../store/engine.ts'
import { type Metric, MetricError } from './definition.ts'
import { checkDimensions, dimensionsOf } from './dimensions.ts'
import { METRIC_SETTINGS, metricQuery, type Question } from './query.ts'
import { unsummarised } from './summary.ts'

/** What is wrong with a metric's SQL: each mistake in a sentence. Its header was read already. */
export async function checkMetric(engine: Engine, metric: Metric): Promise<string[]> {
  const mistakes: string[] = []
  const period = { from: '2000-01-01', to: '2000-01-02' }
  const attempts: (readonly [string, Question])[] = [
    ['as it is', period],
    ...Object.keys(metric.variants).map(variant => [`variant ${variant}`, { ...period, variant }] as const),
    ...dimensionsOf(metric).map(name => [`by ${name}`, { ...period, by: [name] }] as const),
    ['by day', { ...period, grain: 'day' }],
  ]
  await refreshFacts(engine)
  for (const [what, question] of attempts)
    try {
      checkDimensions(metric, question.by ?? [])
      for (const asked of metric.summary ? [metric, unsummarised(metric)] : [metric])
        await engine.run({ ...metricQuery(asked, question), settings: METRIC_SETTINGS })
    } catch (error) {
      if (!(error instanceof MetricError || error instanceof EngineError)) throw error
      mistakes.push(`${metric.id}, ${what}: ${error.message.split('\n')[0]}`)
    }
  // One mistake in the SQL itself shows in every way to ask.
  return mistakes[0]?.startsWith(`${metric.id}, as it is`) ? mistakes.slice(0, 1) : mistakes
}
