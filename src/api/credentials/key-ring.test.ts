import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import type { Engine } from '../../store/engine.ts'
import { KEY_MEMORY_MS, KeyRing } from './key-ring.ts'
import { createKey, revokeKey } from './keys.ts'

const stores = new TestStores()
let engine: Engine
beforeAll(async () => {
  engine = await stores.open()
})
beforeEach(() => engine.run({ sql: 'TRUNCATE TABLE api_keys' }))
afterAll(() => stores.close())

describe('a key ring', () => {
  test('knows a key by its whole text, and what it may read', async () => {
    const { id, key } = await createKey(engine, 'x', ['users', 'plugin-calls'])
    await createKey(engine, 'y', ['all'])
    expect(await new KeyRing(engine).verify(key)).toEqual({
      id,
      name: 'x',
      scopes: ['users', 'plugin-calls'],
      secretHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      until: Number.POSITIVE_INFINITY,
    })
  })

  test('does not know a key that was never made, nor anything that is no key', async () => {
    const { id, key } = await createKey(engine, 'x', ['all'])
    const other = await createKey(engine, 'y', ['all'])
    const ring = new KeyRing(engine)
    const wrong = [
      '',
      'x',
      id,
      key.slice(4),
      key.slice(0, -1),
      `${key}A`,
      ` ${key}`,
      `${key}\n`,
      key.toUpperCase(),
      key.replace('dbf_', 'dbg_'),
      `dbf_feedfacecafe_${key.slice(-43)}`,
      // One key's id with another's secret.
      `dbf_${id}_${other.key.slice(-43)}`,
      `dbf_' OR 1=1 --_${key.slice(-43)}`,
    ]
    for (const text of wrong) expect(await ring.verify(text), JSON.stringify(text)).toBeUndefined()
    expect(await ring.verify(key)).toMatchObject({ id })
  })

  test('refuses a key with any one character of its secret changed', async () => {
    const { key } = await createKey(engine, 'x', ['all'])
    const ring = new KeyRing(engine)
    for (let i = key.length - 43; i < key.length; i++) {
      const damaged = `${key.slice(0, i)}${key[i] === 'A' ? 'B' : 'A'}${key.slice(i + 1)}`
      expect(await ring.verify(damaged), `character ${i}`).toBeUndefined()
    }
  })

  test('remembers a key for two seconds, and no longer', async () => {
    expect(KEY_MEMORY_MS).toBeLessThanOrEqual(2_000)
    let now = 1_000_000
    const ring = new KeyRing(engine, () => now)
    const { id, key } = await createKey(engine, 'x', ['all'])
    expect(await ring.verify(key)).toMatchObject({ id })
    await revokeKey(engine, id)
    now += KEY_MEMORY_MS - 1
    expect(await ring.verify(key), 'still remembered').toMatchObject({ id })
    now += 1
    expect(await ring.verify(key), 'asked for again').toBeUndefined()
    expect(await new KeyRing(engine).verify(key), 'a server that starts now').toBeUndefined()
  })

  test('counts the two seconds from the question, not from each use', async () => {
    let now = 0
    const ring = new KeyRing(engine, () => now)
    const { id, key } = await createKey(engine, 'x', ['all'])
    await ring.verify(key)
    await revokeKey(engine, id)
    for (now = 500; now < KEY_MEMORY_MS; now += 500) expect(await ring.verify(key)).toMatchObject({ id })
    expect(await ring.verify(key)).toBeUndefined()
  })

  test('remembers that a key does not exist for as long', async () => {
    let now = 0
    const ring = new KeyRing(engine, () => now)
    const { id, key } = await createKey(engine, 'x', ['all'])
    await engine.run({ sql: 'CREATE TABLE kept AS api_keys' })
    await engine.run({ sql: 'INSERT INTO kept SELECT * FROM api_keys' })
    await engine.run({ sql: 'TRUNCATE TABLE api_keys' })
    expect(await ring.verify(key)).toBeUndefined()
    await engine.run({ sql: 'INSERT INTO api_keys SELECT * FROM kept' })
    now = KEY_MEMORY_MS - 1
    expect(await ring.verify(key)).toBeUndefined()
    now = KEY_MEMORY_MS
    expect(await ring.verify(key)).toMatchObject({ id })
  })

  test('does not remember that the store failed', async () => {
    const ring = new KeyRing(engine, () => 0)
    const { id, key } = await createKey(engine, 'x', ['all'])
    await engine.run({ sql: 'RENAME TABLE api_keys TO hidden' })
    await expect(ring.verify(key)).rejects.toThrow()
    await engine.run({ sql: 'RENAME TABLE hidden TO api_keys' })
    expect(await ring.verify(key)).toMatchObject({ id })
  })

  test('says that a key has expired only to who has its secret', async () => {
    const expires = new Date(Date.now() + 60_000)
    const { id, key } = await createKey(engine, 'x', ['all'], { expires })
    let now = expires.getTime() - 1
    const ring = new KeyRing(engine, () => now)
    expect(await ring.verify(key)).toMatchObject({ id })
    now += 1
    expect(await ring.verify(key)).toBe('expired')
    expect(await ring.verify(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined()
  })

  test('takes no secret for the one before a rotation that never was', async () => {
    const { id } = await createKey(engine, 'x', ['all'])
    expect(await new KeyRing(engine).withHash(id, '')).toBeUndefined()
  })
})
