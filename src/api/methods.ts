import type { FastifyReply, FastifyRequest } from 'fastify'
import { ODataError } from '../odata/index.ts'
import { noteQuery } from './access-log/access-note.ts'
import { ApiError } from './errors.ts'

/** More than a query may have: what is longer is refused by the query language, with a better word. */
export const MAX_QUERY_BYTES = 65_536

/** Whether options come in the body: `POST …/$query` (OData 4.01 URL Conventions, 4.17). */
function isQuery(request: FastifyRequest): boolean {
  return pathOf(request).endsWith('/$query')
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0]!

/** For Fastify's `onRequest` of GET and HEAD: everything can be read with these but `/$query`. */
export async function admitReading(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (isQuery(request)) await refuseMethod(request, reply)
}

/** The same of POST, which goes to `/$query` alone, with options as text. The body, which may be anything, is not read yet. */
export async function admitQuery(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (pathOf(request).endsWith('/$batch'))
    throw new ODataError('NotSupported', '/$batch is not supported; send the requests one by one')
  if (!isQuery(request)) await refuseMethod(request, reply)
  const type = request.headers['content-type']
  if (type === undefined ? request.headers['content-length'] === '0' : /^text\/plain\s*(?:;|$)/i.test(type))
    return
  throw new ApiError(
    415,
    'UnsupportedMediaType',
    `The body of /$query is ${type ?? 'of no type'}; send the options as they stand in an address, as text/plain.`,
    'Content-Type',
  )
}

/** @throws ApiError 405, and says in `Allow` what goes */
export async function refuseMethod(request: FastifyRequest, reply: FastifyReply): Promise<never> {
  const query = isQuery(request)
  reply.header('Allow', query ? 'POST' : 'GET, HEAD')
  const advice = query ? 'options are sent to /$query with POST' : 'the Data API is for reading, with GET'
  throw new ApiError(405, 'MethodNotAllowed', `${request.method} is not allowed: ${advice}.`)
}

/** What a request asks for: the path behind the service's root and the options, those of a body among them. */
export function askedFor(request: FastifyRequest, path: string, query: string) {
  if (!isQuery(request)) return { path, query }
  const { body } = request
  const all = [query, typeof body === 'string' ? body : ''].filter(Boolean).join('&')
  noteQuery(request, all)
  return { path: path.replace(/\/(?:\$|%24)query$/, ''), query: all }
}
