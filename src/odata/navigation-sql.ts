import type { Context } from './context.ts'
import { deeper, fail, unsupported } from './context.ts'
import { columnOf, findProperty, type NavigationProperty, targetOf } from './model.ts'
import type { CountSegment, LambdaSegment, Located, Node, Segment } from './nodes.ts'
import type { Complex, Entities, Operand, Value } from './operand.ts'
import { level, operandOf, value, wrap } from './operand.ts'
import { segmentWords } from './path-sql.ts'
import { searchCondition } from './search-sql.ts'
import { translateCondition } from './translate.ts'

/** What `navigation` leads to from an entity: an entity that is joined, or entities to be asked about. */
export function navigate(ctx: Context, from: Complex, navigation: NavigationProperty, at: Located): Operand {
  const target = targetOf(from.entity!, navigation)
  const owner = operandOf(findProperty(from.properties, navigation.property)!, from.sql, from.joined) as Value
  const { name } = navigation
  if (navigation.many) {
    ctx.joins.follow(target)
    checkRelations(ctx, at)
    const column = columnOf(target, navigation.targetProperty)
    return { kind: 'entities', name, set: target, owner, column, conditions: [], joins: ctx.joins.inner() }
  }
  const joined = ctx.joins.toOne(wrap(owner, level.sum), target)
  checkRelations(ctx, at)
  const { properties } = target
  return { kind: 'complex', name, sql: '', properties, isNull: joined.isMissing, entity: target, joined }
}

function checkRelations(ctx: Context, at: Located): void {
  const { relations } = ctx.budgets
  if (ctx.joins.followed > relations)
    fail(
      ctx,
      'LimitExceeded',
      `the query follows more than ${relations} relations; ask in several requests`,
      at,
    )
}

/**
 * An operand that the query being translated can read.
 *
 * @throws ODataError 501 for what belongs to a surrounding query: that would need one query for every row
 */
export function reachable<T extends Operand>(ctx: Context, operand: T, at: Located): T {
  if (operand.kind !== 'complex' || !operand.outer) return operand
  return unsupported(ctx, `an attribute of ${operand.name} within a condition on related entities`, at)
}

/** A step from related entities: `$count`, `$filter(…)`, `any(…)` or `all(…)`. */
export function relatedStep(ctx: Context, from: Entities, segment: Segment): Operand {
  switch (segment.kind) {
    case 'count':
      return count(ctx, from, segment)
    case 'filter':
      return filtered(ctx, from, segment.predicate)
    case 'lambda':
      return deeper(ctx, segment, () => quantified(ctx, from, segment))
    case 'name': {
      const advice = `test its entities with ${from.name}/any(x:x/${segment.name} …)`
      return fail(
        ctx,
        'TypeMismatch',
        `${from.name} is a collection and has no attribute "${segment.name}"; ${advice}`,
        segment,
      )
    }
    default:
      return unsupported(ctx, `${segmentWords(segment)} behind "${from.name}"`, segment)
  }
}

/**
 * A context for the query of related entities. One of them is what names belong to or, in a lambda, what `variable` is;
 * all else belongs to the surrounding query.
 */
function relatedContext(ctx: Context, list: Entities, variable: string | undefined, lax: boolean): Context {
  const { set, joins, name } = list
  const entity: Complex = {
    kind: 'complex',
    name,
    sql: '',
    properties: set.properties,
    isNull: undefined,
    entity: set,
  }
  const outer: Complex = { ...ctx.record, outer: true }
  const inner = { ...ctx, model: set, joins, lax, computed: new Map(), record: outer }
  if (variable === undefined) return { ...inner, current: entity, variables: hidden(ctx) }
  return { ...inner, current: outer, variables: new Map([...hidden(ctx), [variable, entity]]) }
}

function hidden({ variables }: Context): Map<string, Operand> {
  return new Map(
    [...variables.keys()].map(name => [
      name,
      { kind: 'complex', name, sql: '', properties: [], isNull: undefined, outer: true },
    ]),
  )
}

function filtered(ctx: Context, list: Entities, predicate: Node): Entities {
  const condition = translateCondition(relatedContext(ctx, list, undefined, true), predicate)
  return { ...list, conditions: [...list.conditions, wrap(condition, level.and)] }
}

function count(ctx: Context, list: Entities, { filter, search }: CountSegment): Value {
  let part = filter ? filtered(ctx, list, filter) : list
  if (search) {
    const condition = searchCondition(relatedContext(ctx, list, undefined, true), search)
    part = { ...part, conditions: [...part.conditions, wrap(condition, level.and)] }
  }
  return value(ctx.joins.toCount(wrap(part.owner, level.sum), part.column, source(part)), 'integer', false)
}

/** `any` over nothing is false, `all` is true (OData 4.01 URL Conventions 5.1.1.13): there is one, or none that is not. */
function quantified(ctx: Context, list: Entities, { operator, variable, predicate }: LambdaSegment): Value {
  if (variable === undefined || predicate === undefined) return among(list, 'IN', source(list))
  // Where a condition is not true, what is as good as false must be false.
  const inner = relatedContext(ctx, list, variable, operator === 'any')
  const condition = translateCondition(inner, predicate)
  if (operator === 'any') return among(list, 'IN', source(list, wrap(condition, level.and)))
  const strict = condition.nullable ? `ifNull(${condition.sql}, false)` : wrap(condition, level.atom)
  return among(list, 'NOT IN', source(list, `NOT ${strict}`))
}

function among({ owner, column }: Entities, operator: 'IN' | 'NOT IN', from: string): Value {
  const sql = `${wrap(owner, level.sum)} ${operator} (SELECT ${column} FROM ${from})`
  if (!owner.nullable) return value(sql, 'boolean', false, level.comparison)
  return value(`ifNull(${sql}, ${operator === 'NOT IN'})`, 'boolean', false)
}

/** What stands behind FROM. The joins are those of all conditions, so that it has to be asked for last. */
function source({ set, joins, conditions }: Entities, ...more: readonly string[]): string {
  const all = [...conditions, ...more]
  return `${joins.to(`${set.table} FINAL`)}${all.length > 0 ? ` WHERE ${all.join(' AND ')}` : ''}`
}
