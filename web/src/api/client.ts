import { texts } from '../texts.ts'
import type { MetricAnswer, MetricDefinition, MetricRequest, StoreInfo } from './types.ts'

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

export function metricPath({ metric, from, to, by, grain }: MetricRequest): string {
  const params = new URLSearchParams({ from, to })
  if (by !== undefined) params.set('by', by)
  if (grain !== undefined) params.set('grain', grain)
  return `/api/metrics/${encodeURIComponent(metric)}?${params}`
}

export function fetchStore(signal?: AbortSignal): Promise<StoreInfo> {
  return get<StoreInfo>('/api/store', signal)
}

export async function fetchDefinitions(signal?: AbortSignal): Promise<MetricDefinition[]> {
  return (await get<{ metrics: MetricDefinition[] }>('/api/metrics', signal)).metrics
}

export function fetchMetric(request: MetricRequest, signal?: AbortSignal): Promise<MetricAnswer> {
  return get<MetricAnswer>(metricPath(request), signal)
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, 'unreachable', texts.errors.unreachable)
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal(response.status, body)
  if (body === undefined) throw new ApiError(response.status, 'unreadable', texts.errors.unreadable)
  return body as T
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
