import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type GuardedApi, serveGuarded } from '../../../test/support/guarded-api.ts'
import { afterThisTest } from '../../../test/support/temporary.ts'
import type { Engine } from '../../store/engine.ts'
import { createKey } from '../credentials/keys.ts'
import type { ErrorBody } from '../errors.ts'
import type { GateOptions } from '../gate.ts'

const stores = new TestStores()
let engine: Engine
let key: string
let other: string
beforeAll(async () => {
  engine = await stores.open()
  key = (await createKey(engine, 'one', ['all'])).key
  other = (await createKey(engine, 'other', ['all'])).key
})
afterAll(() => stores.close())

async function served(options: Omit<GateOptions, 'engine'>): Promise<GuardedApi> {
  const api = await serveGuarded(engine, options)
  afterThisTest(() => api.close())
  return api
}

async function ask(api: GuardedApi, path: string, credential: string | null) {
  const { status, headers, ...response } = await api.ask(path, credential).then(async answer => ({
    status: answer.status,
    headers: answer.headers,
    text: await answer.text(),
  }))
  const code = status === 200 ? '' : (JSON.parse(response.text) as ErrorBody).code
  return { status, code, headers }
}

describe('the rate of a credential', () => {
  test('is told with every answer, and enforced with 429 and a time to wait', async () => {
    let now = 1_000_000_000
    const api = await served({ now: () => now, limits: { requestRate: 0.5, requestBurst: 2 } })
    const told = async (credential = key) => {
      const { status, code, headers } = await ask(api, 'users', credential)
      expect(headers.get('ratelimit-policy')).toBe('"requests";q=2;w=4')
      return [status, code, headers.get('ratelimit'), headers.get('retry-after')]
    }
    expect(await told()).toEqual([200, '', '"requests";r=1;t=2', null])
    expect(await told()).toEqual([200, '', '"requests";r=0;t=4', null])
    expect(await told()).toEqual([429, 'TooManyRequests', '"requests";r=0;t=4', '2'])
    expect(await told(other), 'another credential has its own').toEqual([200, '', '"requests";r=1;t=2', null])
    now += 1_999
    expect((await told())[0]).toBe(429)
    now += 1
    expect(await told(), 'who waits as told is let in').toEqual([200, '', '"requests";r=0;t=4', null])
  })

  test('counts its tokens, and its requests for them, with it', async () => {
    const api = await served({ limits: { requestRate: 0.001, requestBurst: 2 } })
    const id = key.slice(4, 16)
    const body = { grant_type: 'client_credentials', client_id: id, client_secret: key }
    const request = () =>
      fetch(`${api.address}/oauth/v1/token`, { method: 'POST', body: new URLSearchParams(body) })
    const { access_token } = (await (await request()).json()) as { access_token: string }
    expect((await ask(api, 'users', access_token)).status).toBe(200)
    expect((await ask(api, 'users', access_token)).code).toBe('TooManyRequests')
    const refused = await request()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1000'])
  })
})

describe('an address that sends wrong credentials', () => {
  test('is refused after some, also at the token endpoint; good credentials it is known for are not', async () => {
    let now = 1_000_000_000
    const api = await served({ now: () => now, limits: { failureRate: 0.1, failureBurst: 5 } })
    expect((await ask(api, 'users', key)).status).toBe(200)
    const wrong: string[] = []
    for (let i = 0; i < 8; i++) wrong.push((await ask(api, 'users', i % 2 ? null : `wrong ${i}`)).code)
    expect(wrong).toEqual([
      'InvalidKey',
      'MissingKey',
      'InvalidKey',
      'MissingKey',
      'InvalidKey',
      'TooManyFailures',
      'TooManyFailures',
      'TooManyFailures',
    ])
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' })
    const token = await fetch(`${api.address}/oauth/v1/token`, { method: 'POST', body })
    expect([token.status, token.headers.get('retry-after')]).toEqual([429, '10'])
    expect((await ask(api, 'users', key)).status, 'a neighbour behind the same proxy').toBe(200)
    expect((await ask(api, 'users', other)).code, 'one that was not seen before').toBe('TooManyFailures')
    now += 10_000
    expect((await ask(api, 'users', other)).status).toBe(200)
  })

  test('is the client’s, as a trusted proxy tells it', async () => {
    const api = await served({
      trust: a => a === '127.0.0.1',
      limits: { failureRate: 0.001, failureBurst: 1 },
    })
    const from = async (address: string): Promise<number> =>
      (await api.ask('users', 'wrong', { 'X-Forwarded-For': address })).status
    expect([await from('198.51.100.1'), await from('198.51.100.1'), await from('198.51.100.2')]).toEqual([
      401, 429, 401,
    ])
  })
})

describe('queries at once', () => {
  test('of one credential are bounded, and wait for each other', async () => {
    const api = await served({ limits: { queries: 4, queriesPerCredential: 2 } })
    const began = Date.now()
    const all = Promise.all(Array.from({ length: 6 }, () => ask(api, 'users?seconds=0.3', key)))
    let most = 0
    let queued = 0
    const watch = setInterval(() => {
      most = Math.max(most, api.gate.slots.running)
      queued = Math.max(queued, api.gate.slots.queued)
    }, 10)
    expect((await all).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    clearInterval(watch)
    expect([most, queued]).toEqual([2, 4])
    expect(Date.now() - began).toBeGreaterThan(850)
    expect([api.gate.slots.running, api.gate.slots.queued]).toEqual([0, 0])
  })

  test('of one credential do not starve another', async () => {
    const api = await served({ limits: { queries: 2, queriesPerCredential: 2 } })
    let done = 0
    const flood = Array.from({ length: 12 }, () => ask(api, 'users?seconds=0.3', key).then(() => done++))
    while (api.gate.slots.queued < 10) await sleep(5)
    expect((await ask(api, 'users', other)).status).toBe(200)
    expect(done, 'it did not wait for all the others').toBeLessThanOrEqual(4)
    await Promise.all(flood)
  })

  test('that wait in too large a number are refused: 429 for one’s own, 503 for those of others', async () => {
    const api = await served({
      limits: { queries: 2, queriesPerCredential: 1, queuePerCredential: 1, queue: 2, queueMs: 12_000 },
    })
    const slow = [ask(api, 'users?seconds=1', key), ask(api, 'users?seconds=1', other)]
    while (api.gate.slots.running < 2) await sleep(5)
    const waiting = [ask(api, 'users', key)]
    while (api.gate.slots.queued < 1) await sleep(5)
    const mine = await ask(api, 'users', key)
    expect([mine.status, mine.code, mine.headers.get('retry-after')]).toEqual([429, 'TooManyQueries', '2'])
    waiting.push(ask(api, 'users', other))
    while (api.gate.slots.queued < 2) await sleep(5)
    const third = (await createKey(engine, 'third', ['all'])).key
    const theirs = await ask(api, 'users', third)
    expect([theirs.status, theirs.code, theirs.headers.get('retry-after')]).toEqual([503, 'Overloaded', '2'])
    for (const { status } of await Promise.all([...slow, ...waiting])) expect(status).toBe(200)
  })

  test('give their turn back when they fail', async () => {
    const api = await served({ limits: { queries: 1, queriesPerCredential: 1 } })
    for (let i = 0; i < 3; i++) expect((await ask(api, 'users?seconds=-1', key)).status).toBe(500)
    const narrow = (await createKey(engine, 'narrow', ['users'])).key
    for (let i = 0; i < 3; i++) expect((await ask(api, 'interactions', narrow)).status).toBe(403)
    expect(api.gate.slots.running).toBe(0)
    expect((await ask(api, 'users', key)).status).toBe(200)
  })
})

test('an address longer than allowed is 414', async () => {
  const api = await served({ limits: { urlLength: 100 } })
  const path = (length: number): string =>
    `users?x=${'x'.repeat(length - '/export/v1/records/users?x='.length)}`
  expect((await ask(api, path(100), key)).status).toBe(200)
  expect(await ask(api, path(101), key)).toMatchObject({ status: 414, code: 'UrlTooLong' })
})
