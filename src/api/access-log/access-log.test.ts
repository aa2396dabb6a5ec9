import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type GuardedApi, serveGuarded } from '../../../test/support/guarded-api.ts'
import { afterThisTest } from '../../../test/support/temporary.ts'
import type { Engine } from '../../store/engine.ts'
import { createKey, listKeys, type NewKey } from '../credentials/keys.ts'
import { AccessLog } from './access-log.ts'
import { type LoggedAccess, readAccessLog } from './read-access-log.ts'

const stores = new TestStores()
let engine: Engine
let api: GuardedApi
let key: NewKey
beforeAll(async () => {
  engine = await stores.open()
  api = await serveGuarded(engine)
  key = await createKey(engine, 'Power BI', ['users'])
})
beforeEach(() => engine.run({ sql: 'TRUNCATE TABLE access_log' }))
afterAll(async () => {
  await api.close()
  await stores.close()
})

/** What is in the log, once so many are there: by status, because two requests may begin in one millisecond. */
async function logged(count: number, of = api): Promise<LoggedAccess[]> {
  for (let attempt = 0; ; attempt++) {
    await of.gate.log.flush()
    const entries = await readAccessLog(engine, { limit: 1000 })
    if (entries.length >= count || attempt > 100) return entries.toSorted(byStatus)
    await sleep(20)
  }
}

const byStatus = (a: LoggedAccess, b: LoggedAccess): number =>
  a.status - b.status || a.path.localeCompare(b.path)

describe('a request', () => {
  test('is in the log: who, from where, what, how many rows and bytes, how long', async () => {
    const before = Date.now()
    const headers = { 'User-Agent': 'Microsoft.Data.Mashup (x)' }
    const path = "users?$filter=id%20eq%20'a'&rows=7&bytes=5000&seconds=0.2"
    expect((await api.ask(path, `Bearer ${key.key}`, headers)).status).toBe(200)
    const [entry] = await logged(1)
    expect(entry).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      credential_id: key.id,
      credential_name: 'Power BI',
      kind: 'key',
      address: '127.0.0.1',
      method: 'GET',
      path: '/export/v1/records/users',
      collection: '',
      query: '$filter=id%20eq%20%27a%27&rows=…&bytes=…&seconds=…',
      status: 200,
      error: '',
      complete: true,
      rows: 7,
      bytes: 5000,
      duration_ms: expect.any(Number),
      user_agent: 'Microsoft.Data.Mashup (x)',
    })
    expect(Date.parse(entry!.time)).toBeGreaterThanOrEqual(before)
    expect(entry!.duration_ms).toBeGreaterThan(180)
    expect(entry!.duration_ms).toBeLessThan(10_000)
    const [used] = await listKeys(engine)
    expect(used).toMatchObject({ id: key.id, last_used_time: entry!.time })
  })

  test('with a token is told apart from one with its key, and both from one without', async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: key.id,
      client_secret: key.key,
    })
    const response = await fetch(`${api.address}/oauth/v1/token`, { method: 'POST', body })
    const { access_token } = (await response.json()) as { access_token: string }
    await api.ask('users', access_token)
    await api.ask('users')
    const entries = await logged(3)
    expect(entries.map(e => [e.path, e.kind, e.credential_name, e.status, e.error])).toEqual([
      ['/export/v1/records/users', 'token', 'Power BI', 200, ''],
      ['/oauth/v1/token', 'key', 'Power BI', 200, ''],
      ['/export/v1/records/users', 'none', '', 401, 'MissingKey'],
    ])
    expect(entries[0]!.rows, 'nobody counted').toBeNull()
  })

  test('that is refused is there with its reason, and no secret of it', async () => {
    const wrong = `${key.key.slice(0, -1)}${key.key.endsWith('A') ? 'B' : 'A'}`
    await api.ask(`users?api_key=${key.key}&$search=${key.key}`, wrong, { 'User-Agent': key.key })
    await api.ask('interactions', key.key)
    const body = new URLSearchParams({ grant_type: 'password', client_id: key.id, client_secret: key.key })
    await fetch(`${api.address}/oauth/v1/token`, { method: 'POST', body })
    await fetch(`${api.address}/export/nothing/${key.key}`)
    const entries = await logged(4)
    expect(entries.map(e => [e.status, e.error, e.credential_id])).toEqual([
      [400, 'unsupported_grant_type', ''],
      [401, 'InvalidKey', ''],
      [403, 'MissingScope', key.id],
      [404, '', ''],
    ])
    expect(entries[1]!.query).toBe('api_key=…&$search=dbf_…')
    const stored = await engine.run({ sql: 'SELECT * FROM access_log', format: 'JSONEachRow' })
    for (const secret of [key.key.slice(17, -1), wrong.slice(17)])
      expect(stored.toString()).not.toContain(secret)
  })

  test('whose client goes away is there as 499, and holds its turn until its query is done', async () => {
    const { hostname, port } = new URL(api.address)
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /export/v1/records/users?seconds=1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${key.key}\r\n\r\n`,
      ),
    )
    while (api.gate.slots.running === 0) await sleep(10)
    socket.destroy()
    const [entry] = await logged(1)
    expect(entry).toMatchObject({ status: 499, complete: false, credential_id: key.id })
    expect(api.gate.slots.running).toBe(1)
    while (api.gate.slots.running > 0) await sleep(20)
  })

  test('is not in the log when it is one of a flood without a credential', async () => {
    const small = await serveGuarded(engine, { limits: { failureBurst: 3, failureRate: 0.001 } })
    afterThisTest(() => small.close())
    const statuses = []
    for (let i = 0; i < 10; i++) statuses.push((await small.ask('users', 'wrong')).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429, 429, 429, 429, 429])
    for (let i = 0; i < 10; i++) await fetch(`${small.address}/export/nothing`)
    const entries = await logged(7, small)
    expect(entries.map(e => e.status)).toEqual([401, 401, 401, 404, 404, 404])
  })
})

/** Midnight of today: what is older than ninety days would be forgotten at once. */
const TODAY = new Date(new Date().setUTCHours(0, 0, 0, 0))
const hour = (at: number, rest = '00.000Z'): string => `${TODAY.toISOString().slice(0, 11)}0${at}:00:${rest}`

const entry = (id: string) => ({
  time: Date.parse(hour(1, '00.123Z')),
  credential_id: id,
  credential_name: `name of ${id} 'x'\n\\`,
  kind: 'key' as const,
  address: '192.0.2.1',
  method: 'GET',
  path: '/',
  collection: 'users',
  query: '',
  status: 200,
  error: '',
  complete: true,
  rows: null,
  bytes: 9_007_199_254_740_991,
  duration_ms: 1.5,
  user_agent: '',
})

const count = async (): Promise<number> => (await readAccessLog(engine, { limit: 100_000 })).length

describe('the log', () => {
  test('is written by itself, soon', async () => {
    const log = new AccessLog(engine, { everyMs: 50 })
    for (const id of ['a', 'b']) log.add(entry(id))
    expect(log.pending).toBe(2)
    while (log.pending > 0) await sleep(10)
    await log.close()
    expect(await readAccessLog(engine, { limit: 10, credential: 'a' })).toEqual([
      { ...entry('a'), time: hour(1, '00.123Z') },
    ])
  })

  test('is written in one batch, not row by row, and at the end wholly', async () => {
    let inserts = 0
    const counting: Engine = {
      ...engine,
      insert: payload => {
        inserts++
        return engine.insert(payload)
      },
    }
    const log = new AccessLog(counting, { batch: 1_000 })
    for (let i = 0; i < 2_500; i++) log.add(entry('a'))
    await log.close()
    expect([await count(), log.pending, log.dropped]).toEqual([2_500, 0, 0])
    expect(inserts).toBeLessThanOrEqual(3)
  })

  test('keeps what could not be written, up to a bound, and counts what is lost', async () => {
    const errors: unknown[] = []
    const log = new AccessLog(engine, { most: 5, everyMs: 60_000, onError: error => errors.push(error) })
    await engine.run({ sql: 'RENAME TABLE access_log TO hidden' })
    for (let i = 0; i < 4; i++) log.add(entry('a'))
    await log.flush()
    expect([errors.length, log.pending, log.dropped]).toEqual([1, 4, 0])
    for (let i = 0; i < 4; i++) log.add(entry('b'))
    expect([log.pending, log.dropped]).toEqual([5, 3])
    await engine.run({ sql: 'RENAME TABLE hidden TO access_log' })
    await log.close()
    expect([await count(), log.pending]).toEqual([5, 0])
  })

  test('is read the latest first, since a time, of a credential by id or name', async () => {
    const log = new AccessLog(engine)
    for (let at = 0; at < 5; at++) log.add({ ...entry(at % 2 ? 'odd' : 'even'), time: Date.parse(hour(at)) })
    await log.close()
    const hours = async (question: Partial<Parameters<typeof readAccessLog>[1]>): Promise<string[]> =>
      (await readAccessLog(engine, { limit: 10, ...question })).map(e => e.time.slice(11, 13))
    expect(await hours({})).toEqual(['04', '03', '02', '01', '00'])
    expect(await hours({ limit: 2 })).toEqual(['04', '03'])
    expect(await hours({ since: new Date(hour(2)) })).toEqual(['04', '03', '02'])
    expect(await hours({ credential: 'odd' })).toEqual(['03', '01'])
    expect(await hours({ credential: entry('even').credential_name, limit: 1 })).toEqual(['04'])
    expect(await hours({ credential: "x' OR 1=1 --" })).toEqual([])
  })

  test('forgets what is older than ninety days', async () => {
    const log = new AccessLog(engine)
    for (const days of [89, 91]) log.add({ ...entry(`${days} days`), time: Date.now() - days * 86_400_000 })
    await log.close()
    await engine.run({ sql: 'OPTIMIZE TABLE access_log FINAL' })
    expect((await readAccessLog(engine, { limit: 10 })).map(e => e.credential_id)).toEqual(['89 days'])
    const ddl = await engine.run({ sql: 'SHOW CREATE TABLE access_log', format: 'TabSeparatedRaw' })
    expect(ddl.toString()).toMatch(/TTL toDateTime\(time\) \+ toIntervalDay\(90\)/)
  })
})
