import { texts } from '../texts.ts'

/** The server said no, or said nothing that can be read. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
  }

  /** Asking again may help: the server was away or busy, and did not refuse the question. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** What proves to the server that a change comes from this page; told by /api/session. */
let csrf: string | null = null

export function setCsrf(token: string | null): void {
  csrf = token
}

/** Called when the server asks who we are: the application then shows its sign-in. */
let onUnknown: () => void = () => undefined

export function whenUnknown(listener: () => void): void {
  onUnknown = listener
}

/** @param priority `low` for what is seen last: a browser has six connections to a server */
export function getJson<T>(
  path: string,
  signal?: AbortSignal,
  priority: RequestPriority = 'auto',
): Promise<T> {
  return ask<T>(path, { signal: signal ?? null, priority })
}

/** Sends a change. The body is JSON unless it is text already; an answer without a body gives undefined. */
export function sendJson<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const text = typeof body === 'string'
  return ask<T>(path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': text ? 'text/plain' : 'application/json' }),
      ...(csrf === null ? {} : { 'x-csrf-token': csrf }),
    },
    ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
  })
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new ApiError(0, 'unreachable', texts.errors.unreachable)
  }
  const body = await bodyOf(response)
  if (!response.ok) {
    if (response.status === 401) onUnknown()
    throw refusal(response.status, body)
  }
  if (body === UNREADABLE) throw new ApiError(response.status, 'unreadable', texts.errors.unreadable)
  return body as T
}

const UNREADABLE = Symbol('unreadable')

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  return response.json().catch(() => UNREADABLE)
}

function refusal(status: number, body: unknown): ApiError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {}
  const code = typeof error.code === 'string' ? error.code : String(status)
  const message =
    typeof error.message === 'string' && error.message !== '' ? error.message : texts.errors.status(status)
  return new ApiError(status, code, message)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
