import { peopleAttributes } from '../people/read-people.ts'
import type { Engine } from '../store/engine.ts'
import { type Metric, MetricError } from './definition.ts'
import { attributeOf } from './dimensions.ts'
import type { Question } from './query.ts'

/** @throws MetricError when a question cuts or filters by an attribute that nobody has: it would give nothing but `none` */
export async function checkAttributes(engine: Engine, metric: Metric, question: Question): Promise<void> {
  const names = [...(question.by ?? metric.by), ...Object.keys(question.where ?? {})]
  const asked = names.flatMap(name => attributeOf(name) ?? [])
  if (asked.length === 0) return
  const known = (await peopleAttributes(engine)).map(({ name }) => name)
  const unknown = asked.find(name => !known.includes(name))
  if (unknown !== undefined)
    throw new MetricError(
      `Nobody has the attribute "${unknown}"; ${
        known.length > 0 ? `people have ${known.join(', ')}` : 'no attributes of people were imported'
      }.`,
    )
}
