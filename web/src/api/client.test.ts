import { afterEach, describe, expect, it, vi } from 'vitest'
import { texts } from '../texts.ts'
import { ApiError, fetchDefinitions, fetchStore, metricPath } from './client.ts'

afterEach(() => vi.unstubAllGlobals())

function answer(body: string, status = 200) {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
}

const failure = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

describe('client', () => {
  it('asks for a metric in its own words', () => {
    const span = { from: '2026-08-01', to: '2026-09-01' }
    expect(metricPath({ metric: 'deflection', ...span, grain: 'week' })).toBe(
      '/api/metrics/deflection?from=2026-08-01&to=2026-09-01&grain=week',
    )
    expect(metricPath({ metric: 'user_feedback', ...span, by: 'feedback' })).toContain('&by=feedback')
  })

  it('unwraps the definitions', async () => {
    answer('{"metrics": [{"id": "conversations"}]}')
    expect(await fetchDefinitions()).toEqual([{ id: 'conversations' }])
  })

  it("passes on the server's message", async () => {
    answer('{"error": {"code": "unknown_metric", "message": "No such metric."}}', 404)
    const error = await failure(fetchStore())
    expect(error).toMatchObject({ status: 404, code: 'unknown_metric', message: 'No such metric.' })
    expect((error as ApiError).transient).toBe(false)
  })

  it('finds words of its own when the server has none', async () => {
    answer('<h1>Bad gateway</h1>', 502)
    expect(await failure(fetchStore())).toMatchObject({ message: texts.errors.status(502), transient: true })
    answer('<h1>Hello</h1>')
    expect(await failure(fetchStore())).toMatchObject({ message: texts.errors.unreadable })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')))
    expect(await failure(fetchStore())).toMatchObject({ message: texts.errors.unreachable, transient: true })
  })

  it('lets a cancelled question end as cancelled', async () => {
    const controller = new AbortController()
    controller.abort()
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('gone', 'AbortError')))
    expect(await failure(fetchStore(controller.signal))).not.toBeInstanceOf(ApiError)
  })
})
