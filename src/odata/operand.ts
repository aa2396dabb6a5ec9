import type { JoinedEntity, Joins } from './joins.ts'
import type { CollectionProperty, EdmPrimitive, EntitySetModel, Property } from './model.ts'
import type { LiteralNode } from './nodes.ts'

/** The types of values in SQL. Durations and times of day are microseconds, in `Int64`. */
export type ValueType =
  | 'binary'
  | 'boolean'
  | 'date'
  | 'duration'
  | 'guid'
  | 'instant'
  | 'integer'
  | 'number'
  | 'string'
  | 'time'

/** How close the outermost operator of an SQL text binds; what binds less than its surroundings gets parentheses. */
export const level = { or: 0, and: 1, not: 2, comparison: 3, sum: 4, product: 5, atom: 6 } as const
export type Level = (typeof level)[keyof typeof level]

/** A value in SQL. */
export interface Value {
  readonly kind: 'value'
  readonly sql: string
  readonly type: ValueType
  /** Whether it can be NULL. */
  readonly nullable: boolean
  readonly level: Level
  /** The enumeration whose members' names it holds. */
  readonly enumeration?: Enumeration
}

export interface Enumeration {
  readonly type: string
  readonly members: readonly string[]
}

/** A literal that has not been written to SQL yet, because its type follows from what it meets. */
export interface Literal {
  readonly kind: 'literal'
  readonly node: LiteralNode
}

/** A nested object, or an entity. `sql` is the tuple, or empty for an entity itself. */
export interface Complex {
  readonly kind: 'complex'
  /** What it is called in messages. */
  readonly name: string
  readonly sql: string
  readonly properties: readonly Property[]
  /** SQL that is true where it is null; undefined when it never is. */
  readonly isNull: string | undefined
  /** The set it is an entity of: what navigation starts from. */
  readonly entity?: EntitySetModel
  /** The join it comes from; then `sql` is valid within the join only. */
  readonly joined?: JoinedEntity | undefined
  /** True for what belongs to a surrounding query, which a query within it cannot reach. */
  readonly outer?: true
}

/** The entities that a relation to many leads to: a query of its own. */
export interface Entities {
  readonly kind: 'entities'
  readonly name: string
  readonly set: EntitySetModel
  /** What the entities' `column` must equal. */
  readonly owner: Value
  readonly column: string
  /** SQL of the conditions of `$filter(…)` on the way. */
  readonly conditions: readonly string[]
  /** The joins of the query of these entities. */
  readonly joins: Joins
}

/** A list. */
export interface Collection {
  readonly kind: 'collection'
  readonly name: string
  readonly sql: string
  readonly element: CollectionProperty['element']
  readonly isNull: string | undefined
}

/** A list of literals or expressions, as the right side of `in` or an argument. */
export interface Items {
  readonly kind: 'items'
  readonly items: readonly Operand[]
}

export type Operand = Value | Literal | Complex | Collection | Entities | Items

export function value(sql: string, type: ValueType, nullable: boolean, binds: Level = level.atom): Value {
  return { kind: 'value', sql, type, nullable, level: binds }
}

/** The SQL of `v`, in parentheses when its outermost operator binds less than `least`. */
export function wrap(v: Value, least: Level): string {
  return v.level >= least ? v.sql : `(${v.sql})`
}

export function isNullLiteral(operand: Operand): boolean {
  return operand.kind === 'literal' && operand.node.type === 'null'
}

const edmTypes: { readonly [edm in EdmPrimitive]: ValueType } = {
  'Edm.Binary': 'binary',
  'Edm.Boolean': 'boolean',
  'Edm.Date': 'date',
  'Edm.DateTimeOffset': 'instant',
  'Edm.Decimal': 'number',
  'Edm.Double': 'number',
  'Edm.Duration': 'duration',
  'Edm.Guid': 'guid',
  'Edm.Int32': 'integer',
  'Edm.Int64': 'integer',
  'Edm.String': 'string',
  'Edm.TimeOfDay': 'time',
}

export function valueTypeOf(edm: EdmPrimitive): ValueType {
  return edmTypes[edm]
}

/** The type that metadata and results give a value. */
export function edmTypeOf(type: ValueType): EdmPrimitive {
  return type === 'integer' ? 'Edm.Int64' : type === 'number' ? 'Edm.Double' : edmOf.get(type)!
}

const edmOf: ReadonlyMap<ValueType, EdmPrimitive> = new Map(
  Object.entries(edmTypes).map(([edm, type]) => [type, edm as EdmPrimitive]),
)

/**
 * A property as an operand; `owner` is the SQL of what has it, empty for the record. Whatever comes from a join can be null.
 */
export function operandOf(property: Property, owner: string, joined?: JoinedEntity): Operand {
  const sql = owner === '' ? property.column : `${owner}.${property.column}`
  switch (property.kind) {
    case 'primitive':
      return single(sql, valueTypeOf(property.type), property.nullable, joined)
    case 'enum':
      return { ...single(sql, 'string', property.nullable, joined), enumeration: property }
    case 'complex': {
      const { name, properties } = property
      if (joined)
        return { kind: 'complex', name, sql, properties, joined, ...joinedNullTest(property, joined) }
      return { kind: 'complex', name, sql, properties, isNull: property.isNull }
    }
    case 'collection': {
      const { name, element } = property
      if (joined)
        return {
          kind: 'collection',
          name,
          sql: joined.column(sql),
          element,
          ...joinedNullTest(property, joined),
        }
      return { kind: 'collection', name, sql, element, isNull: property.isNull }
    }
  }
}

function single(sql: string, type: ValueType, nullable: boolean, joined: JoinedEntity | undefined): Value {
  return joined ? value(joined.nullable(sql), type, true) : value(sql, type, nullable)
}

/** An object or list of a joined entity is null where the entity is missing. */
function joinedNullTest({ isNull }: { readonly isNull?: string }, joined: JoinedEntity) {
  return {
    isNull: isNull === undefined ? joined.isMissing : `ifNull(${joined.nullable(isNull)}, true)`,
  }
}

/** What a message calls an operand: "an instant", "a collection". */
export function describe(operand: Operand): string {
  switch (operand.kind) {
    case 'value':
      return typeWords[operand.type]
    case 'literal':
      return `${operand.node.text} (${literalWords(operand.node)})`
    case 'complex':
      if (operand.joined && operand.sql === '') return `an entity (${operand.name})`
      return operand.sql === '' ? 'a whole record' : `an object (${operand.name})`
    case 'collection':
      return `a collection (${operand.name})`
    case 'entities':
      return `a collection of entities (${operand.name})`
    case 'items':
      return 'a list'
  }
}

export const typeWords: { readonly [type in ValueType]: string } = {
  binary: 'binary data',
  boolean: 'true or false',
  date: 'a date',
  duration: 'a duration',
  guid: 'a GUID',
  instant: 'an instant',
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  time: 'a time of day',
}

function literalWords({ type }: LiteralNode): string {
  if (type === 'null') return 'null'
  if (type === 'decimal') return typeWords.number
  if (type === 'enum') return 'a member of an enumeration'
  return type === 'geo' ? 'a geographic value' : typeWords[type]
}
