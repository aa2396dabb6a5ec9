import type { Aggregate, Transformation } from './apply.ts'
import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import type { EntitySetModel, Property, SingleProperty } from './model.ts'
import { findProperty } from './model.ts'
import type { Node, PathNode } from './nodes.ts'
import type { Value, ValueType } from './operand.ts'
import { typeWords, value } from './operand.ts'
import { newColumn, type Pipeline, propertyOfValue, type Stage, stageContext } from './stage.ts'
import { translateValue } from './translate.ts'

type AggregateStep = Transformation & { readonly kind: 'aggregate' }
type GroupStep = Transformation & { readonly kind: 'groupby' }

/** A property of the result: where it is in its rows, and the SQL it is made of. */
interface Result {
  readonly path: readonly string[]
  readonly property: SingleProperty
  readonly sql: string
}

/** `aggregate(…)`: one row, even of nothing (OData Aggregation 4.01, section 3.2.1). */
export function aggregated(pipeline: Pipeline, stage: Stage, step: AggregateStep): Stage {
  const ctx = stageContext(pipeline, stage)
  const results = aggregates(pipeline, ctx, step, [], false)
  return { model: resultModel(stage.model, [], results), from: select(stage, ctx, results, '') }
}

/**
 * `groupby((…),aggregate(…))`: one row for every combination of values (OData Aggregation 4.01, section 3.2.3). A path
 * such as `user/email_addr` is an object in the result: `"user":{"email_addr":…}`.
 */
export function grouped(pipeline: Pipeline, stage: Stage, { keys, steps }: GroupStep): Stage {
  const ctx = stageContext(pipeline, stage)
  const [step, ...more] = steps
  const other = step && step.kind !== 'aggregate' ? step : more[0]
  if (other) {
    const name = other.kind === 'expression' ? other.name : other.kind
    unsupported(ctx, `the transformation "${name}" within groupby`, other)
  }
  const groups: Result[] = []
  for (const key of keys) {
    const group = groupOf(pipeline, ctx, key)
    if (!groups.some(known => known.path.join('/') === group.path.join('/'))) groups.push(group)
  }
  const results = step ? aggregates(pipeline, ctx, step as AggregateStep, groups, true) : []
  const by = ` GROUP BY ${groups.map(({ property }) => property.column).join(', ')}`
  return {
    model: resultModel(stage.model, groups, results),
    from: select(stage, ctx, [...groups, ...results], by),
  }
}

function select(stage: Stage, { joins }: Context, results: readonly Result[], rest: string): string {
  const columns = results.map(({ sql, property }) => `${sql} AS ${property.column}`)
  return `(SELECT ${columns.join(', ')} FROM ${joins.to(stage.from)}${rest})`
}

function groupOf(pipeline: Pipeline, ctx: Context, key: Node): Result {
  const path = key.kind === 'path' ? namesOf(key) : undefined
  if (!path) return unsupported(ctx, 'grouping by anything but the path to an attribute', key)
  const operand = translateValue(ctx, key)
  return { path, property: propertyOfValue(operand, path.at(-1)!, newColumn(pipeline)), sql: operand.sql }
}

function namesOf({ segments }: PathNode): string[] | undefined {
  const names = segments.flatMap(segment => (segment.kind === 'name' ? [segment.name] : []))
  return names.length === segments.length ? names : undefined
}

function aggregates(
  pipeline: Pipeline,
  ctx: Context,
  { aggregates }: AggregateStep,
  groups: readonly Result[],
  grouping: boolean,
): Result[] {
  const taken = new Set(groups.map(({ path }) => path[0]!))
  return aggregates.map(aggregate => {
    const { name } = aggregate
    const result = aggregateValue(ctx, aggregate, grouping)
    if (name === undefined)
      return fail(ctx, 'InvalidSyntax', 'an aggregate needs a name; write it as … as total', aggregate)
    if (taken.has(name))
      return fail(ctx, 'InvalidValue', `the name "${name}" is taken; choose another`, aggregate)
    taken.add(name)
    return { path: [name], property: propertyOfValue(result, name, newColumn(pipeline)), sql: result.sql }
  })
}

const summable: ReadonlySet<ValueType> = new Set(['duration', 'integer', 'number'])

/**
 * One aggregate over the rows of a group. Null values are left out; without any value, the result is null, but a count is
 * zero (OData Aggregation 4.01, section 3.1.3).
 *
 * @param grouping whether there is at least one row by the nature of things
 */
function aggregateValue(ctx: Context, aggregate: Aggregate, grouping: boolean): Value {
  const { expression, method, from } = aggregate
  if (from.length > 0) return unsupported(ctx, '"from" in aggregate', aggregate)
  if (expression === '$count') return value('toInt64(count())', 'integer', false)
  if (method === undefined) return unsupported(ctx, 'a custom aggregate, one without "with",', aggregate)
  const { sql, type, nullable } = translateValue(ctx, expression)
  const orNull = nullable || !grouping
  const call = (name: string) => `${name}${orNull ? 'OrNull' : ''}(${sql})`
  if ((method === 'sum' || method === 'average') && !summable.has(type))
    return fail(
      ctx,
      'TypeMismatch',
      `${method} needs numbers or durations, not ${typeWords[type]}`,
      expression,
    )
  switch (method) {
    case 'sum':
      return value(call('sum'), type, orNull)
    case 'average':
      return type === 'duration'
        ? value(`toInt64(round(${call('avg')}))`, type, orNull)
        : value(call('avg'), 'number', orNull)
    case 'min':
    case 'max':
      return value(call(method), type, orNull)
    case 'countdistinct':
      return value(`toInt64(uniqExact(${sql}))`, 'integer', false)
    default:
      return unsupported(ctx, `the aggregation method "${method}"`, aggregate)
  }
}

/** The result's rows are told apart by what they are grouped by. */
function resultModel(
  { name }: EntitySetModel,
  groups: readonly Result[],
  results: readonly Result[],
): EntitySetModel {
  let properties: readonly Property[] = []
  for (const { path, property } of [...groups, ...results])
    properties = withProperty(properties, path, property)
  return { name, properties, key: '', record: undefined, grouping: groups.map(({ property }) => property) }
}

/** Adds a property at its path; objects on the way have no column of their own. */
function withProperty(
  properties: readonly Property[],
  [name, ...rest]: readonly string[],
  leaf: SingleProperty,
): readonly Property[] {
  if (rest.length === 0) return [...properties, leaf]
  const known = findProperty(properties, name!)
  const owner = known?.kind === 'complex' ? known.properties : []
  const object: Property = {
    kind: 'complex',
    name: name!,
    column: '',
    nullable: false,
    properties: withProperty(owner, rest, leaf),
  }
  return [...properties.filter(property => property !== known), object]
}
