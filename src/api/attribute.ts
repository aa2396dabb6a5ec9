import { type SystemOption, splitQuery } from '../odata/index.ts'
import type { Reading, RecordsRequest } from './collection-request.ts'
import { metadataName, selected } from './context-url.ts'
import { textOf, withMembers } from './record.ts'
import { parseSingleQuery, withoutOptions } from './record-query.ts'
import type { ResourcePath } from './resource-path.ts'

/** An attribute of one record. */
export interface Attribute {
  /** Its JSON text; of a list, with the items that the options leave. */
  readonly value: string
  /** How many items a list has, whatever `$top` and `$skip` say; undefined unless it was asked for. */
  readonly count: number | undefined
  /** What is selected of the objects it holds, as contexts have it. */
  readonly selected: string
}

/** Options that objects may have, as records have them, and lists, as collections (OData 4.01 URL Conventions, 5.1). */
const OF_OBJECTS = ['$select'] as const
const OF_LISTS = ['$count', '$filter', '$orderby', '$search', '$skip', '$top', '$select'] as const
/** Those of them that `/$count` minds. */
const COUNTED: readonly SystemOption[] = ['$filter', '$search']

/**
 * Reads one attribute of a record. A list is chosen from by the same means as within `$select`, as one part of the record.
 *
 * @throws ApiError 404 when there is no such record; ODataError for options that do not fit
 */
export async function readAttribute({ engine }: Reading, request: RecordsRequest): Promise<Attribute> {
  const { path, place, reader, representation } = request
  // Options of the record that make no sense for its attribute are checked, and do no harm.
  parseSingleQuery(withoutOptions(request.query, ownOptions(path)), place.set, reader)
  const names = path.properties.map(({ name }) => name)
  const query = parseSingleQuery(selecting(request, names), place.set, reader)
  const minimal = { ...request, representation: { ...representation, metadata: 'minimal' as const } }
  const text = (await textOf(engine, minimal, query)).toString()
  return { ...cutOut(text, names), selected: selected(query.select![0]!.options ?? {}) }
}

function ownOptions({ properties }: ResourcePath): readonly `$${string}`[] {
  const { kind } = properties.at(-1)!
  return kind === 'collection' ? OF_LISTS : kind === 'complex' ? OF_OBJECTS : []
}

/** A query for this attribute alone: `$select=external_ids($filter=…)`. */
function selecting({ query, path }: RecordsRequest, names: readonly string[]): string {
  const { options, aliases } = splitQuery(query)
  const nested = [...options].filter(
    ([option]) =>
      ownOptions(path).some(own => own === option) && (path.ending !== '$count' || COUNTED.includes(option)),
  )
  const chosen = nested.map(([option, text]) => `${option}=${encodeURIComponent(text)}`).join(';')
  const given = [...aliases].map(([name, text]) => `&${name}=${encodeURIComponent(text)}`)
  return `$select=${names.join('/')}${chosen && `(${chosen})`}${given.join('')}`
}

/** An attribute in the text of a record that has nothing else; null where an object around it is. */
function cutOut(text: string, names: readonly string[]): Pick<Attribute, 'count' | 'value'> {
  const around = names.slice(0, -1).map(name => `\\{"${name}":`)
  const last = names.at(-1)!
  const count = `(?:"${last}@odata\\.count":"?(\\d+)"?,)?`
  const pattern = new RegExp(`^${around.join('')}\\{${count}"${last}":(.*)\\}{${names.length}}$`, 's')
  const [, counted, value = 'null'] = pattern.exec(text) ?? []
  return { value, count: counted === undefined ? undefined : Number(counted) }
}

/** What is answered for an attribute that is not null (OData JSON Format 4.01, 11). */
export function attributeBody(request: RecordsRequest, { value, count, selected }: Attribute): Buffer {
  const { address, path, place, representation } = request
  const { metadata, ieee754 } = representation
  const key = encodeURIComponent(place.key!.replaceAll("'", "''"))
  const names = path.properties.map(({ name }) => name).join('/')
  const context = `${address.base}/$metadata#${metadataName(address, place.set)}('${key}')/${names}${selected}`
  const before = [
    ...(metadata === 'none' ? [] : [`"@odata.context":${JSON.stringify(context)}`]),
    ...(count === undefined ? [] : [`"@odata.count":${ieee754 ? `"${count}"` : count}`]),
  ]
  if (path.properties.at(-1)!.kind === 'complex') return withMembers(before.join(), Buffer.from(value))
  return Buffer.from(`{${[...before, `"value":${value}`].join()}}`)
}
