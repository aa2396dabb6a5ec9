/**
 * What the language layer needs to know about an entity set: its properties, their types, and the SQL that reads them.
 *
 * A model is a plain value made by whoever knows the tables. Property names become SQL only through `column`, so whatever
 * a client writes can never reach the SQL text.
 */

/** Primitive types of properties (OData 4.01 CSDL 3.3). */
export type EdmPrimitive =
  | 'Edm.Binary'
  | 'Edm.Boolean'
  | 'Edm.Date'
  | 'Edm.DateTimeOffset'
  | 'Edm.Decimal'
  | 'Edm.Double'
  | 'Edm.Duration'
  | 'Edm.Guid'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.String'
  | 'Edm.TimeOfDay'

interface PropertyBase {
  readonly name: string
  readonly nullable: boolean
  /**
   * The column's name in SQL. A property of a complex property is the element of a named tuple: its SQL is the owner's,
   * a dot, and this.
   */
  readonly column: string
  /** What it means, for people who read `$metadata`. */
  readonly description?: string
}

/**
 * A single value. Instants are `DateTime64(3,'UTC')` columns, flags `Bool`, dates `Date32`, durations and times of day
 * `Int64` microseconds, numbers any number type, all others `String`; `Nullable` when the property is.
 */
export interface PrimitiveProperty extends PropertyBase {
  readonly kind: 'primitive'
  readonly type: EdmPrimitive
}

/** A value of a closed enumeration, held as the member's name in a `String` column. */
export interface EnumProperty extends PropertyBase {
  readonly kind: 'enum'
  readonly type: string
  readonly members: readonly string[]
}

/** A nested object, held in a named `Tuple` column, which cannot itself be null. */
export interface ComplexProperty extends PropertyBase {
  readonly kind: 'complex'
  readonly properties: readonly Property[]
  /** SQL that is true where the whole object is null; needed only where the property is nullable. */
  readonly isNull?: string
}

/** A list, held in an `Array` column, which cannot itself be null. */
export interface CollectionProperty extends PropertyBase {
  readonly kind: 'collection'
  /** The type of the elements: a primitive type, or the properties of an object. */
  readonly element: EdmPrimitive | readonly Property[]
  /** SQL that is true where the whole list is null; needed only where the property is nullable. */
  readonly isNull?: string
}

export type SingleProperty = PrimitiveProperty | EnumProperty
export type Property = SingleProperty | ComplexProperty | CollectionProperty

/**
 * A relation to another entity set of the same service: the rows there whose `targetProperty` has the value that
 * `property` has here. Both are primitive properties of the records themselves; one of the two is its set's key.
 */
export interface NavigationProperty {
  readonly name: string
  /** The set's name in {@link ServiceModel.sets}. */
  readonly target: string
  /** True when there may be several: then `property` is this set's key, otherwise `targetProperty` is the target's. */
  readonly many: boolean
  readonly property: string
  readonly targetProperty: string
  /** The name of the same relation at the target. */
  readonly partner?: string
  readonly description?: string
}

/** An entity set as the language layer sees it. */
export interface EntitySetModel {
  /** As it is called in messages: `plugin-calls`. */
  readonly name: string
  readonly properties: readonly Property[]
  /** Name of the one key property: a string that is never null, by which the table is sorted. */
  readonly key: string
  /** The column with the record's own JSON text; without it the JSON is made of the columns. */
  readonly record: string | undefined
  /**
   * The table, a ReplacingMergeTree. A set without one is read by its caller alone: it has no `$apply`, `$expand` or
   * navigation, for which the language layer has to say itself what is read.
   */
  readonly table?: string
  readonly navigation?: readonly NavigationProperty[]
  /** The service it belongs to, where the targets of its navigation are. */
  readonly service?: ServiceModel
  /** Of a result without key: the properties, by their columns, that no two of its rows have in common. */
  readonly grouping?: readonly SingleProperty[]
  /** What one of its entities is called in metadata: `plugin_call`. */
  readonly entityType?: string
  readonly description?: string
}

/** Entity sets that know each other. */
export interface ServiceModel {
  /** Of the types in metadata: `Debrief`. */
  readonly namespace: string
  /** Name of the entity container. */
  readonly container: string
  /** By the names they have in metadata, which are legal OData identifiers: `plugin_calls`. */
  readonly sets: ReadonlyMap<string, EntitySetModel>
}

/** Entity sets as they are before they belong to a service, by name. */
export interface ServiceDescription {
  readonly namespace: string
  readonly container: string
  readonly sets: { readonly [name: string]: EntitySetModel }
}

/**
 * Makes a service of sets, which know it from then on.
 *
 * @throws TypeError when a navigation property leads nowhere: a mistake of the author, not of a client
 */
export function serviceOf({ namespace, container, sets }: ServiceDescription): ServiceModel {
  const known = new Map<string, EntitySetModel>()
  const service: ServiceModel = { namespace, container, sets: known }
  for (const [name, set] of Object.entries(sets)) known.set(name, { ...set, service })
  for (const set of known.values())
    for (const navigation of set.navigation ?? []) checkNavigation(set, navigation, known)
  return service
}

function checkNavigation(
  set: EntitySetModel,
  { name, target, property, targetProperty, many }: NavigationProperty,
  sets: ReadonlyMap<string, EntitySetModel>,
): void {
  const to = sets.get(target)
  const fits =
    to &&
    !findProperty(set.properties, name) &&
    findProperty(set.properties, property)?.kind === 'primitive' &&
    findProperty(to.properties, targetProperty)?.kind === 'primitive' &&
    (many ? property === set.key : targetProperty === to.key)
  if (!fits) throw new TypeError(`the navigation property "${name}" of ${set.name} does not fit its sets`)
}

/** The relation of `set` that is called `name`; only sets of a service have any. */
export function findNavigation(set: EntitySetModel, name: string): NavigationProperty | undefined {
  return set.service && set.navigation?.find(navigation => navigation.name === name)
}

/** The set that a relation of `set` leads to. */
export function targetOf(set: EntitySetModel, navigation: NavigationProperty): EntitySetModel {
  return set.service!.sets.get(navigation.target)!
}

/** The SQL of the column of a primitive property that {@link serviceOf} has checked, or of the key. */
export function columnOf(set: EntitySetModel, name: string): string {
  return findProperty(set.properties, name)!.column
}

/** The property of `properties` that is called `name`, exactly (OData names are case-sensitive). */
export function findProperty(properties: readonly Property[], name: string): Property | undefined {
  return properties.find(property => property.name === name)
}
