import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type GuardedApi, serveGuarded } from '../../../test/support/guarded-api.ts'
import { afterThisTest } from '../../../test/support/temporary.ts'
import type { Engine } from '../../store/engine.ts'
import { readAccessLog } from '../access-log/read-access-log.ts'
import { createKey, type NewKey } from '../credentials/keys.ts'
import { drain } from './drain.ts'
import { Readiness } from './health.ts'

const stores = new TestStores()
let engine: Engine
let api: GuardedApi
let key: NewKey
beforeAll(async () => {
  engine = await stores.open()
  key = await createKey(engine, 'Secret Project', ['all'])
  api = await serveGuarded(engine)
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

const get = async (
  path: string,
  of = api,
): Promise<{ status: number; body: string; type: string | null }> => {
  const response = await fetch(`${of.address}${path}`)
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') }
}

describe('health', () => {
  test('the process lives, and is ready when the store answers', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"alive"}' })
    expect(await get('/readyz')).toMatchObject({ status: 200, body: '{"status":"ready"}' })
  })

  test('it lives but is not ready while the store does not answer, or too late', async () => {
    let now = 0
    const readiness = new Readiness(engine, () => now)
    await engine.run({ sql: 'RENAME TABLE api_keys TO hidden' })
    await expect(readiness.check()).rejects.toMatchObject({ status: 503, code: 'StoreUnavailable' })
    await engine.run({ sql: 'RENAME TABLE hidden TO api_keys' })
    now += 1_000
    await readiness.check()
    const stuck: Engine = { ...engine, run: () => new Promise(() => {}) }
    await expect(new Readiness(stuck, () => 0, 50).check()).rejects.toMatchObject({
      code: 'StoreUnavailable',
    })
  })

  test('however many ask, the store is asked once a second', async () => {
    let now = 0
    let asked = 0
    const counting: Engine = {
      ...engine,
      run: statement => {
        asked++
        return engine.run(statement)
      },
    }
    const readiness = new Readiness(counting, () => now)
    await Promise.all(Array.from({ length: 100 }, () => readiness.check()))
    expect(asked).toBe(1)
    now += 1_000
    await readiness.check()
    expect(asked).toBe(2)
  })
})

/** The value of a metric with exactly these labels. */
async function metric(name: string, labels: { [label: string]: string } = {}): Promise<number | undefined> {
  const { body } = await get('/metrics')
  for (const line of body.split('\n')) {
    const { found, inside, value } =
      /^(?<found>\w+)(?:\{(?<inside>.*)\})? (?<value>\S+)$/.exec(line)?.groups ?? {}
    const has = Object.fromEntries([...(inside ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(m => [m[1], m[2]]))
    if (
      found === name &&
      JSON.stringify(Object.entries(has).sort()) === JSON.stringify(Object.entries(labels).sort())
    )
      return Number(value)
  }
  return undefined
}

describe('metrics', () => {
  const route = '/export/v1/records/:entity'

  test('count requests, rows, bytes and refusals', async () => {
    await api.ask('users?rows=40&bytes=1000', key.key)
    await api.ask('users?rows=2&bytes=500', key.key)
    await api.ask('users', 'wrong')
    await api.gate.log.flush()
    expect(await metric('debrief_http_requests_total', { method: 'GET', route, status: '200' })).toBe(2)
    expect(await metric('debrief_http_requests_total', { method: 'GET', route, status: '401' })).toBe(1)
    expect(await metric('debrief_http_request_duration_seconds_count', { route })).toBe(3)
    expect(await metric('debrief_rows_total', { collection: 'none' })).toBe(42)
    expect(await metric('debrief_http_response_bytes_total', { route })).toBeGreaterThan(1_500)
    expect(await metric('debrief_refused_credentials_total', { code: 'InvalidKey' })).toBe(1)
    expect(await metric('debrief_access_log_pending')).toBe(0)
    expect(await metric('debrief_access_log_dropped')).toBe(0)
  })

  test('tell what runs and what waits', async () => {
    const slow = Array.from({ length: 6 }, () => api.ask('users?seconds=0.4', key.key))
    while (api.gate.slots.queued < 2) await sleep(5)
    expect([await metric('debrief_queries_running'), await metric('debrief_queries_queued')]).toEqual([4, 2])
    await Promise.all(slow)
    expect([await metric('debrief_queries_running'), await metric('debrief_queries_queued')]).toEqual([0, 0])
  })

  test('are in the form of Prometheus, and name nobody', async () => {
    api.gate.telemetry.watchProcess()
    const { status, body, type } = await get('/metrics')
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(body).toMatch(/^process_cpu_user_seconds_total \d/m)
    expect(body).toMatch(/^nodejs_eventloop_lag_seconds \d/m)
    for (const line of body.trimEnd().split('\n'))
      expect(line).toMatch(/^(#.*|[a-z_][a-z0-9_]*(\{.*\})? ([\d.e+-]+|Nan)|)$/)
    for (const secret of [key.id, key.name, '127.0.0.1']) expect(body).not.toContain(secret)
  })

  test('do not grow with what clients invent', async () => {
    for (let i = 0; i < 20; i++) await fetch(`${api.address}/export/invented-${i}`)
    expect((await get('/metrics')).body).not.toContain('invented')
  })
})

describe('shutting down', () => {
  const served = async (): Promise<GuardedApi> => {
    const of = await serveGuarded(engine)
    afterThisTest(() => of.close())
    return of
  }

  test('lets running requests end, says so meanwhile, and writes the log', async () => {
    const of = await served()
    await engine.run({ sql: 'TRUNCATE TABLE access_log' })
    const running = of.ask('users?seconds=1&rows=3', key.key)
    while (of.gate.slots.running === 0) await sleep(5)
    const drained = drain(of.server, of.readiness, { delayMs: 300, patienceMs: 10_000 })
    expect(await get('/readyz', of)).toMatchObject({ status: 503, body: expect.stringContaining('Draining') })
    expect((await get('/healthz', of)).status).toBe(200)
    expect((await of.ask('users', key.key)).status, 'it goes on until others have noticed').toBe(200)
    expect(await drained).toBe(true)
    const response = await running
    expect([response.status, await response.text()]).toEqual([200, 'users'])
    await expect(get('/healthz', of)).rejects.toThrow()
    expect((await readAccessLog(engine, { limit: 10 })).map(e => [e.status, e.rows])).toEqual(
      expect.arrayContaining([
        [200, 3],
        [200, null],
      ]),
    )
  })

  test('answers the request of a connection that was already open, and closes it', async () => {
    const of = await served()
    const slow = of.ask('users?seconds=0.6', key.key)
    while (of.gate.slots.running === 0) await sleep(5)
    const drained = drain(of.server, of.readiness, { delayMs: 0, patienceMs: 10_000 })
    expect((await slow).status).toBe(200)
    expect(await drained).toBe(true)
  })

  test('cuts off what takes too long', async () => {
    const of = await served()
    const running = new Promise<string>(resolve =>
      httpRequest(
        `${of.address}/export/v1/records/users?seconds=2`,
        { headers: { Authorization: key.key } },
        answer => resolve(String(answer.statusCode)),
      )
        .on('error', error => resolve((error as NodeJS.ErrnoException).code ?? 'error'))
        .end(),
    )
    while (of.gate.slots.running === 0) await sleep(5)
    const began = Date.now()
    expect(await drain(of.server, of.readiness, { delayMs: 0, patienceMs: 200 })).toBe(false)
    expect(Date.now() - began).toBeLessThan(1_500)
    expect(await running).toBe('ECONNRESET')
  })
})
