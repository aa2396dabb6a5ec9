import type { Attribute, Attributes, Entity } from './attribute.ts'

/** A column of an entity's table: its name, its ClickHouse type, and the attribute it is derived from. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly attribute: Attribute
}

/**
 * The typed columns of an entity's table, one for each attribute, in the schema's order.
 *
 * Ids are `String` even where they look like UUIDs or numbers: they are opaque, and exceed every integer type somewhere.
 * Objects are named tuples (`detail.content` in SQL is `detail/content` in OData); everything inside may be null.
 */
export function columnsOf(entity: Entity): readonly Column[] {
  return Object.entries(entity.attributes).map(([name, attribute]) => ({
    name,
    type: columnType(attribute),
    attribute,
  }))
}

/** The ClickHouse type that holds an attribute. */
export function columnType(attribute: Attribute): string {
  switch (attribute.type) {
    case 'strings':
      return 'Array(String)'
    case 'object':
      return tupleType(attribute.attributes, columnType)
    case 'objects':
      return `Array(${tupleType(attribute.attributes, columnType)})`
    case 'instant':
      return attribute.nullable ? "Nullable(DateTime64(3, 'UTC'))" : "DateTime64(3, 'UTC')"
    case 'flag':
      return attribute.nullable ? 'Nullable(Bool)' : 'Bool'
    case 'string': {
      const text = attribute.nullable ? 'Nullable(String)' : 'String'
      return attribute.values ? `LowCardinality(${text})` : text
    }
  }
}

/** `Tuple(a T, b U)` over `attributes`, each typed by `type`. */
export function tupleType(attributes: Attributes, type: (attribute: Attribute) => string): string {
  const elements = Object.entries(attributes).map(([name, attribute]) => `${name} ${type(attribute)}`)
  return `Tuple(${elements.join(', ')})`
}
