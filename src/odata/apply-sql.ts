import { aggregated, grouped } from './aggregate-sql.ts'
import type { Transformation } from './apply.ts'
import { fail, unsupported } from './context.ts'
import { errorAt } from './error.ts'
import { findNavigation, findProperty } from './model.ts'
import type { Located } from './nodes.ts'
import { level, wrap } from './operand.ts'
import { orderBy, orderKeys } from './order-sql.ts'
import { searchCondition } from './search-sql.ts'
import { newColumn, type Pipeline, propertyOfValue, type Stage, stageContext } from './stage.ts'
import { translateCondition, translateValue } from './translate.ts'

/**
 * The transformations of `$apply`, one query around the other (OData Aggregation 4.01, section 3). Every transformation
 * sees what the one before it gave, and nothing else.
 *
 * @throws ODataError 501 for a transformation that is not supported, by its name
 */
export function applied(pipeline: Pipeline, start: Stage, steps: readonly Transformation[]): Stage {
  const { transformations } = pipeline.budgets
  if (steps.length > transformations) {
    const message = `$apply has more than ${transformations} transformations; leave some out`
    throw errorAt('LimitExceeded', message, '$apply', steps[transformations]!.position)
  }
  return steps.reduce((stage, step) => transformed(pipeline, stage, step), start)
}

function transformed(pipeline: Pipeline, stage: Stage, step: Transformation): Stage {
  const ctx = stageContext(pipeline, stage)
  const rows = (selected: string, rest: string) =>
    `(SELECT ${selected} FROM ${ctx.joins.to(stage.from)}${rest})`
  switch (step.kind) {
    case 'identity':
      return stage
    case 'aggregate':
      return aggregated(pipeline, stage, step)
    case 'groupby':
      return grouped(pipeline, stage, step)
    case 'filter': {
      const condition = translateCondition({ ...ctx, lax: true }, step.predicate)
      return { ...stage, from: rows('*', ` WHERE ${wrap(condition, level.or)}`) }
    }
    case 'search': {
      const condition = searchCondition(ctx, step.search)
      return { ...stage, from: rows('*', ` WHERE ${condition.sql}`) }
    }
    case 'compute':
      return computed(pipeline, stage, step)
    case 'orderby': {
      const keys = orderKeys(ctx, step.items).map(key => ({ key, column: newColumn(pipeline) }))
      const columns = keys.map(({ key, column }) => `, ${key.value.sql} AS ${column}`)
      const order = keys.map(({ key, column }) => ({
        ...key,
        value: { ...key.value, sql: column, level: level.atom },
      }))
      return { ...stage, from: rows(`*${columns.join('')}`, ''), order }
    }
    case 'skip':
    case 'top': {
      const keys = stage.order ?? orderKeys(ctx, [])
      const count = pipeline.params.add(rowNumber(step), 'UInt64')
      return {
        ...stage,
        from: rows('*', ` ORDER BY ${orderBy(keys)} ${step.kind === 'top' ? 'LIMIT' : 'OFFSET'} ${count}`),
      }
    }
    case 'concat':
      return unsupported(ctx, 'the transformation "concat"', step)
    case 'expression':
      return unsupported(ctx, `the transformation "${step.name}"`, step)
  }
}

function rowNumber({ count, position }: { readonly count: number } & Located): number {
  if (!Number.isSafeInteger(count))
    throw errorAt('InvalidValue', 'the number is too large', '$apply', position)
  return count
}

/** `compute(…)`: each value is a property more, which the next one can use. The rows are then written from their columns. */
function computed(pipeline: Pipeline, stage: Stage, { items }: Transformation & { kind: 'compute' }): Stage {
  const joins = pipeline.joins.inner()
  let { model } = stage
  const columns: string[] = []
  for (const { expression, name, position, end } of items) {
    const ctx = { ...stageContext(pipeline, { ...stage, model }), joins }
    if (findProperty(model.properties, name) || findNavigation(model, name))
      fail(ctx, 'InvalidValue', `the name "${name}" is taken; choose another`, { position, end })
    const value = translateValue(ctx, expression)
    const column = newColumn(pipeline)
    columns.push(`, ${value.sql} AS ${column}`)
    const properties = [...model.properties, propertyOfValue(value, name, column)]
    model = { ...model, properties, record: undefined }
  }
  return { ...stage, model, from: `(SELECT *${columns.join('')} FROM ${joins.to(stage.from)})` }
}
