import type { IncomingHttpHeaders } from 'node:http'
import { compileKey, type Query } from '../odata/index.ts'
import { rows } from '../store/engine.ts'
import { pagesOf, type Reading, type RecordsRequest } from './collection-request.ts'
import { recordsContext } from './context-url.ts'
import { ApiError } from './errors.ts'
import { notThere, restrict } from './locate.ts'
import { readPages } from './page-reader.ts'
import { parseSingleQuery } from './record-query.ts'

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
 * @throws ApiError 404 when there is no such record, 412 when it is not the one that the client needs
 */
export async function readRecord(
  { engine }: Reading,
  request: RecordsRequest,
  { 'if-none-match': known, 'if-match': needed }: IncomingHttpHeaders,
): Promise<SingleRecord> {
  const { path, place, address, representation, contextName } = request
  const isReference = path.ending === '$ref'
  const query = parseSingleQuery(request.query, place.set, request.reader)
  const version = await versionOf(engine, request)
  if (needed !== undefined && !has(needed, version)) throw changed()
  const etag = query.expand || query.compute || isReference ? undefined : version
  if (etag !== undefined && has(known, etag)) return { body: undefined, etag }
  const text = await textOf(engine, request, query)
  const context = `${recordsContext(address, contextName, query)}${isReference ? '' : '/$entity'}`
  const before = representation.metadata === 'none' ? '' : `"@odata.context":${JSON.stringify(context)}`
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

function changed(): ApiError {
  return new ApiError(
    412,
    'RecordChanged',
    'The record is not the one that If-Match names: it has changed. Ask without If-Match for what it is now.',
    'If-Match',
  )
}

/** Weak comparison: the same record may be written in several ways. */
function has(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')
  return known.trim() === '*' || known.split(',').some(tag => opaque(tag) === opaque(etag))
}

/** The JSON text of the one record. */
export async function textOf(
  engine: Reading['engine'],
  request: RecordsRequest,
  query: Query,
): Promise<Buffer> {
  const [page] = await readPages(engine, pagesOf(request, query)(undefined), { size: 1, pages: 1, limit: 1 })
  if (page!.rows.length === 0) throw notThere(request.place)
  return page!.rows
}

/** An object's text with more members before its own. */
export function withMembers(members: string, object: Buffer): Buffer {
  if (members === '') return object
  return Buffer.concat([Buffer.from(`{${members}${object.length > 2 ? ',' : ''}`), object.subarray(1)])
}
