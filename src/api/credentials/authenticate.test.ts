import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type GuardedApi, serveGuarded } from '../../../test/support/guarded-api.ts'
import { entityNames } from '../../schema/entities.ts'
import type { Engine } from '../../store/engine.ts'
import type { ErrorBody } from '../errors.ts'
import { KEY_MEMORY_MS } from './key-ring.ts'
import { createKey, revokeKey, rotateKey } from './keys.ts'

const stores = new TestStores()
let engine: Engine
let api: GuardedApi
let now = Date.now()
beforeAll(async () => {
  engine = await stores.open()
  api = await serveGuarded(engine, { now: () => now, limits: { failureBurst: 1_000 } })
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

async function refused(credential: string | null, path = 'users') {
  const response = await api.ask(path, credential)
  const body = (await response.json()) as ErrorBody
  expect(body.error).toMatchObject({ code: body.code, message: body.message, target: 'Authorization' })
  return { status: response.status, code: body.code, challenge: response.headers.get('www-authenticate') }
}

describe('a key', () => {
  test('is taken alone, as a bearer token, and as the password of HTTP Basic with any user name', async () => {
    const { id, key } = await createKey(engine, 'x', ['all'])
    for (const credential of [
      key,
      `Bearer ${key}`,
      `bearer ${key}`,
      basic('', key),
      basic('anna@example.com', key),
      basic(id, key),
      basic('Zoë Ω', key),
      basic('u', key).replace('Basic', 'basic '),
    ])
      expect((await api.ask('users', credential)).status, credential).toBe(200)
  })

  test('is not the user name, nor a part of a password', async () => {
    const { key } = await createKey(engine, 'x', ['all'])
    for (const credential of [basic(key, ''), basic(key, 'x'), basic('u', `${key}x`), basic('u', `x:${key}`)])
      expect(await refused(credential), credential).toMatchObject({ status: 401 })
  })

  test('is asked for in both ways, with a reason only where one was sent', async () => {
    const offered = 'Basic realm="Debrief Data API", charset="UTF-8"'
    expect(await refused(null)).toEqual({
      status: 401,
      code: 'MissingKey',
      challenge: `Bearer realm="Debrief Data API", ${offered}`,
    })
    expect(await refused('x')).toEqual({
      status: 401,
      code: 'InvalidKey',
      challenge: `Bearer realm="Debrief Data API", error="invalid_token", ${offered}`,
    })
  })

  test('ends when it expires, and its holder is told so', async () => {
    const expires = new Date(now + 60_000)
    const { key } = await createKey(engine, 'x', ['all'], { expires })
    now = expires.getTime() - 1
    expect((await api.ask('users', key)).status).toBe(200)
    now += 1
    expect(await refused(key)).toMatchObject({ status: 401, code: 'ExpiredKey' })
    expect(await refused(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toMatchObject({
      code: 'InvalidKey',
    })
  })

  test('and the one before its rotation are good until the overlap ends', async () => {
    const old = await createKey(engine, 'x', ['all'])
    const fresh = await rotateKey(engine, old.id, { overlapMs: 60_000, now: new Date(now) })
    for (const key of [old.key, fresh.key]) expect((await api.ask('users', key)).status).toBe(200)
    now += 60_000
    expect(await refused(old.key)).toMatchObject({ status: 401, code: 'ExpiredKey' })
    expect((await api.ask('users', fresh.key)).status).toBe(200)
  })

  test('that is revoked is refused when the server asks the store again', async () => {
    const { id, key } = await createKey(engine, 'x', ['all'])
    expect((await api.ask('users', key)).status).toBe(200)
    await revokeKey(engine, id)
    now += KEY_MEMORY_MS
    expect(await refused(key)).toMatchObject({ status: 401, code: 'InvalidKey' })
  })
})

describe('scopes', () => {
  test('decide what is read; 403 names the one that is missing', async () => {
    const { key } = await createKey(engine, 'x', ['users', 'plugin-calls', 'write'])
    for (const entity of entityNames) {
      const response = await api.ask(entity, key)
      const allowed = entity === 'users' || entity === 'plugin-calls'
      expect(response.status, entity).toBe(allowed ? 200 : 403)
      if (allowed) continue
      expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
      expect(((await response.json()) as ErrorBody).message).toBe(
        `The key may not read ${entity}: it lacks the scope "${entity}".`,
      )
    }
  })

  test('decide what is written: reading does not include it', async () => {
    const write = async (scopes: string[], entity: string) => {
      const { key } = await createKey(engine, 'x', scopes)
      const response = await fetch(`${api.address}/export/v1/records/${entity}`, {
        method: 'POST',
        headers: { Authorization: key },
      })
      return { status: response.status, message: ((await response.json()) as ErrorBody).message }
    }
    expect(await write(['write'], 'plugin_calls')).toMatchObject({ status: 200 })
    expect(await write(['write:users'], 'users')).toMatchObject({ status: 200 })
    expect(await write(['write:users', 'all'], 'plugin_calls')).toEqual({
      status: 403,
      message: 'The key may not write plugin-calls: it lacks the scope "write:plugin-calls".',
    })
  })
})
