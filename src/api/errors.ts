import type { FastifyReply } from 'fastify'
import { ODataError } from '../odata/error.ts'
import { ENGINE_CODE, EngineError, StoreClosedError } from '../store/engine.ts'

/** A request that cannot be answered, with what the client is told. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  /** The part of the request that is wrong: a query option, a header. */
  readonly target: string | undefined

  constructor(status: number, code: string, message: string, target?: string) {
    super(message)
    this.status = status
    this.code = code
    this.target = target
  }
}

/** The one shape of an error: both that the vendor documents are in it, so that every client finds its message. */
export interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly error: { readonly code: string; readonly message: string; readonly target?: string }
}

/** Turns whatever was thrown into what the client may see: never a stack, never SQL. */
export function apiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof ODataError)
    return new ApiError(thrown.status, thrown.code, thrown.message, thrown.target)
  if (thrown instanceof StoreClosedError)
    return new ApiError(503, 'Draining', 'The server is being shut down.')
  if (thrown instanceof EngineError && thrown.code === ENGINE_CODE.timeout)
    return new ApiError(
      503,
      'QueryTimeout',
      'The query took too long. Ask for less: a narrower $filter, or fewer rows a page.',
    )
  if (thrown instanceof EngineError && thrown.code === ENGINE_CODE.memoryLimit)
    return new ApiError(
      503,
      'QueryMemory',
      'The query needs too much memory. Ask for less: a narrower $filter, or $orderby=id.',
    )
  const status = (thrown as { statusCode?: unknown } | undefined)?.statusCode
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new ApiError(
      status,
      status === 413 ? 'BodyTooLarge' : 'BadRequest',
      thrown instanceof Error ? thrown.message : 'The request is malformed.',
    )
  return new ApiError(500, 'InternalError', 'Something went wrong on the server. It has been logged.')
}

export function errorBody({ code, message, target }: ApiError): ErrorBody {
  return { code, message, error: { code, message, ...(target === undefined ? {} : { target }) } }
}

export function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  return reply
    .code(error.status)
    .type('application/json')
    .send(Buffer.from(JSON.stringify(errorBody(error))))
}
