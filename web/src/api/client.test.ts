import { afterEach, describe, expect, it, vi } from 'vitest'
import { texts } from '../texts.ts'
import { ApiError, getJson, sendJson, setCsrf, whenUnknown } from './client.ts'

afterEach(() => vi.unstubAllGlobals())

function answer(body: string, status = 200) {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
}

const failure = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

describe('client', () => {
  it('sends a change with what proves that it comes from this page', async () => {
    const asked = vi.fn((_path: string, _init: RequestInit) =>
      Promise.resolve(new Response(null, { status: 204 })),
    )
    vi.stubGlobal('fetch', asked)
    setCsrf('token')
    expect(await sendJson('POST', '/api/annotations', { day: '2026-08-01' })).toBeUndefined()
    expect(asked.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      body: '{"day":"2026-08-01"}',
      headers: { 'content-type': 'application/json', 'x-csrf-token': 'token' },
    })
  })

  it('says when the server does not know who asks', async () => {
    const unknown = vi.fn()
    whenUnknown(unknown)
    answer('{"error": {"code": "SignInNeeded", "message": "Sign in first."}}', 401)
    expect(await failure(getJson('/api/store'))).toMatchObject({ status: 401, transient: false })
    expect(unknown).toHaveBeenCalledOnce()
  })

  it("passes on the server's message", async () => {
    answer('{"error": {"code": "unknown_metric", "message": "No such metric."}}', 404)
    const error = await failure(getJson('/api/store'))
    expect(error).toMatchObject({ status: 404, code: 'unknown_metric', message: 'No such metric.' })
    expect((error as ApiError).transient).toBe(false)
  })

  it('finds words of its own when the server has none', async () => {
    answer('<h1>Bad gateway</h1>', 502)
    expect(await failure(getJson('/api/store'))).toMatchObject({
      message: texts.errors.status(502),
      transient: true,
    })
    answer('<h1>Hello</h1>')
    expect(await failure(getJson('/api/store'))).toMatchObject({ message: texts.errors.unreadable })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')))
    expect(await failure(getJson('/api/store'))).toMatchObject({
      message: texts.errors.unreachable,
      transient: true,
    })
  })

  it('lets a cancelled question end as cancelled', async () => {
    const controller = new AbortController()
    controller.abort()
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('gone', 'AbortError')))
    expect(await failure(getJson('/api/store', controller.signal))).not.toBeInstanceOf(ApiError)
  })
})
