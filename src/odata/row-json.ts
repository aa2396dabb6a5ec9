import { countText, jsonText, type NumberFormat } from './json-sql.ts'
import type { CollectionProperty, Property } from './model.ts'
import type { Value } from './operand.ts'
import { operandOf, value, valueTypeOf } from './operand.ts'

/**
 * What is selected of an object or of the objects of a list: everything, or some properties and of each again everything
 * or some; or only part of a list.
 */
export type Selection = 'all' | Map<string, Selection> | ListPart

/** Some items of a list, in an order. */
export interface ListPart {
  readonly kind: 'list part'
  /** SQL of an array: of the items' JSON texts where a record's text is stored, else of their values. */
  readonly items: string
  /** SQL of how many there are before some are left out by their place; undefined unless that is asked for. */
  readonly count: string | undefined
  /** What is selected of an item. */
  readonly selection: Exclude<Selection, ListPart>
}

export type Member = readonly [name: string, text: string]

/** SQL for the JSON text of an object. Names come from a model or are identifiers, which need no escaping anywhere. */
export function objectText(members: readonly Member[]): string {
  if (members.length === 0) return "'{}'"
  const parts = members.map(([name, text], i) => `'${i === 0 ? '{' : ','}"${name}":', ${text}`)
  return `concat(${parts.join(', ')}, '}')`
}

/** The properties of what a property holds: an object, or objects. */
export function innerProperties(property: Property): readonly Property[] | undefined {
  if (property.kind === 'complex') return property.properties
  return property.kind === 'collection' && typeof property.element !== 'string' ? property.element : undefined
}

/** The selected properties of `owner` with SQL for their JSON text, made of the columns that hold them. */
export function columnMembers(
  properties: readonly Property[],
  owner: string,
  selection: Exclude<Selection, ListPart>,
  format: NumberFormat,
  depth = 0,
): Member[] {
  const part = (name: string): Selection | undefined => (selection === 'all' ? 'all' : selection.get(name))
  return properties.flatMap(property => {
    const selected = part(property.name)
    return selected === undefined
      ? []
      : withCount(property.name, selected, columnText(property, owner, selected, format, depth), format)
  })
}

/** A member, behind the number of the list's items where that is asked for (OData JSON Format 4.01, 4.5.3). */
export function withCount(name: string, selected: Selection, text: string, format: NumberFormat): Member[] {
  const count = isListPart(selected) ? selected.count : undefined
  return [
    ...(count === undefined ? [] : [[`${name}@odata.count`, countText(count, format)] as const]),
    [name, text],
  ]
}

export function isListPart(selection: Selection): selection is ListPart {
  return selection !== 'all' && !(selection instanceof Map)
}

function columnText(
  property: Property,
  owner: string,
  selected: Selection,
  format: NumberFormat,
  depth: number,
): string {
  if (property.kind === 'primitive')
    return jsonText(operandOf(property, owner) as Value, format, property.type)
  if (property.kind === 'enum') return jsonText(operandOf(property, owner) as Value, format)
  const sql = owner === '' ? property.column : `${owner}.${property.column}`
  const [list, selection] = isListPart(selected) ? [selected.items, selected.selection] : [sql, selected]
  const text =
    property.kind === 'complex'
      ? objectText(columnMembers(property.properties, sql, selection, format, depth))
      : listText(property.element, list, selection, format, depth)
  return property.isNull === undefined ? text : `if(${property.isNull}, 'null', ${text})`
}

function listText(
  element: CollectionProperty['element'],
  sql: string,
  selection: Exclude<Selection, ListPart>,
  format: NumberFormat,
  depth: number,
): string {
  const item = `_i${depth}`
  const text =
    typeof element === 'string'
      ? jsonText(value(item, valueTypeOf(element), false), format, element)
      : objectText(columnMembers(element, item, selection, format, depth + 1))
  return `concat('[', arrayStringConcat(arrayMap(${item} -> ${text}, ${sql}), ','), ']')`
}
