import { compileKey, type Property, type Query } from '../odata/index.ts'
import { rows } from '../store/engine.ts'
import { pagesOf, type Reading, type RecordsRequest } from './collection-request.ts'
import { metadataName, recordsContext } from './context-url.ts'
import { notThere, restrict } from './locate.ts'
import { readPages } from './page-reader.ts'
import { parseSingleQuery } from './record-query.ts'
import type { ResourcePath } from './resource-path.ts'

/** One record as it goes over the wire. */
export interface SingleRecord {
  /** Undefined when the client has it already. */
  readonly body: Buffer | undefined
  /** Of the record alone: absent when the answer has more in it, which may change by itself. */
  readonly etag: string | undefined
}

/**
 * Answers a request for one record.
 *
 * @param known what the client's `If-None-Match` says it has (RFC 9110, 13.1.2)
 * @throws ApiError 404 when there is no such record
 */
export async function readRecord(
  { engine }: Reading,
  request: RecordsRequest,
  known: string | undefined,
): Promise<SingleRecord> {
  const { place, address, representation, contextName } = request
  const query = parseSingleQuery(request.query, place.set, request.reader)
  const version = await versionOf(engine, request)
  const etag = query.expand || query.compute ? undefined : version
  if (etag !== undefined && has(known, etag)) return { body: undefined, etag }
  const text = await textOf(engine, request, query)
  const context = recordsContext(address, contextName, query)
  const before =
    representation.metadata === 'none' ? '' : `"@odata.context":${JSON.stringify(`${context}/$entity`)}`
  return { body: withMembers(before, text), etag }
}

/** A record's ETag, read before the record: should it change meanwhile, its client merely asks once more than it has to. */
async function versionOf(engine: Reading['engine'], { place }: RecordsRequest): Promise<string> {
  const { from, where, params } = restrict(compileKey(place.set, place.key!), place)
  const [row] = await rows<{ version: string }>(engine, {
    sql: `SELECT lower(hex(record_hash)) AS version FROM ${from} WHERE ${where}`,
    params,
  })
  if (!row) throw notThere(place)
  return `W/"${row.version}"`
}

/** Weak comparison: the same record may be written in several ways. */
function has(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')
  return known.trim() === '*' || known.split(',').some(tag => opaque(tag) === opaque(etag))
}

async function textOf(engine: Reading['engine'], request: RecordsRequest, query: Query): Promise<Buffer> {
  const [page] = await readPages(engine, pagesOf(request, query)(undefined), { size: 1, pages: 1, limit: 1 })
  if (page!.rows.length === 0) throw notThere(request.place)
  return page!.rows
}

/** An object's text with more members before its own. */
function withMembers(members: string, object: Buffer): Buffer {
  if (members === '') return object
  return Buffer.concat([Buffer.from(`{${members}${object.length > 2 ? ',' : ''}`), object.subarray(1)])
}

/**
 * The JSON text of one attribute of a record.
 *
 * @throws ApiError 404 when there is no such record
 */
export async function readProperty(
  { engine }: Reading,
  request: RecordsRequest,
  properties: readonly Property[],
): Promise<string> {
  // Whatever the options are, they are checked.
  parseSingleQuery(request.query, request.place.set, request.reader)
  const names = properties.map(({ name }) => name)
  const query = parseSingleQuery(`$select=${names.join('/')}`, request.place.set, request.reader)
  const minimal = { ...request, representation: { ...request.representation, metadata: 'minimal' as const } }
  const text = (await textOf(engine, minimal, query)).toString()
  // An object around the attribute may itself be null.
  const before = names.map(name => `{"${name}":`).join('')
  return text.startsWith(before) ? text.slice(before.length, text.length - names.length) : 'null'
}

/** What is answered for an attribute that is not null (OData JSON Format 4.01, 11). */
export function propertyBody(request: RecordsRequest, path: ResourcePath, value: string): Buffer {
  const { address, representation, place } = request
  const property = path.properties.at(-1)!
  const key = encodeURIComponent(place.key!.replaceAll("'", "''"))
  const names = path.properties.map(({ name }) => name).join('/')
  const context = `${address.base}/$metadata#${metadataName(address, place.set)}('${key}')/${names}`
  const before = representation.metadata === 'none' ? '' : `"@odata.context":${JSON.stringify(context)}`
  if (property.kind === 'complex') return withMembers(before, Buffer.from(value))
  return Buffer.from(`{${before}${before && ','}"value":${value}}`)
}
