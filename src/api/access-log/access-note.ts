import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Credential } from '../credentials/authenticator.ts'

/** What is noted of a request while it is answered, for the access log and the metrics. */
export interface AccessNote {
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** The same moment by the clock that durations are measured with. */
  readonly began: number
  credential: Credential | undefined
  /** The entity asked for, once it is known to be one. */
  collection: string
  /** Options that came in the body; undefined where they are in the address. */
  query: string | undefined
  /** Rows in the answer; null where nobody counted. Set by whoever answers. */
  rows: number | null
  /** The code of the error that was answered. */
  error: string
  /** Bytes of the answer's body before compression; undefined until it is ready. */
  bytes: number | undefined
  /** Whether the client took the whole answer. */
  complete: boolean
  /** Ends the request's turn among the queries. */
  release: (() => void) | undefined
  /** False for requests so many of which come from one address that they are only counted; undefined until that is known. */
  logged: boolean | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined on routes that nobody guards. */
    access?: AccessNote
  }
}

export function noteAccess(api: FastifyInstance): void {
  if (!api.hasRequestDecorator('access')) api.decorateRequest('access', undefined)
}

/** Notes how many rows an answer has. Harmless where nobody keeps notes. */
export function noteRows(request: FastifyRequest, rows: number): void {
  if (request.access) request.access.rows = rows
}

/** Notes the options of a request that are not in its address alone. */
export function noteQuery(request: FastifyRequest, query: string): void {
  if (request.access) request.access.query = query
}

/** Notes which entity's records an answer has. */
export function noteCollection(request: FastifyRequest, entity: string): void {
  if (request.access) request.access.collection = entity
}
