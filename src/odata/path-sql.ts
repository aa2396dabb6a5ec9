import type { Context } from './context.ts'
import { deeper, fail, unsupported } from './context.ts'
import { functionArguments } from './function-names.ts'
import { findNavigation, findProperty, type Property } from './model.ts'
import { navigate, reachable, relatedStep } from './navigation-sql.ts'
import { nearest } from './nearest.ts'
import type { LambdaSegment, Located, NameSegment, Node, PathNode, Segment } from './nodes.ts'
import type { Collection, Complex, Operand, Value } from './operand.ts'
import { describe, level, operandOf, value, valueTypeOf } from './operand.ts'
import { searchCondition } from './search-sql.ts'
import { translate, translateCondition } from './translate.ts'

/** Translates a path, step by step from what it starts at. */
export function translatePath(ctx: Context, path: PathNode): Operand {
  const [first, ...rest] = path.segments
  let operand = start(ctx, first!)
  let owner = ''
  for (const segment of rest) {
    operand = step(ctx, operand, segment, owner)
    if (segment.kind === 'name') owner = segment.name
  }
  return operand
}

function start(ctx: Context, segment: Segment): Operand {
  switch (segment.kind) {
    case 'name': {
      const variable = ctx.variables.get(segment.name)
      if (variable) return reachable(ctx, variable, segment)
      if (ctx.current === ctx.record && ctx.computed.has(segment.name))
        return translateComputed(ctx, segment.name, segment)
      return property(ctx, ctx.current, segment)
    }
    case 'variable':
      if (segment.name === '$it') return reachable(ctx, ctx.record, segment)
      if (segment.name === '$this') return reachable(ctx, ctx.current, segment)
      return unsupported(ctx, segment.name, segment)
    case 'at':
      return alias(ctx, segment.name, segment)
    default:
      return unsupported(ctx, segmentWords(segment), segment)
  }
}

/** The value that `$compute` defined as `name`, from attributes and from what was defined before it. */
export function translateComputed(ctx: Context, name: string, at: Located): Operand {
  const names = [...ctx.computed.keys()]
  const before = [...ctx.computed].slice(0, names.indexOf(name))
  const inner = { ...ctx, computed: new Map(before), variables: new Map(), lax: false }
  return deeper(ctx, at, () => translate(inner, ctx.computed.get(name)!))
}

/** A parameter alias stands for its expression; one without a value is null (OData 4.01 URL Conventions 5.3). */
function alias(ctx: Context, name: string, segment: Segment): Operand {
  if (name.includes('.')) return unsupported(ctx, `the annotation @${name}`, segment)
  const expression = ctx.aliases.get(`@${name}`)
  if (expression)
    return deeper(ctx, segment, () => translate({ ...ctx, variables: new Map(), lax: false }, expression))
  const { position, end } = segment
  return {
    kind: 'literal',
    node: { kind: 'literal', type: 'null', value: 'null', text: `@${name}`, position, end },
  }
}

function step(ctx: Context, from: Operand, segment: Segment, owner: string): Operand {
  if (from.kind === 'entities') return relatedStep(ctx, from, segment)
  switch (segment.kind) {
    case 'name':
      return property(ctx, from, segment)
    case 'count':
      return count(ctx, collection(ctx, from, segment, '$count'), segment)
    case 'filter': {
      const list = collection(ctx, from, segment, '$filter')
      return { ...list, sql: filtered(ctx, list, segment.predicate, 'arrayFilter') }
    }
    case 'lambda':
      return lambda(ctx, collection(ctx, from, segment, segment.operator), segment)
    default:
      return unsupported(ctx, `${segmentWords(segment)}${owner === '' ? '' : ` behind "${owner}"`}`, segment)
  }
}

export function segmentWords(segment: Segment): string {
  switch (segment.kind) {
    case 'at':
      return `the annotation @${segment.name}`
    case 'function':
      return `the function ${segment.name}`
    case 'key':
      return 'a key within a path'
    case 'aggregate':
      return 'aggregate(…) within a path'
    default:
      return 'this path'
  }
}

function property(ctx: Context, from: Operand, segment: NameSegment): Operand {
  const { name } = segment
  if (name.includes('.') && from.kind === 'complex' && findProperty(from.properties, name.split('.')[0]!))
    return fail(
      ctx,
      'UnknownName',
      `there is no attribute "${name}"; did you mean "${name.replaceAll('.', '/')}"?`,
      segment,
    )
  if (name.includes('.')) return unsupported(ctx, `the type "${name}" within a path`, segment)
  if (from.kind === 'collection') {
    const advice = `test its elements with ${from.name}/any(x:x/${name} …)`
    return fail(
      ctx,
      'TypeMismatch',
      `${from.name} is a collection and has no attribute "${name}"; ${advice}`,
      segment,
    )
  }
  if (from.kind !== 'complex')
    return fail(ctx, 'TypeMismatch', `${describe(from)} has no attributes, so no "${name}"`, segment)
  reachable(ctx, from, segment)
  const found = findProperty(from.properties, name)
  if (found) return partOf(from, found, operandOf(found, from.sql, from.joined))
  const navigation = from.entity && findNavigation(from.entity, name)
  return navigation ? navigate(ctx, from, navigation, segment) : unknown(ctx, name, from, segment)
}

/** A part that is never null itself is null where its whole object is; the tuple has something there all the same. */
function partOf({ sql, isNull }: Complex, { nullable }: Property, part: Operand): Operand {
  if (sql === '' || isNull === undefined || part.kind !== 'value' || nullable) return part
  return { ...part, sql: `if(${isNull}, NULL, ${part.sql})`, nullable: true, level: level.atom }
}

function unknown(ctx: Context, name: string, from: Complex, segment: NameSegment): never {
  const { properties, entity, name: owner } = from
  const relations = entity?.service ? (entity.navigation ?? []).map(n => n.name) : []
  const names = [...properties.map(p => p.name), ...relations]
  const atRoot = ctx.current === ctx.record && properties === ctx.record.properties
  const candidates = atRoot ? [...names, ...ctx.computed.keys(), ...ctx.variables.keys()] : names
  const guess = nearest(name, candidates)
  const isFunction = functionArguments.has(name.toLowerCase())
  const advice = guess
    ? `did you mean "${guess}"?`
    : isFunction
      ? `${name} is a function: write ${name.toLowerCase()}(…)`
      : `its attributes are ${names.join(', ')}`
  return fail(ctx, 'UnknownName', `there is no attribute "${name}" in ${owner}; ${advice}`, segment)
}

function collection(ctx: Context, from: Operand, segment: Segment, what: string): Collection {
  if (from.kind === 'collection') return from
  return fail(ctx, 'TypeMismatch', `${what} needs a collection, and ${describe(from)} is none`, segment)
}

/** A context in which one element of a collection has the name `variable`, or is what names belong to. */
function elementContext(
  ctx: Context,
  list: Collection,
  variable: string | undefined,
): [Context, name: string] {
  const name = `_e${ctx.elements}`
  const element: Operand =
    typeof list.element === 'string'
      ? value(name, valueTypeOf(list.element), false)
      : { kind: 'complex', name: list.name, sql: name, properties: list.element, isNull: undefined }
  const inner = { ...ctx, elements: ctx.elements + 1, lax: true }
  if (variable === undefined) return [{ ...inner, current: element }, name]
  return [{ ...inner, variables: new Map([...ctx.variables, [variable, element]]) }, name]
}

function filtered(ctx: Context, list: Collection, predicate: Node, arrayFunction: string): string {
  const [inner, name] = elementContext(ctx, list, undefined)
  return `${arrayFunction}(${name} -> ${translateCondition(inner, predicate).sql}, ${list.sql})`
}

function count(ctx: Context, list: Collection, segment: Segment & { kind: 'count' }): Value {
  const { filter, search } = segment
  if (search) {
    const [inner, name] = elementContext(ctx, list, undefined)
    const condition = searchCondition(inner, search)
    const part = { ...list, sql: `arrayFilter(${name} -> ${condition.sql}, ${list.sql})` }
    return count(ctx, part, { ...segment, search: undefined })
  }
  const sql = filter ? filtered(ctx, list, filter, 'arrayCount') : `length(${list.sql})`
  return value(sql, 'integer', false)
}

/** `any` over nothing is false, `all` is true (OData 4.01 URL Conventions 5.1.1.13). Neither is ever null. */
function lambda(ctx: Context, list: Collection, segment: LambdaSegment): Value {
  const { operator, variable, predicate } = segment
  if (variable === undefined || predicate === undefined)
    return value(`notEmpty(${list.sql})`, 'boolean', false)
  return deeper(ctx, segment, () => {
    const [inner, name] = elementContext(ctx, list, variable)
    const condition = translateCondition(inner, predicate).sql
    return value(
      `${operator === 'any' ? 'arrayExists' : 'arrayAll'}(${name} -> ${condition}, ${list.sql})`,
      'boolean',
      false,
    )
  })
}
