import type { Entity } from '../schema/attribute.ts'

/** A JSON object, as parsed. */
export type JsonObject = { readonly [name: string]: unknown }

/**
 * A record in the form the Data API promises: every attribute of the entity present, a missing value null and never empty,
 * keys in alphabetical order. Attributes the schema does not know are kept among them.
 *
 * An empty text, object or list becomes null ("there will be no empty strings or empty JSON": the data dictionary). What is
 * wrong with a record otherwise is for the store to say.
 */
export function normalizeRecord(entity: Entity, record: JsonObject): JsonObject {
  const attributes = Object.fromEntries(Object.keys(entity.attributes).map(name => [name, null]))
  return sorted({ ...attributes, ...record })
}

function sorted(object: JsonObject): JsonObject {
  const names = Object.keys(object).sort()
  return Object.fromEntries(names.map(name => [name, normalized(object[name])]))
}

function normalized(value: unknown): unknown {
  if (value === '') return null
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(normalized)
  return Object.keys(value).length === 0 ? null : sorted(value as JsonObject)
}
