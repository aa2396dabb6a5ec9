import { jsonText } from './json-sql.ts'
import type { CollectionProperty, Property } from './model.ts'
import type { Value } from './operand.ts'
import { operandOf, value, valueTypeOf } from './operand.ts'

/** What is selected of an object: everything, or some properties and of each again everything or some. */
export type Selection = 'all' | Map<string, Selection>

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
  selection: Selection,
  depth = 0,
): Member[] {
  const part = (name: string): Selection | undefined => (selection === 'all' ? 'all' : selection.get(name))
  return properties.flatMap(property => {
    const selected = part(property.name)
    return selected === undefined
      ? []
      : [[property.name, columnText(property, owner, selected, depth)] as const]
  })
}

function columnText(property: Property, owner: string, selection: Selection, depth: number): string {
  if (property.kind === 'primitive' || property.kind === 'enum')
    return jsonText(operandOf(property, owner) as Value)
  const sql = owner === '' ? property.column : `${owner}.${property.column}`
  const text =
    property.kind === 'complex'
      ? objectText(columnMembers(property.properties, sql, selection, depth))
      : listText(property.element, sql, selection, depth)
  return property.isNull === undefined ? text : `if(${property.isNull}, 'null', ${text})`
}

function listText(
  element: CollectionProperty['element'],
  sql: string,
  selection: Selection,
  depth: number,
): string {
  const item = `_i${depth}`
  const text =
    typeof element === 'string'
      ? jsonText(value(item, valueTypeOf(element), false))
      : objectText(columnMembers(element, item, selection, depth + 1))
  return `concat('[', arrayStringConcat(arrayMap(${item} -> ${text}, ${sql}), ','), ']')`
}
