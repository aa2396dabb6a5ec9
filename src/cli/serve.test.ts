import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { store as storeRecords } from '../../test/support/data-api.ts'
import { emptyStore } from '../../test/support/empty-store.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { type LoggedAccess, readAccessLog } from '../api/access-log/read-access-log.ts'
import { createKey, type NewKey } from '../api/credentials/keys.ts'
import { DEFAULT_LIMITS } from '../api/limits/limits.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { type Running, type ServingOptions, startServer } from './start-server.ts'

let store: Store
let key: NewKey
beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  key = await createKey(store.engine, 'Power BI', ['users', 'write:users'])
  await storeRecords(
    store.engine,
    'users',
    Array.from({ length: 5 }, (_, i) => ({
      access_to_bot: true,
      email_addr: `u${i}@example.com`,
      id: String(i),
      last_updated_time: '2026-08-01T00:00:00.000Z',
      user_preferred_language: 'EN_US',
    })),
  )
})
afterAll(() => store.close())

async function served(options: Partial<ServingOptions> = {}): Promise<Running & { readonly root: string }> {
  const running = await startServer(store, { host: '127.0.0.1', port: 0, ...options })
  afterThisTest(() => running.close())
  return { ...running, root: new URL('/', running.api).origin }
}

describe('a server', () => {
  test('gives tokens, health and metrics beside the Data API, and logs what was read', async () => {
    const { root, api, close } = await served()
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: key.id,
      client_secret: key.key,
    })
    const answer = (await (await fetch(`${root}/oauth/v1/token`, { method: 'POST', body })).json()) as {
      access_token: string
    }
    const headers = { Authorization: `Bearer ${answer.access_token}` }
    const basic = `Basic ${Buffer.from(`tableau:${key.key}`).toString('base64')}`
    for (const [path, more] of [
      ['users?$top=3', {}],
      ['users', { Authorization: basic, Prefer: 'maxpagesize=2' }],
      ["users('4')", {}],
      ['users/$count', {}],
    ] as const)
      expect((await fetch(`${api}/${path}`, { headers: { ...headers, ...more } })).status, path).toBe(200)
    expect((await fetch(`${api}/interactions`, { headers })).status).toBe(403)
    for (const path of ['/healthz', '/readyz']) expect((await fetch(`${root}${path}`)).status).toBe(200)
    const metrics = await (await fetch(`${root}/metrics`)).text()
    expect(metrics).toMatch(/^debrief_rows_total\{collection="users"\} 6$/m)
    expect(metrics).toMatch(/^debrief_overview_ready_timestamp_seconds 0$/m)
    expect(metrics).toMatch(/^debrief_read_ahead_bytes \d+$/m)
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m)
    await close()
    const log = await readAccessLog(store.engine, { limit: 100, credential: key.id })
    const seen = ({ kind, path, collection, status, rows }: LoggedAccess) => [
      kind,
      path,
      collection,
      status,
      rows,
    ]
    // Two of them may have begun in one millisecond.
    const sorted = (list: unknown[][]): string[] => list.map(row => JSON.stringify(row)).sort()
    expect(sorted(log.map(seen))).toEqual(
      sorted([
        ['key', '/oauth/v1/token', '', 200, null],
        ['token', '/export/v1/records/users', 'users', 200, 3],
        ['key', '/export/v1/records/users', 'users', 200, 2],
        ['token', "/export/v1/records/users('4')", 'users', 200, 1],
        ['token', '/export/v1/records/users/$count', 'users', 200, null],
        ['token', '/export/v1/records/interactions', 'interactions', 403, null],
      ]),
    )
  })

  test('has the limits it was started with', async () => {
    const { api } = await served({ limits: { ...DEFAULT_LIMITS, requestRate: 0.001, requestBurst: 1 } })
    const read = () => fetch(`${api}/users`, { headers: { Authorization: key.key } })
    const first = await read()
    expect([first.status, first.headers.get('ratelimit')]).toEqual([200, '"requests";r=0;t=1000'])
    const second = await read()
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1000'])
    expect(second.headers.get('odata-version')).toBe('4.0')
  })

  test('takes the address of a client from proxies that are trusted, and from no other', async () => {
    await store.engine.run({ sql: 'TRUNCATE TABLE access_log' })
    for (const trustedProxies of [[], ['127.0.0.0/8']]) {
      const { api, close } = await served({ trustedProxies })
      const headers = { Authorization: key.key, 'X-Forwarded-For': '198.51.100.7' }
      await fetch(`${api}/users`, { headers })
      await close()
    }
    const log = await readAccessLog(store.engine, { limit: 10 })
    expect(log.map(entry => entry.address).sort()).toEqual(['127.0.0.1', '198.51.100.7'])
  })
})
