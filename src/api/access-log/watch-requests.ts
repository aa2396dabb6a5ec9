import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TokenError } from '../credentials/token-request.ts'
import { apiError } from '../errors.ts'
import type { Gate } from '../gate.ts'
import { boundResponse } from '../limits/connections.ts'
import type { AccessEntry } from './access-log.ts'
import { type AccessNote, noteAccess } from './access-note.ts'
import { redactQuery, redactText } from './redact-query.ts'

/** The status of requests whose client was gone before there was an answer: the one nginx uses. */
const CLIENT_GONE = 499

/** Keeps a note of every request of these routes, and writes it down and counts it when the connection is done with it. */
export function watchRequests(api: FastifyInstance, gate: Gate): void {
  noteAccess(api)
  api.addHook('onRequest', async (request, reply) => {
    const note: AccessNote = {
      startedAt: gate.now(),
      began: performance.now(),
      credential: undefined,
      collection: '',
      query: undefined,
      rows: null,
      error: '',
      bytes: undefined,
      complete: false,
      release: undefined,
      logged: undefined,
    }
    request.access = note
    const { socket } = request.raw
    // A response that is cut off finishes, too.
    reply.raw.once('finish', () => {
      note.complete = !socket.destroyed
    })
    // Also when the client goes away, of which no hook of Fastify tells.
    reply.raw.once('close', () => finish(gate, request, reply, note))
  })
  api.addHook('onError', async (request, _reply, error) => {
    if (request.access) request.access.error = (error instanceof TokenError ? error : apiError(error)).code
  })
  api.addHook('onSend', async (request, reply, payload) => {
    const note = request.access
    if (!note) return payload
    note.bytes = sizeOf(payload)
    // A stream still draws from its query; everything else is done with it.
    if (note.bytes !== undefined) note.release?.()
    boundResponse(reply, gate.limits.responseMs, () => gate.telemetry.cut.inc())
    return payload
  })
}

function sizeOf(payload: unknown): number | undefined {
  if (payload === null || payload === undefined) return 0
  if (typeof payload === 'string') return Buffer.byteLength(payload)
  return payload instanceof Uint8Array ? payload.byteLength : undefined
}

function finish(gate: Gate, request: FastifyRequest, reply: FastifyReply, note: AccessNote): void {
  // What a client that went away had asked for still runs, and keeps its turn until it is done.
  if (note.bytes === undefined && reply.raw.headersSent) note.release?.()
  const { telemetry } = gate
  const status = reply.raw.headersSent ? reply.statusCode : CLIENT_GONE
  const route = request.routeOptions.url ?? 'none'
  const seconds = (performance.now() - note.began) / 1000
  telemetry.requests.inc({ method: methodOf(request), route, status: String(status) })
  telemetry.durations.observe({ route }, seconds)
  telemetry.bytes.inc({ route }, note.bytes ?? 0)
  if (note.rows !== null) telemetry.rows.inc({ collection: note.collection || 'none' }, note.rows)
  if (note.credential || gate.mayLogAnonymous(request, note))
    gate.log.add(entryOf(gate, request, note, status, seconds))
}

function entryOf(
  gate: Gate,
  request: FastifyRequest,
  note: AccessNote,
  status: number,
  seconds: number,
): AccessEntry {
  const [path = '', query = ''] = splitUrl(request.raw.url ?? '')
  const { credential } = note
  return {
    time: note.startedAt,
    credential_id: credential?.id ?? '',
    credential_name: credential?.name ?? '',
    kind: credential?.kind ?? 'none',
    address: gate.addressOf(request),
    method: methodOf(request),
    path: redactText(path, 500),
    collection: note.collection,
    query: redactQuery(note.query ?? query),
    status,
    error: note.error,
    complete: note.complete,
    rows: note.rows,
    bytes: note.bytes ?? 0,
    duration_ms: seconds * 1000,
    user_agent: redactText(request.headers['user-agent'] ?? '', 300),
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A label of a metric has few values, whatever clients send. */
const methodOf = ({ method }: FastifyRequest): string => (METHODS.has(method) ? method : 'other')

function splitUrl(url: string): [path: string, query: string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}
