import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type Engine, rows } from '../../store/engine.ts'
import { KeyRing } from './key-ring.ts'
import { createKey, KeyError, listKeys, revokeKey, rotateKey } from './keys.ts'

const stores = new TestStores()
let engine: Engine
beforeAll(async () => {
  engine = await stores.open()
})
beforeEach(async () => {
  for (const table of ['api_keys', 'access_log', 'credential_use'])
    await engine.run({ sql: `TRUNCATE TABLE ${table}` })
})
afterAll(() => stores.close())

/** Everything the store keeps of keys, as text. */
const stored = async (): Promise<string> =>
  (await engine.run({ sql: 'SELECT * FROM api_keys', format: 'JSONEachRow' })).toString()

describe('a key', () => {
  test('is shown once: the store keeps a hash of its secret', async () => {
    const { key, id } = await createKey(engine, 'Power BI', ['all'])
    expect(key).toMatch(/^dbf_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/)
    const secret = key.slice(`dbf_${id}_`.length)
    expect(await stored()).toContain(id)
    expect(await stored()).not.toContain(secret)
    expect(await stored()).not.toContain(Buffer.from(secret, 'base64url').toString('hex'))
  })

  test('is unlike any other', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => createKey(engine, 'same', ['all'])))
    expect(new Set(keys.map(({ id }) => id)).size).toBe(20)
    expect(new Set(keys.map(({ key }) => key.slice(-43))).size).toBe(20)
  })

  test('has a name that may be any text', async () => {
    const name = `Zoë's "warehouse" \\ \n'); DROP TABLE api_keys --`
    const { id } = await createKey(engine, name, ['users'])
    expect(await listKeys(engine)).toMatchObject([{ id, name }])
  })

  test('needs a scope, and one that exists', async () => {
    await expect(createKey(engine, 'x', [])).rejects.toThrow(KeyError)
    await expect(createKey(engine, 'x', [])).rejects.toThrow('A key needs a scope: all, users, conversations')
    await expect(createKey(engine, 'x', ['users', 'everything'])).rejects.toThrow(
      '"everything" is not a scope; there are all, users, conversations, interactions, plugin-calls, plugin-resources, write, write:users, write:conversations, write:interactions, write:plugin-calls, write:plugin-resources.',
    )
    expect(await listKeys(engine)).toEqual([])
  })
})

describe('the list of keys', () => {
  test('has all of them in the order they were made, without secrets', async () => {
    const made = []
    for (const name of ['c', 'a', 'b']) {
      made.push(await createKey(engine, name, ['users', 'plugin-calls']))
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    const list = await listKeys(engine)
    expect(list.map(({ id, name, scopes }) => ({ id, name, scopes }))).toEqual(
      made.map(({ id, name, scopes }) => ({ id, name, scopes })),
    )
    for (const key of list) {
      expect(Object.keys(key)).toEqual([
        'id',
        'name',
        'scopes',
        'created_time',
        'expires_time',
        'rotated_time',
        'old_secret_until',
        'revoked_time',
        'last_used_time',
      ])
      expect(key.created_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(Math.abs(Date.parse(key.created_time) - Date.now())).toBeLessThan(60_000)
      const { expires_time, rotated_time, old_secret_until, revoked_time, last_used_time } = key
      for (const time of [expires_time, rotated_time, old_secret_until, revoked_time, last_used_time])
        expect(time).toBeNull()
    }
  })

  test('tells when each was last used, as the access log has it, and still when that has forgotten', async () => {
    const [used, idle] = [await createKey(engine, 'used', ['all']), await createKey(engine, 'idle', ['all'])]
    for (const time of ['2026-08-02 10:00:00.500', '2026-08-03 11:00:00.250', '2026-08-01 09:00:00.000'])
      await engine.run({
        sql: `INSERT INTO access_log (time, credential_id) SELECT {time:String}, arrayJoin([{id:String}, ''])`,
        params: { time, id: used.id },
      })
    const lastUse = async () => new Map((await listKeys(engine)).map(key => [key.id, key.last_used_time]))
    const expected = new Map([
      [used.id, '2026-08-03T11:00:00.250Z'],
      [idle.id, null],
    ])
    expect(await lastUse()).toEqual(expected)
    await engine.run({ sql: 'TRUNCATE TABLE access_log' })
    expect(await lastUse()).toEqual(expected)
  })

  test('still has what was revoked, and when', async () => {
    const kept = await createKey(engine, 'kept', ['all'])
    const revoked = await createKey(engine, 'revoked', ['users'])
    await revokeKey(engine, revoked.id)
    const times = async () => new Map((await listKeys(engine)).map(key => [key.id, key.revoked_time]))
    const first = await times()
    expect(first.size).toBe(2)
    expect(first.get(kept.id)).toBeNull()
    expect(first.get(revoked.id)).toMatch(/^\d{4}-.*Z$/)
    await new Promise(resolve => setTimeout(resolve, 5))
    await revokeKey(engine, revoked.id)
    expect(await times(), 'revoking again does not change the time').toEqual(first)
  })
})

describe('revoking', () => {
  test('says when there is no such key', async () => {
    await expect(revokeKey(engine, 'feedfacecafe')).rejects.toThrow(KeyError)
    await expect(revokeKey(engine, 'feedfacecafe')).rejects.toThrow(
      'There is no key "feedfacecafe". List them with: debrief keys list',
    )
  })

  test('holds even when the clock was set back since the key was made', async () => {
    const { id, key } = await createKey(engine, 'from the future', ['all'])
    await engine.run({
      sql: `INSERT INTO api_keys (id, name, scopes, secret_hash, created_time, version)
            SELECT id, name, scopes, secret_hash, created_time, now64(3) + INTERVAL 1 DAY FROM api_keys FINAL`,
    })
    await revokeKey(engine, id)
    expect(await new KeyRing(engine).verify(key)).toBeUndefined()
    expect(await listKeys(engine)).toMatchObject([{ id, revoked_time: expect.any(String) }])
  })
})

const DAY = 86_400_000

describe('an expiry', () => {
  test('is kept to the millisecond, and listed', async () => {
    const expires = new Date('2099-01-31T12:34:56.789Z')
    const { id, expires_time } = await createKey(engine, 'x', ['all'], { expires })
    expect(expires_time).toBe('2099-01-31T12:34:56.789Z')
    expect(await listKeys(engine)).toMatchObject([{ id, expires_time }])
  })

  test('lies in the future', async () => {
    const expires = new Date(Date.now() - 1)
    await expect(createKey(engine, 'x', ['all'], { expires })).rejects.toThrow(/would have expired already/)
    const { id } = await createKey(engine, 'x', ['all'])
    await expect(rotateKey(engine, id, { overlapMs: 0, expires })).rejects.toThrow(KeyError)
  })
})

describe('rotating', () => {
  const verifyAt = (now: number, key: string) => new KeyRing(engine, () => now).verify(key)

  test('gives a new secret, and keeps id, name, scopes and expiry', async () => {
    const expires = new Date(Date.now() + 300 * DAY)
    const old = await createKey(engine, 'Power BI', ['users', 'write:users'], { expires })
    const [before] = await listKeys(engine)
    const rotated = await rotateKey(engine, old.id, { overlapMs: DAY })
    expect(rotated).toEqual({
      ...old,
      key: expect.stringMatching(/^dbf_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/),
      old_secret_until: expect.any(String),
    })
    expect(rotated.key).not.toBe(old.key)
    expect(rotated.key.slice(0, 17)).toBe(old.key.slice(0, 17))
    const [after] = await listKeys(engine)
    expect(after).toEqual({
      ...before,
      rotated_time: expect.any(String),
      old_secret_until: rotated.old_secret_until,
    })
    expect(await stored()).not.toContain(rotated.key.slice(17))
  })

  test('leaves the old secret good until the overlap ends, and not a millisecond longer', async () => {
    const now = Date.now()
    const old = await createKey(engine, 'x', ['all'])
    const { key } = await rotateKey(engine, old.id, { overlapMs: 7 * DAY, now: new Date(now) })
    for (const at of [now, now + 7 * DAY - 1]) {
      expect(await verifyAt(at, old.key)).toMatchObject({ id: old.id })
      expect(await verifyAt(at, key)).toMatchObject({ id: old.id })
    }
    expect(await verifyAt(now + 7 * DAY, old.key)).toBe('expired')
    expect(await verifyAt(now + 7 * DAY, key)).toMatchObject({ id: old.id })
  })

  test('without an overlap ends the old secret at once', async () => {
    const old = await createKey(engine, 'x', ['all'])
    const { key, old_secret_until } = await rotateKey(engine, old.id, { overlapMs: 0 })
    expect(old_secret_until).toBeNull()
    expect(await verifyAt(Date.now(), old.key)).toBe('expired')
    expect(await verifyAt(Date.now(), key)).toMatchObject({ id: old.id })
    expect(await listKeys(engine)).toMatchObject([{ old_secret_until: null }])
  })

  test('twice leaves two secrets good, not three', async () => {
    const first = await createKey(engine, 'x', ['all'])
    const second = await rotateKey(engine, first.id, { overlapMs: DAY })
    const third = await rotateKey(engine, first.id, { overlapMs: DAY })
    const now = Date.now()
    expect(await verifyAt(now, first.key)).toBeUndefined()
    expect(await verifyAt(now, second.key)).toMatchObject({ id: first.id })
    expect(await verifyAt(now, third.key)).toMatchObject({ id: first.id })
  })

  test('does not let the old secret outlive the key, but can give the key a new end', async () => {
    const now = Date.now()
    const expires = new Date(now + DAY)
    const old = await createKey(engine, 'x', ['all'], { expires })
    const renewed = new Date(now + 90 * DAY)
    const { key, old_secret_until, expires_time } = await rotateKey(engine, old.id, {
      overlapMs: 7 * DAY,
      expires: renewed,
    })
    expect([old_secret_until, expires_time]).toEqual([expires.toISOString(), renewed.toISOString()])
    expect(await verifyAt(now + DAY, old.key)).toBe('expired')
    expect(await verifyAt(now + 90 * DAY - 1, key)).toMatchObject({ id: old.id })
    expect(await verifyAt(now + 90 * DAY, key)).toBe('expired')
  })

  test('is refused for keys that are unknown, revoked or expired', async () => {
    await expect(rotateKey(engine, 'feedfacecafe', { overlapMs: 0 })).rejects.toThrow(
      'There is no key "feedfacecafe". List them with: debrief keys list',
    )
    const revoked = await createKey(engine, 'revoked', ['all'])
    await revokeKey(engine, revoked.id)
    await expect(rotateKey(engine, revoked.id, { overlapMs: 0 })).rejects.toThrow(/is revoked/)
    const later = new Date(Date.now() + 2 * DAY)
    const expired = await createKey(engine, 'short', ['all'], { expires: new Date(Date.now() + DAY) })
    await expect(rotateKey(engine, expired.id, { overlapMs: 0, now: later })).rejects.toThrow(
      /expired at .*--expires/,
    )
    const again = new Date(later.getTime() + DAY)
    const { key } = await rotateKey(engine, expired.id, { overlapMs: 0, now: later, expires: again })
    expect(await verifyAt(later.getTime(), key)).toMatchObject({ id: expired.id })
  })

  test('keeps every column of the key, those of later migrations too', async () => {
    const { id } = await createKey(engine, 'x', ['all'])
    await engine.run({ sql: "ALTER TABLE api_keys ADD COLUMN note String DEFAULT ''" })
    await engine.run({
      sql: "INSERT INTO api_keys SELECT * REPLACE ('kept' AS note, now64(3) AS version) FROM api_keys FINAL",
    })
    await rotateKey(engine, id, { overlapMs: 0 })
    await revokeKey(engine, id)
    expect(await rows(engine, { sql: 'SELECT note FROM api_keys FINAL' })).toEqual([{ note: 'kept' }])
    await engine.run({ sql: 'ALTER TABLE api_keys DROP COLUMN note' })
  })
})
