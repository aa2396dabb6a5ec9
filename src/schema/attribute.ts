/**
 * The vocabulary in which an entity is written down: an attribute has a type, a meaning, and says whether it may be null.
 *
 * Every set of values is open: one nobody listed is kept and served, because the source adds values without notice.
 */

/** A single value: text, an instant (`YYYY-MM-DDTHH:MM:SS.mmmZ`), or a flag (JSON boolean). */
export interface ScalarAttribute {
  readonly type: 'string' | 'instant' | 'flag'
  readonly meaning: string
  /** Absent means the attribute always has a value, and a record without it breaks the contract. */
  readonly nullable?: true
  /** Known values of an open enumeration. */
  readonly values?: readonly string[]
}

/** A list of texts. */
export interface StringsAttribute {
  readonly type: 'strings'
  readonly meaning: string
  readonly nullable?: true
}

/** A nested object, or a list of them. Everything inside may be absent: its keys depend on the record's type. */
export interface StructuredAttribute {
  readonly type: 'object' | 'objects'
  readonly meaning: string
  readonly nullable?: true
  readonly attributes: Attributes
}

export type Attribute = ScalarAttribute | StringsAttribute | StructuredAttribute

/** Attributes by name, in alphabetical order: the order in which the Data API writes them. */
export type Attributes = { readonly [name: string]: Attribute }

/** From the referring attribute to the `id` of another entity. */
export interface Relation {
  readonly to: string
  readonly meaning: string
  /** True when the referred record is often absent by design (retention, system events). */
  readonly mayBeMissing?: true
}

/** One of the five collections of the Data API. Its key is always `id`, its version always `last_updated_time`. */
export interface Entity {
  /** The name in URLs, files and the command line: `plugin-calls`. */
  readonly name: string
  /** The name in SQL and in OData metadata, where a hyphen is not legal: `plugin_calls`. */
  readonly table: string
  readonly meaning: string
  readonly attributes: Attributes
  readonly relations: { readonly [attribute: string]: Relation }
}
