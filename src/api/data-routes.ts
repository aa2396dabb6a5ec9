import type { FastifyReply, FastifyRequest } from 'fastify'
import { metadataJson, metadataXml, ODataError, type ServiceModel, splitQuery } from '../odata/index.ts'
import { findEntity } from '../schema/entities.ts'
import { noteCollection, noteRows } from './access-log/access-note.ts'
import { attributeBody, readAttribute } from './attribute.ts'
import { type Reader, requireScope } from './authorize.ts'
import { asksForChanges } from './changes/delta-link.ts'
import { readChanges } from './changes/read-changes.ts'
import type { CollectionRequest, Reading, RecordsRequest } from './collection-request.ts'
import { contextNameOf, type ServiceAddress } from './context-url.ts'
import { resolveEntityId } from './entity-id.ts'
import { ApiError } from './errors.ts'
import { locate } from './locate.ts'
import { appliedPageSize, appliedTracking, preferredPageSize, prefersTracking } from './preferences.ts'
import { responseVersion, speaksOData } from './protocol-headers.ts'
import { readRecord } from './record.ts'
import { withFilters } from './record-query.ts'
import { readCollection, readCount } from './records.ts'
import { asReferences } from './references.ts'
import { jsonRepresentation, metadataForm } from './representation.ts'
import { isOne, lastSet, parseResourcePath, setsOf } from './resource-path.ts'
import { serviceDocument } from './service-document.ts'

/** A request that was let in. */
export interface Admitted {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly reader: Reader
  /** The path behind `/records/`, as it came, and the query string without its question mark. */
  readonly path: string
  readonly query: string
  readonly address: ServiceAddress
  /** Tells programs apart that use one credential. */
  readonly program: string
}

/** Answers a request to the Data API, whatever resource it is for. */
export async function answer(reading: Reading, admitted: Admitted): Promise<FastifyReply> {
  switch (admitted.path) {
    case '':
      return answerService(admitted)
    case '$metadata':
      return answerMetadata(admitted)
    case '$entity':
      return answerRecords(reading, { ...admitted, ...resolveEntityId(admitted.address, admitted.query) })
    default:
      return answerRecords(reading, admitted)
  }
}

function answerService({ request, reply, reader, address, query }: Admitted): FastifyReply {
  const representation = jsonRepresentation(request.headers.accept, formatOf(query))
  const document = serviceDocument(address, representation, reader)
  return reply.type(representation.contentType).send(Buffer.from(JSON.stringify(document)))
}

/** What is written once for a service, which does not change while a server runs. */
const written = new WeakMap<ServiceModel, Map<string, Buffer>>()

function answerMetadata({ request, reply, address, query }: Admitted): FastifyReply {
  const { service } = address
  const form = metadataForm(request.headers.accept, formatOf(query))
  const version = responseVersion(request.headers)
  const documents = written.get(service) ?? new Map<string, Buffer>()
  written.set(service, documents)
  const name = form === 'json' ? form : `${form} ${version}`
  const document =
    documents.get(name) ??
    Buffer.from(form === 'json' ? JSON.stringify(metadataJson(service)) : metadataXml(service, version))
  documents.set(name, document)
  return reply.type(`application/${form}`).send(document)
}

async function answerRecords(reading: Reading, admitted: Admitted): Promise<FastifyReply> {
  const { request, reply, reader, address, program } = admitted
  const { headers } = request
  const path = parseResourcePath(admitted.path, address.service, aliasesIn(admitted))
  if (!path) throw nothingAt(request)
  const query = withFilters(admitted.query, path.filters)
  noteCollection(request, findEntity(lastSet(path).name)!.name)
  for (const set of setsOf(path)) requireScope(reader, findEntity(set.name)!.name)
  const text = path.ending === '$count' || path.ending === '$value'
  const format = queryFormat(query)
  // What is plain text is so whatever the client accepts (OData 4.01 Protocol, 11.2.4.1 and 11.2.10).
  const representation = jsonRepresentation(text ? undefined : headers.accept, text ? undefined : format)
  const place = await locate(reading.engine, path)
  if (!place) return reply.code(204).send()
  const contextName = contextNameOf(address, path, place, speaksOData(headers))
  const plain: RecordsRequest = { path, place, query, reader, address, representation, contextName }
  const records = path.ending === '$ref' ? asReferences(plain) : plain
  if (path.properties.length > 0) return answerProperty(reading, reply, records)
  if (path.ending === '$count') return sendText(reply, String(await readCount(reading, records)))
  if (isOne(path)) {
    const { body, etag } = await readRecord(reading, records, headers)
    if (etag !== undefined) reply.header('ETag', etag)
    noteRows(request, body ? 1 : 0)
    return body ? reply.type(representation.contentType).send(body) : reply.code(304).send()
  }
  const preferredSize = preferredPageSize(headers.prefer?.toString())
  const version = responseVersion(headers)
  const collection: CollectionRequest = {
    ...records,
    preferredSize,
    tracks: path.ending === undefined && prefersTracking(headers.prefer?.toString()),
    version,
    strict: speaksOData(headers),
    program,
    connection: request.socket,
  }
  const read = asksForChanges(query) ? readChanges : readCollection
  const { body, size, count, tracked, memory } = await read(reading, collection)
  noteRows(request, count)
  const applied = [
    ...(preferredSize === undefined ? [] : [appliedPageSize(size, version)]),
    ...(collection.tracks && tracked ? [appliedTracking(version)] : []),
  ]
  if (applied.length > 0) reply.header('Preference-Applied', applied.join(', '))
  // Everything has been handed to the operating system then, or what was made of it in compression.
  if (memory) reply.raw.once('finish', () => memory.release())
  return reply.type(representation.contentType).send(body)
}

/** A single attribute; null is no content (OData 4.01 Protocol, 11.2.4). */
async function answerProperty(
  reading: Reading,
  reply: FastifyReply,
  records: RecordsRequest,
): Promise<FastifyReply> {
  const { path, representation } = records
  const attribute = await readAttribute(reading, records)
  const { value } = attribute
  if (path.ending === '$count')
    return sendText(reply, String((JSON.parse(value) as unknown[] | null)?.length ?? 0))
  if (value === 'null') return reply.code(204).send()
  if (path.ending === '$value') return sendText(reply, String(JSON.parse(value)), ';charset=utf-8')
  return reply.type(representation.contentType).send(attributeBody(records, attribute))
}

function sendText(reply: FastifyReply, text: string, parameters = ''): FastifyReply {
  return reply.type(`text/plain${parameters}`).send(Buffer.from(text))
}

/** `$format` of a resource that has no other options. */
function formatOf(query: string): string | undefined {
  const { options } = splitQuery(query)
  for (const [option] of options)
    if (option === '$schemaversion')
      throw new ODataError('NotSupported', `${option} is not supported`, { target: option })
    else if (option !== '$format')
      throw new ApiError(400, 'InvalidSyntax', `${option} does not fit here; leave it out.`, option)
  return options.get('$format')
}

/** Parameter aliases that a path may have as keys. */
function aliasesIn({ path, query }: Admitted): ReadonlyMap<string, string> | undefined {
  return /@|%40/.test(path) ? splitQuery(query).aliases : undefined
}

/** `$format` of a query whose other options are looked at later; most have none. */
function queryFormat(query: string): string | undefined {
  return /format|%/i.test(query) ? splitQuery(query).options.get('$format') : undefined
}

export function nothingAt(request: FastifyRequest): ApiError {
  return new ApiError(404, 'NotFound', `There is nothing at ${request.url.split('?')[0]}.`)
}
