import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import { ODataError } from './error.ts'
import { jsonText, type NumberFormat } from './json-sql.ts'
import {
  type CollectionProperty,
  type EntitySetModel,
  findNavigation,
  findProperty,
  type Property,
} from './model.ts'
import { nearest } from './nearest.ts'
import type { Options } from './options.ts'
import { translateComputed } from './path-sql.ts'
import {
  columnMembers,
  innerProperties,
  isListPart,
  type ListPart,
  objectText,
  type Selection,
  withCount,
} from './row-json.ts'
import type { SelectItem, SelectStep } from './select.ts'
import { checkNested, choosesItems, listPart } from './selected-list.ts'
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
      ...columnMembers(ctx.model.properties, '', selection, ctx),
      ...computed
        .filter(name => selection === 'all' || selection.has(name))
        .map(name => [name, computedText(ctx, name)] as const),
    ])
  if (selection === 'all') return computed.length === 0 ? record : withComputed(ctx, record, computed)
  const chosen = computed.filter(name => selection.has(name))
  return objectText([
    ...selectedMembers(ctx, record, [], ctx.model.properties, selection),
    ...chosen.map(name => [name, computedText(ctx, name)] as const),
  ])
}

/** What is selected of an object or of the objects of a list. */
type ObjectSelection = Exclude<Selection, ListPart>

/** An object, or the objects of a list, that paths of `$select` lead into. */
interface Owner {
  readonly name: string
  readonly properties: readonly Property[]
  /** SQL of the object's tuple, empty for the record itself; undefined for the objects of a list. */
  readonly sql: string | undefined
  /** The names that lead to it in the record's text. */
  readonly path: readonly string[]
}

function selectionOf(ctx: Context, items: readonly SelectItem[] | undefined): ObjectSelection {
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
    else addPath(ctx, selection, recordOf(ctx), item.path, item.options)
  }
  if (all && [...selection.values()].some(isListPart))
    unsupported(ctx, 'part of a list beside "*"', items[0]!)
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

const recordOf = ({ model }: Context): Owner => ({
  name: model.name,
  properties: model.properties,
  sql: '',
  path: [],
})

function addPath(
  ctx: Context,
  selection: Map<string, Selection>,
  owner: Owner,
  [step, ...rest]: readonly SelectStep[],
  options: Options | undefined,
): void {
  const { name } = step!
  if (step!.kind !== 'property') unsupported(ctx, `selecting the ${step!.kind} "${name}"`, step!)
  const property = findProperty(owner.properties, name) ?? unknown(ctx, step!, owner)
  const existing = selection.get(name)
  const part = rest.length === 0 && options !== undefined && choosesItems(options)
  if (existing !== undefined && (part || isListPart(existing)))
    fail(ctx, 'InvalidSyntax', `"${name}" is selected twice; give all its options at once`, step!)
  if (rest.length === 0 && !options) {
    selection.set(name, 'all')
    return
  }
  const isList = property.kind === 'collection'
  if (rest.length === 0) checkNested(ctx, options!, isList, name, step!)
  const within = innerProperties(property)
  if (!within && !part)
    fail(ctx, 'TypeMismatch', `"${name}" has no attributes to select from`, rest[0] ?? step!)
  const inner = ownerWithin(owner, property, within ?? [])
  const nested = existing instanceof Map ? existing : new Map<string, Selection>()
  if (rest.length > 0) addPath(ctx, nested, inner, rest, options)
  else addNested(ctx, nested, inner, options!)
  const selected = nested.size === 0 ? 'all' : nested
  if (part && isList) selection.set(name, partOf(ctx, owner, property, options, selected, step!))
  else if (existing !== 'all') selection.set(name, selected)
}

function ownerWithin({ sql, path }: Owner, property: Property, properties: readonly Property[]): Owner {
  const { name, column, kind } = property
  const inner = kind === 'collection' || sql === undefined ? undefined : columnWithin(sql, column)
  return { name, properties, sql: inner, path: [...path, name] }
}

const columnWithin = (owner: string, column: string): string => (owner === '' ? column : `${owner}.${column}`)

/** `detail($select=content)` is another way to write `detail/content`. */
function addNested(ctx: Context, selection: Map<string, Selection>, owner: Owner, options: Options): void {
  const inner = withAliases(ctx, options)
  for (const item of options.select ?? [])
    if (item.kind === 'all') for (const property of owner.properties) selection.set(property.name, 'all')
    else if (item.kind === 'all operations') unsupported(ctx, 'selecting operations', item)
    else addPath(inner, selection, owner, item.path, item.options)
}

function withAliases(ctx: Context, { aliases }: Options): Context {
  return aliases ? { ...ctx, aliases: new Map([...ctx.aliases, ...aliases]) } : ctx
}

function partOf(
  ctx: Context,
  { sql, path }: Owner,
  property: CollectionProperty,
  options: Options,
  selection: ObjectSelection,
  step: SelectStep,
): ListPart {
  if (sql === undefined) return unsupported(ctx, 'choosing from a list within a list', step)
  const { record } = ctx.model
  const texts = record && `JSONExtractArrayRaw(${placeIn(record, [...path, property.name])})`
  const list = columnWithin(sql, property.column)
  return listPart(withAliases(ctx, options), property, list, texts, options, selection, step)
}

function unknown(ctx: Context, step: SelectStep, { properties, name }: Owner): never {
  const names = [
    ...properties.map(p => p.name),
    ...(properties === ctx.model.properties ? ctx.computed.keys() : []),
  ]
  const guess = nearest(step.name, names)
  const advice = guess ? `did you mean "${guess}"?` : `its attributes are ${names.join(', ')}`
  return fail(ctx, 'UnknownName', `there is no attribute "${step.name}" in ${name}; ${advice}`, step)
}

/** The members of an object, in the model's order, which is the record's. */
function selectedMembers(
  format: NumberFormat,
  json: string,
  path: readonly string[],
  properties: readonly Property[],
  selection: Map<string, Selection>,
): (readonly [name: string, text: string])[] {
  return properties
    .filter(property => selection.has(property.name))
    .flatMap(property => {
      const { name } = property
      const selected = selection.get(name)!
      return withCount(name, selected, memberText(format, json, [...path, name], property, selected), format)
    })
}

/** The arguments that lead a JSON function to a place in a text. */
function placeIn(json: string, path: readonly string[]): string {
  return [json, ...path.map(name => `'${name}'`)].join(', ')
}

function memberText(
  format: NumberFormat,
  json: string,
  path: readonly string[],
  property: Property,
  selection: Selection,
): string {
  const place = placeIn(json, path)
  const inner = innerProperties(property)
  if (isListPart(selection)) return listText(format, place, inner, selection.items, selection.selection)
  if (selection === 'all' || !inner) return `ifNull(nullIf(JSONExtractRaw(${place}), ''), 'null')`
  if (property.kind === 'complex') {
    const text = objectText(selectedMembers(format, json, path, inner, selection))
    return `if(JSONType(${place}) = 'Object', ${text}, 'null')`
  }
  return listText(format, place, inner, `JSONExtractArrayRaw(${place})`, selection)
}

/** The text of a list of items that have texts, where there is a list at all. */
function listText(
  format: NumberFormat,
  place: string,
  inner: readonly Property[] | undefined,
  texts: string,
  selection: ObjectSelection,
): string {
  const item =
    inner && selection !== 'all'
      ? objectText(selectedMembers(format, '_item', [], inner, selection))
      : '_item'
  const items = `arrayStringConcat(arrayMap(_item -> ${item}, ${texts}), ',')`
  return `if(JSONType(${place}) = 'Array', concat('[', ${items}, ']'), 'null')`
}

function withComputed(ctx: Context, record: string, names: readonly string[]): string {
  const parts = names.map(name => `',"${name}":', ${computedText(ctx, name)}`)
  return `concat(substring(${record}, 1, length(${record}) - 1), ${parts.join(', ')}, '}')`
}

function computedText(ctx: Context, name: string): string {
  const node = ctx.computed.get(name)!
  const inner = { ...ctx, target: '$compute' }
  return jsonText(singleValue(inner, translateComputed(inner, name, node), node), ctx)
}
