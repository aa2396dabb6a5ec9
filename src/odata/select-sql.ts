import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import { ODataError } from './error.ts'
import { jsonText } from './json-sql.ts'
import { type EntitySetModel, findNavigation, findProperty, type Property } from './model.ts'
import { nearest } from './nearest.ts'
import type { Options } from './options.ts'
import { translateComputed } from './path-sql.ts'
import { columnMembers, innerProperties, objectText, type Selection } from './row-json.ts'
import type { SelectItem, SelectStep } from './select.ts'
import { singleValue } from './translate.ts'

/**
 * SQL for the JSON text of the record that a client gets: the stored text itself, or an object with what was selected and
 * computed. Values are copied out of the stored text, so they are exactly what was stored; what is absent there is null.
 * Where no text is stored, the columns are written as JSON.
 */
export function projection(ctx: Context, select: readonly SelectItem[] | undefined): string {
  const { record } = ctx.model
  const computed = [...ctx.computed.keys()]
  const selection = selectionOf(ctx, select)
  if (record === undefined)
    return objectText([
      ...columnMembers(ctx.model.properties, '', selection),
      ...computed
        .filter(name => selection === 'all' || selection.has(name))
        .map(name => [name, computedText(ctx, name)] as const),
    ])
  if (selection === 'all') return computed.length === 0 ? record : withComputed(ctx, record, computed)
  const chosen = computed.filter(name => selection.has(name))
  return objectText([
    ...selectedMembers(record, [], ctx.model.properties, selection),
    ...chosen.map(name => [name, computedText(ctx, name)] as const),
  ])
}

function selectionOf(ctx: Context, items: readonly SelectItem[] | undefined): Selection {
  if (!items) return 'all'
  const selection = new Map<string, Selection>()
  let all = false
  for (const item of items) {
    if (item.kind === 'all') all = true
    else if (item.kind === 'all operations') unsupported(ctx, 'selecting operations', item)
    else if (item.path.length === 1 && !item.options && ctx.computed.has(item.path[0]!.name))
      selection.set(item.path[0]!.name, 'all')
    // A relation that is selected gives a link at most; its entities come with $expand (OData 4.01 Protocol 11.2.5.1).
    else if (isNavigation(ctx, item)) continue
    else addPath(ctx, selection, ctx.model.properties, ctx.model.name, item.path, item.options)
  }
  return all ? 'all' : selection
}

/**
 * A computed value must not hide an attribute, a relation or another computed value (OData 4.01 Protocol 11.2.5.3).
 *
 * @throws ODataError at the name that is taken
 */
export function checkComputed(model: EntitySetModel, { compute = [] }: Options, target: string): void {
  const names = new Set<string>()
  for (const { name, position } of compute) {
    if (names.has(name) || findProperty(model.properties, name) || findNavigation(model, name))
      throw new ODataError('InvalidValue', `the name "${name}" is taken; choose another`, {
        target,
        position,
      })
    names.add(name)
  }
}

function isNavigation(ctx: Context, { path, options }: SelectItem): boolean {
  return path.length === 1 && !options && findNavigation(ctx.model, path[0]!.name) !== undefined
}

function addPath(
  ctx: Context,
  selection: Map<string, Selection>,
  properties: readonly Property[],
  owner: string,
  [step, ...rest]: readonly SelectStep[],
  options: Options | undefined,
): void {
  const { name } = step!
  if (step!.kind !== 'property') unsupported(ctx, `selecting the ${step!.kind} "${name}"`, step!)
  const property = findProperty(properties, name) ?? unknown(ctx, step!, properties, owner)
  if (rest.length === 0 && !options) {
    selection.set(name, 'all')
    return
  }
  const inner = innerProperties(property)
  if (!inner) fail(ctx, 'TypeMismatch', `"${name}" has no attributes to select from`, rest[0] ?? step!)
  const existing = selection.get(name)
  const nested = existing instanceof Map ? existing : new Map<string, Selection>()
  if (rest.length > 0) addPath(ctx, nested, inner, name, rest, options)
  else addNested(ctx, nested, inner, step!, options!)
  if (existing !== 'all') selection.set(name, nested.size === 0 ? 'all' : nested)
}

/** `detail($select=content)` is another way to write `detail/content`. */
function addNested(
  ctx: Context,
  selection: Map<string, Selection>,
  properties: readonly Property[],
  step: SelectStep,
  options: Options,
): void {
  const other = Object.keys(options).find(option => option !== 'select')
  if (other) unsupported(ctx, `$${other} within $select`, step)
  for (const item of options.select ?? [])
    if (item.kind === 'all') for (const property of properties) selection.set(property.name, 'all')
    else if (item.kind === 'all operations') unsupported(ctx, 'selecting operations', item)
    else addPath(ctx, selection, properties, step.name, item.path, item.options)
}

function unknown(ctx: Context, step: SelectStep, properties: readonly Property[], owner: string): never {
  const names = [
    ...properties.map(p => p.name),
    ...(properties === ctx.model.properties ? ctx.computed.keys() : []),
  ]
  const guess = nearest(step.name, names)
  const advice = guess ? `did you mean "${guess}"?` : `its attributes are ${names.join(', ')}`
  return fail(ctx, 'UnknownName', `there is no attribute "${step.name}" in ${owner}; ${advice}`, step)
}

/** The members of an object, in the model's order, which is the record's. */
function selectedMembers(
  json: string,
  path: readonly string[],
  properties: readonly Property[],
  selection: Map<string, Selection>,
): (readonly [name: string, text: string])[] {
  return properties
    .filter(property => selection.has(property.name))
    .map(property => [
      property.name,
      memberText(json, [...path, property.name], property, selection.get(property.name)!),
    ])
}

function memberText(json: string, path: readonly string[], property: Property, selection: Selection): string {
  const place = [json, ...path.map(name => `'${name}'`)].join(', ')
  const inner = innerProperties(property)
  if (selection === 'all' || !inner) return `ifNull(nullIf(JSONExtractRaw(${place}), ''), 'null')`
  if (property.kind === 'complex') {
    const text = objectText(selectedMembers(json, path, inner, selection))
    return `if(JSONType(${place}) = 'Object', ${text}, 'null')`
  }
  const item = objectText(selectedMembers('_item', [], inner, selection))
  const items = `arrayStringConcat(arrayMap(_item -> ${item}, JSONExtractArrayRaw(${place})), ',')`
  return `if(JSONType(${place}) = 'Array', concat('[', ${items}, ']'), 'null')`
}

function withComputed(ctx: Context, record: string, names: readonly string[]): string {
  const parts = names.map(name => `',"${name}":', ${computedText(ctx, name)}`)
  return `concat(substring(${record}, 1, length(${record}) - 1), ${parts.join(', ')}, '}')`
}

function computedText(ctx: Context, name: string): string {
  const node = ctx.computed.get(name)!
  const inner = { ...ctx, target: '$compute' }
  return jsonText(singleValue(inner, translateComputed(inner, name, node), node))
}
