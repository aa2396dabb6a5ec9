import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type GuardedApi, serveGuarded } from '../../../test/support/guarded-api.ts'
import { afterThisTest } from '../../../test/support/temporary.ts'
import type { Engine } from '../../store/engine.ts'
import { KEY_MEMORY_MS } from './key-ring.ts'
import { createKey, type NewKey, revokeKey, rotateKey } from './keys.ts'

const stores = new TestStores()
let engine: Engine
let api: GuardedApi
let key: NewKey
let now = Date.now()
beforeAll(async () => {
  engine = await stores.open()
  api = await serveGuarded(engine, { now: () => now, limits: { failureBurst: 1_000 } })
})
beforeEach(async () => {
  key = await createKey(engine, 'warehouse', ['users', 'interactions'])
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

interface Answer {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: string
  readonly data: object
  readonly error?: string
  readonly error_description?: string
  readonly code?: string
  readonly message?: string
}

async function post(body: string | undefined, headers: Record<string, string> = {}, to = api) {
  const response = await fetch(`${to.address}/oauth/v1/token`, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  })
  const answer = (await response.json()) as Answer
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-type')).toMatch(/^application\/json\b/)
  return { status: response.status, headers: response.headers, answer }
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'Content-Type': 'application/json' }
const grant = { grant_type: 'client_credentials' }
const form = (fields: object): string => new URLSearchParams({ ...fields }).toString()
const secretOf = ({ key: text }: NewKey): string => text.slice(-43)
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(user)}:${encodeURIComponent(password)}`).toString('base64')}`

async function tokenFor(of: NewKey, more: object = {}, to = api): Promise<string> {
  const { status, answer } = await post(
    form({ ...grant, client_id: of.id, client_secret: of.key, ...more }),
    FORM,
    to,
  )
  expect([status, answer.error]).toEqual([200, undefined])
  return answer.access_token
}

const reads = async (token: string, entity = 'users', from = api): Promise<number> =>
  (await from.ask(entity, `Bearer ${token}`)).status

describe('a token', () => {
  test('is given for JSON, a form, HTTP Basic, the whole key or its secret; its answer has both documented forms', async () => {
    const named = { client_id: key.id, client_secret: secretOf(key) }
    const whole = { client_id: key.id, client_secret: key.key }
    const requests: [body: string, headers: Record<string, string>][] = [
      [JSON.stringify({ ...grant, ...named }), JSON_TYPE],
      [JSON.stringify({ ...grant, ...whole }), { 'Content-Type': 'application/json; charset=utf-8' }],
      [JSON.stringify({ ...grant, ...whole, audience: 7 }), { 'Content-Type': 'text/plain' }],
      [form({ ...grant, ...named }), FORM],
      [form({ ...grant, ...whole }), { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }],
      [form(grant), { ...FORM, Authorization: basic(key.id, secretOf(key)) }],
      [form(grant), { ...FORM, Authorization: basic(key.id, key.key) }],
      [form({ ...grant, client_id: key.id }), { ...FORM, Authorization: basic(key.id, key.key) }],
      [JSON.stringify(grant), { ...JSON_TYPE, Authorization: basic(key.id, key.key) }],
    ]
    const tokens = new Set<string>()
    for (const [body, headers] of requests) {
      const { status, answer } = await post(body, headers)
      expect(status, body).toBe(200)
      const { data, ...top } = answer
      expect(top).toEqual({
        access_token: expect.stringMatching(/^dbt_[A-Za-z0-9_-]{43}$/),
        expires_in: 3600,
        token_type: 'Bearer',
      })
      expect(data).toEqual(top)
      tokens.add(answer.access_token)
      expect(await reads(answer.access_token)).toBe(200)
    }
    expect(tokens.size).toBe(requests.length)
  })

  test('may do what its key may, or less when less was asked for', async () => {
    const token = await tokenFor(key)
    expect([
      await reads(token, 'users'),
      await reads(token, 'interactions'),
      await reads(token, 'conversations'),
    ]).toEqual([200, 200, 403])
    const { answer } = await post(
      form({ ...grant, client_id: key.id, client_secret: key.key, scope: 'users' }),
      FORM,
    )
    expect(answer).toMatchObject({ scope: 'users', data: { scope: 'users' } })
    expect([
      await reads(answer.access_token, 'users'),
      await reads(answer.access_token, 'interactions'),
    ]).toEqual([200, 403])
  })

  test('is stored as a hash only, and survives a restart', async () => {
    const token = await tokenFor(key)
    const stored = await engine.run({ sql: 'SELECT * FROM access_tokens', format: 'JSONEachRow' })
    expect(stored.toString()).toContain(key.id)
    expect(stored.toString()).not.toContain(token.slice(4))
    const restarted = await serveGuarded(engine, { now: () => now })
    afterThisTest(() => restarted.close())
    expect(await reads(token, 'users', restarted)).toBe(200)
  })

  test('ends when its time is over, which can be set', async () => {
    const short = await serveGuarded(engine, { now: () => now, limits: { tokenSeconds: 60 } })
    afterThisTest(() => short.close())
    const { answer } = await post(form({ ...grant, client_id: key.id, client_secret: key.key }), FORM, short)
    expect(answer.expires_in).toBe(60)
    now += 59_999
    expect(await reads(answer.access_token)).toBe(200)
    now += 1
    const response = await api.ask('users', `Bearer ${answer.access_token}`)
    expect([response.status, ((await response.json()) as Answer).code]).toEqual([401, 'ExpiredKey'])
  })

  test('dies with its key, whether revoked or expired, and says no longer time than that', async () => {
    const token = await tokenFor(key)
    expect(await reads(token)).toBe(200)
    await revokeKey(engine, key.id)
    now += KEY_MEMORY_MS
    expect(await reads(token)).toBe(401)

    const expiring = await createKey(engine, 'x', ['all'], { expires: new Date(now + 600_000) })
    const { answer } = await post(
      form({ ...grant, client_id: expiring.id, client_secret: expiring.key }),
      FORM,
    )
    expect(answer.expires_in).toBe(600)
    now += 600_000
    expect(await reads(answer.access_token)).toBe(401)
  })

  test('dies with the secret it was got with', async () => {
    const before = await tokenFor(key)
    const rotated = await rotateKey(engine, key.id, { overlapMs: 0, now: new Date(now) })
    now += KEY_MEMORY_MS
    expect(await reads(before)).toBe(401)
    expect(await reads(await tokenFor(rotated))).toBe(200)
  })

  test('is one that was given, whole', async () => {
    const token = await tokenFor(key)
    for (const wrong of [token.slice(0, -1), `${token}A`, token.toUpperCase(), `dbt_${'A'.repeat(43)}`])
      expect(await reads(wrong), wrong).toBe(401)
    expect((await api.ask('users', `Basic ${Buffer.from(`u:${token}`).toString('base64')}`)).status).toBe(200)
  })
})

describe('a request for a token that is refused', () => {
  const named = () => ({ client_id: key.id, client_secret: key.key })
  const cases: [
    what: string,
    status: number,
    error: string,
    body: () => string | undefined,
    headers?: () => Record<string, string>,
  ][] = [
    ['has no body', 400, 'invalid_request', () => undefined],
    ['has no grant_type', 400, 'invalid_request', () => form(named())],
    ['has an empty grant_type', 400, 'invalid_request', () => form({ grant_type: '', ...named() })],
    ['is no JSON', 400, 'invalid_request', () => '{"grant_type"', () => JSON_TYPE],
    ['is no JSON object', 400, 'invalid_request', () => '[1]', () => JSON_TYPE],
    [
      'has a name that is no text',
      400,
      'invalid_request',
      () => JSON.stringify({ ...grant, client_id: 7 }),
      () => JSON_TYPE,
    ],
    ['repeats a parameter', 400, 'invalid_request', () => `${form({ ...grant, ...named() })}&client_id=x`],
    [
      'names its client twice',
      400,
      'invalid_request',
      () => form({ ...grant, ...named() }),
      () => ({ ...FORM, Authorization: basic(key.id, key.key) }),
    ],
    [
      'names two clients',
      400,
      'invalid_request',
      () => form({ ...grant, client_id: 'x' }),
      () => ({ ...FORM, Authorization: basic(key.id, key.key) }),
    ],
    [
      'wants another grant',
      400,
      'unsupported_grant_type',
      () => form({ ...named(), grant_type: 'password' }),
    ],
    [
      'wants more than its key may',
      400,
      'invalid_scope',
      () => form({ ...grant, ...named(), scope: 'users all' }),
    ],
    [
      'wants a scope that is none',
      400,
      'invalid_scope',
      () => form({ ...grant, ...named(), scope: 'https://x/.default' }),
    ],
    ['names no client', 401, 'invalid_client', () => form(grant)],
    ['names no secret', 401, 'invalid_client', () => form({ ...grant, client_id: key.id })],
    [
      'names an unknown client',
      401,
      'invalid_client',
      () => form({ ...grant, client_id: 'feedfacecafe', client_secret: secretOf(key) }),
    ],
    [
      'names another client than its key',
      401,
      'invalid_client',
      () => form({ ...grant, client_id: 'feedfacecafe', client_secret: key.key }),
    ],
    [
      'has a wrong secret',
      401,
      'invalid_client',
      () => form({ ...grant, client_id: key.id, client_secret: 'A'.repeat(43) }),
    ],
    [
      'has a wrong secret in its header',
      401,
      'invalid_client',
      () => form(grant),
      () => ({ ...FORM, Authorization: basic(key.id, 'x') }),
    ],
    [
      'has a bearer in its header',
      401,
      'invalid_client',
      () => form({ ...grant, ...named() }),
      () => ({ ...FORM, Authorization: 'Bearer x' }),
    ],
  ]
  for (const [what, status, error, body, headers = () => FORM] of cases)
    test(`because it ${what}: ${error}`, async () => {
      const { status: found, headers: answered, answer } = await post(body(), headers())
      expect([found, answer.error, answer.code]).toEqual([status, error, error])
      expect(answer.message!.length).toBeGreaterThan(10)
      // RFC 6749 section 5.2.
      expect(answer.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
      expect(answered.get('www-authenticate')).toBe(
        status === 401 ? 'Basic realm="Debrief Data API", charset="UTF-8"' : null,
      )
    })

  test('because its client expired says so', async () => {
    const expiring = await createKey(engine, 'x', ['all'], { expires: new Date(now + 1_000) })
    now += 1_000
    const { answer } = await post(
      form({ ...grant, client_id: expiring.id, client_secret: expiring.key }),
      FORM,
    )
    expect(answer).toMatchObject({
      error: 'invalid_client',
      message: expect.stringContaining('time is over'),
    })
  })

  test('because of its method or its size has the shape of every error', async () => {
    const get = await fetch(`${api.address}/oauth/v1/token?grant_type=client_credentials`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect(((await get.json()) as Answer).code).toBe('MethodNotAllowed')
    const { status, answer } = await post('x'.repeat(20_000), FORM)
    expect([status, answer.code]).toEqual([413, 'BodyTooLarge'])
  })
})
