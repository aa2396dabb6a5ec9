import type { Attribute, Entity } from '../schema/attribute.ts'
import { tupleType } from '../schema/columns.ts'

/** How the engine derives an entity's columns from a record's text. Every part is SQL over a column `record`. */
export interface Derivation {
  /** The record taken apart, to be bound to the alias `r`: the text is parsed once for all columns. */
  readonly extract: string
  /** An expression over `r` for each column, in the schema's order. Never fails, whatever the record holds. */
  readonly columns: readonly { readonly name: string; readonly expression: string }[]
  /** Why the record cannot be stored, as text for people; empty when it can. Over `record` and `r`. */
  readonly refusal: string
  /**
   * Whether a record may have to be refused for what its values are, given that others with attributes and kinds of values as
   * its own need not be: a quick question that is answered yes for all that {@link refusal} refuses. Over `r`.
   */
  readonly suspicion: string
  /** The names of attributes the schema does not know: `platform`, `detail.platform_name`. Over `record`. */
  readonly unknown: string
}

/** Derives from the schema how records of `entity` become rows. Identifiers come from the schema alone. */
export function deriveFrom(entity: Entity): Derivation {
  const attributes = Object.entries(entity.attributes)
  const refusals = attributes.flatMap(([name, attribute]) => refusalsOf(name, attribute))
  const readable = "isValidJSON(record) AND JSONType(record) = 'Object'"
  return {
    extract: `JSONExtract(record, '${tupleType(entity.attributes, extractType)}')`,
    columns: attributes.map(([name, attribute]) => ({ name, expression: columnExpression(name, attribute) })),
    // A record that is not JSON has no id: only then is it worth asking whether it is JSON at all.
    refusal: `multiIf(
      r.id IS NULL AND NOT (${readable}), 'not a JSON object (numbers beyond 64 bits must be text)',
      ${refusals.map(({ when, reason }) => `${when}, ${reason}`).join(',\n      ')},
      '')`,
    suspicion: [
      'r.id IS NULL',
      ...attributes.flatMap(([name, attribute]) => suspicionsOf(name, attribute)),
    ].join(' OR '),
    unknown: unknownExpression(entity),
  }
}

/**
 * What an attribute is read as. Any scalar is read as text, which keeps its type apart from nothing: {@link refusalsOf} asks
 * the record where the text looks like another type. Lists and objects that are neither come out empty, and are caught there.
 *
 * `Variant(String, Bool)` would keep the types apart, but takes the text "0" for a flag.
 */
function extractType(attribute: Attribute): string {
  switch (attribute.type) {
    case 'strings':
      return 'Array(String)'
    case 'object':
      return tupleType(attribute.attributes, extractType)
    case 'objects':
      return `Array(${tupleType(attribute.attributes, extractType)})`
    default:
      return 'Nullable(String)'
  }
}

const instant = (name: string): string => `parseDateTime64BestEffortOrNull(ifNull(r.${name}, ''), 3, 'UTC')`

/** The texts of JSON numbers, flags, lists and objects. */
const OTHER_TYPE_FORM = String.raw`(?s)^(-?\\d[\\d.eE+-]*|true|false|[\\[{].*)$`

/** Exactly the form of RFC 3339 with a zone: best-effort parsing alone would read `2025` as a date. */
const INSTANT_FORM = String.raw`^\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})$`

/** What sources write in fact, its digits made zeros. */
const USUAL_INSTANT = '0000-00-00T00:00:00.000Z'

function columnExpression(name: string, attribute: Attribute): string {
  switch (attribute.type) {
    case 'strings':
    case 'object':
    case 'objects':
      return `r.${name}`
    case 'instant':
      return attribute.nullable ? instant(name) : `ifNull(${instant(name)}, toDateTime64(0, 3, 'UTC'))`
    case 'flag': {
      const flag = `lower(r.${name}) = 'true'`
      return attribute.nullable ? flag : `ifNull(${flag}, false)`
    }
    case 'string':
      return attribute.nullable ? `r.${name}` : `ifNull(r.${name}, '')`
  }
}

interface Refusal {
  readonly when: string
  readonly reason: string
}

function refusalsOf(name: string, attribute: Attribute): readonly Refusal[] {
  if (attribute.type === 'object')
    return [
      { when: `JSONType(record, '${name}') NOT IN ('Object', 'Null')`, reason: `'${name} is not an object'` },
    ]
  if (attribute.type === 'objects' || attribute.type === 'strings')
    return [
      { when: `JSONType(record, '${name}') NOT IN ('Array', 'Null')`, reason: `'${name} is not a list'` },
    ]
  const value = `assumeNotNull(r.${name})`
  const refusals: Refusal[] = []
  if (!attribute.nullable)
    refusals.push({ when: `r.${name} IS NULL`, reason: `'${name} is missing or null'` })
  if (attribute.type === 'flag')
    refusals.push({
      when: `r.${name} IS NOT NULL AND lower(${value}) NOT IN ('true', 'false')`,
      reason: `'${name} is neither true nor false'`,
    })
  else
    refusals.push({
      when: `r.${name} IS NOT NULL AND match(${value}, '${OTHER_TYPE_FORM}') AND JSONType(record, '${name}') != 'String'`,
      reason: `'${name} is not text'`,
    })
  if (attribute.type === 'instant')
    refusals.push({
      when: `r.${name} IS NOT NULL AND (NOT match(${value}, '${INSTANT_FORM}') OR ${instant(name)} IS NULL)`,
      reason: `concat('${name} is not a time: ', left(${value}, 40))`,
    })
  if (name === 'id') refusals.push({ when: `r.id = ''`, reason: `'id is empty'` })
  return refusals
}

/** What {@link refusalsOf} asks of values rather than of their kinds, by quicker means: patterns take most of its time. */
function suspicionsOf(name: string, attribute: Attribute): readonly string[] {
  const value = `assumeNotNull(r.${name})`
  if (attribute.type === 'flag')
    return [`(r.${name} IS NOT NULL AND lower(${value}) NOT IN ('true', 'false'))`]
  if (attribute.type === 'instant')
    return [
      `(r.${name} IS NOT NULL AND (translate(${value}, '123456789', '000000000') != '${USUAL_INSTANT}' OR ${instant(name)} IS NULL))`,
    ]
  return name === 'id' ? [`r.id = ''`] : []
}

function unknownExpression(entity: Entity): string {
  const known = (names: readonly string[]): string => `[${names.map(name => `'${name}'`).join(', ')}]`
  const top = `arrayFilter(k -> NOT has(${known(Object.keys(entity.attributes))}, k), JSONExtractKeys(record))`
  const nested = Object.entries(entity.attributes).flatMap(([name, attribute]) =>
    attribute.type === 'object'
      ? [
          `arrayMap(k -> concat('${name}.', k), arrayFilter(k -> NOT has(${known(Object.keys(attribute.attributes))}, k), JSONExtractKeys(record, '${name}')))`,
        ]
      : [],
  )
  return nested.length ? `arrayConcat(${[top, ...nested].join(', ')})` : top
}
