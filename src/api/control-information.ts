import { type StructuralProperty, schemaOf } from '../odata/csdl.ts'
import type { Page, Query } from '../odata/index.ts'
import { metadataName, type ServiceAddress } from './context-url.ts'

/**
 * Writes into every record what `odata.metadata=full` asks for: its type, its id, where it can be reached and edited, its
 * ETag, the types that JSON does not tell, and a link for each relation (OData JSON Format 4.01, 3.1.2 and 4.6). It is put
 * before the record's own attributes, whose bytes stay as they are.
 *
 * Results of `$apply` are no records: they have none of this.
 */
export function withControlInformation(page: Page, query: Query, address: ServiceAddress): Page {
  const { model } = query
  if (query.apply) return page
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
    ...type.properties
      .filter(property => isSelected(query, property.name))
      .flatMap(property => typeAnnotation(property) ?? []),
    ...(model.navigation ?? []).map(({ name }) => `'"${name}@odata.navigationLink":"', ${url}, '/${name}"'`),
  ]
  const text = page.projection
  return {
    ...page,
    projection: `concat('{', ${members.join(", ',', ")}, if(length(${text}) = 2, '', ','), substring(${text}, 2))`,
    params: { ...page.params, ci_base: JSON.stringify(address.base).slice(1, -1) },
  }
}

/** A record's version, in a JSON text. It is weak: the same record may be written in several ways. */
function etagSql(): string {
  return `'W/\\\\"', lower(hex(record_hash)), '\\\\"'`
}

/** What JSON shows by itself need not be said: texts, flags and whole numbers of 32 bits (JSON Format 4.01, 4.6.3). */
function typeAnnotation({ name, type, collection }: StructuralProperty): string | undefined {
  if (!collection && ['Edm.String', 'Edm.Boolean', 'Edm.Double', 'Edm.Int32'].includes(type)) return undefined
  const short = type.replace(/^Edm\./, '')
  return `'"${name}@odata.type":"#${collection ? `Collection(${short})` : short}"'`
}

function isSelected({ select }: Query, name: string): boolean {
  return select === undefined || select.some(item => item.kind !== 'path' || item.path[0]!.name === name)
}
