import { type StructuralProperty, schemaOf } from '../odata/csdl.ts'
import type { EntitySetModel, Expansion, Page, Query } from '../odata/index.ts'
import { metadataName, type ServiceAddress } from './context-url.ts'

/**
 * Writes into every record what `odata.metadata=full` asks for: its type, its id, where it can be reached and edited, its
 * ETag, a link for each relation, and the types that JSON does not tell (OData JSON Format 4.01, 3.1.2 and 4.6). It is put
 * before the record's own attributes, whose bytes stay as they are; a type stands right before its attribute, where those
 * who read a stream need it (4.4) and some clients look for it only.
 *
 * Results of `$apply` are no records: they have none of this.
 */
export function withControlInformation(page: Page, query: Query, address: ServiceAddress): Page {
  if (query.apply) return page
  return {
    ...page,
    projection: informed(page.projection, query.model, query.select, address),
    expansions: page.expansions.map(expansion => informedExpansion(expansion, address)),
    params: { ...page.params, ci_base: JSON.stringify(address.base).slice(1, -1) },
  }
}

/** What is expanded are records, too; a reference is an id and nothing else. */
function informedExpansion(expansion: Expansion, address: ServiceAddress): Expansion {
  const { entities } = expansion
  if (!entities || entities.references) return expansion
  const projection = informed(entities.projection, entities.set, entities.select, address)
  const expansions = entities.expansions.map(inner => informedExpansion(inner, address))
  return { ...expansion, entities: { ...entities, projection, expansions } }
}

/** SQL for a record's text with its control information, of SQL for the text without. */
function informed(
  plain: string,
  model: EntitySetModel,
  select: Query['select'],
  address: ServiceAddress,
): string {
  const name = metadataName(address, model)
  const schema = schemaOf(address.service)
  const set = schema.sets.find(known => known.name === name)!
  const type = schema.types.find(known => `${schema.namespace}.${known.name}` === set.type)!
  const url = `concat({ci_base:String}, '/${name}(%27', encodeURLComponent(replaceAll(${model.key}, '''', '''''')), '%27)')`
  const members = [
    `'"@odata.type":"#${set.type}"'`,
    `'"@odata.id":"', ${url}, '"'`,
    `'"@odata.editLink":"', ${url}, '"'`,
    `'"@odata.etag":"', ${etagSql()}, '"'`,
    ...(model.navigation ?? []).map(({ name }) => `'"${name}@odata.navigationLink":"', ${url}, '/${name}"'`),
  ]
  const text = type.properties.filter(property => isSelected(select, property.name)).reduce(withType, plain)
  return `concat('{', ${members.join(", ',', ")}, if(length(${text}) = 2, '', ','), substring(${text}, 2))`
}

/** A record's version, in a JSON text. It is weak: the same record may be written in several ways. */
function etagSql(): string {
  return `'W/\\\\"', lower(hex(record_hash)), '\\\\"'`
}

/**
 * A record's text with the type of an attribute before it. What JSON shows by itself need not be said: texts, flags and
 * whole numbers of 32 bits (JSON Format 4.01, 4.6.3). No text in it can look like a name, for its quotes are escaped.
 */
function withType(text: string, { name, type, collection }: StructuralProperty): string {
  if (!collection && ['Edm.String', 'Edm.Boolean', 'Edm.Double', 'Edm.Int32'].includes(type)) return text
  const short = type.replace(/^Edm\./, '')
  const annotation = `"${name}@odata.type":"#${collection ? `Collection(${short})` : short}"`
  return `replaceOne(${text}, '"${name}":', '${annotation},"${name}":')`
}

function isSelected(select: Query['select'], name: string): boolean {
  return select === undefined || select.some(item => item.kind !== 'path' || item.path[0]!.name === name)
}
