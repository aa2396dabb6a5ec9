import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError, errorBody } from './errors.ts'

/** Bytes of a request's address and headers together. A link carries its query and the order keys of a row: room for both. */
export const MAX_HEADER_BYTES = 64 * 1024

/** Answers what is no HTTP request, or too long for one: no route is reached, so the socket is written to. */
export function answerUnreadable(thrown: NodeJS.ErrnoException, socket: Socket): void {
  if (thrown.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const error = errorOf(thrown.code)
  const body = JSON.stringify(errorBody(error))
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'OData-Version: 4.0',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

function errorOf(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ApiError(
      431,
      'RequestTooLong',
      `The address and headers of the request are longer than ${MAX_HEADER_BYTES} bytes. Ask for less at once.`,
    )
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ApiError(408, 'RequestTimeout', 'The request did not arrive in time. Send it again.')
  return new ApiError(400, 'BadRequest', 'This is not an HTTP request.')
}
