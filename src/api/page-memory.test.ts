import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { serveDataApi, store, type TestApi, TestStores } from '../../test/support/data-api.ts'
import { compilePage, dataService, parseQuery } from '../odata/index.ts'
import type { Engine } from '../store/engine.ts'
import { PageMemory } from './page-memory.ts'
import { readPages } from './page-reader.ts'

const ROWS = 4000
/** So that a page is larger than all that the sockets on both sides can hold. */
const TEXT = 'All of this has to arrive as it was sent. '.repeat(60)

const stores = new TestStores()
let engine: Engine
let api: TestApi
/** What the engine answered in this test, as far as it is pages. */
let results: Buffer[] = []
beforeEach(() => {
  results = []
})
beforeAll(async () => {
  engine = await stores.open()
  await store(
    engine,
    'interactions',
    Array.from({ length: ROWS }, (_, i) => ({
      actor: 'bot',
      conversation_id: `c${i % 40}`,
      created_time: '2025-08-01T16:45:27.511Z',
      detail: {
        content: `${i} ${TEXT}`,
        detail: null,
        domain: null,
        entity: null,
        file_types: null,
        resource_id: null,
        type: null,
      },
      id: `i${String(i).padStart(5, '0')}`,
      label: null,
      last_updated_time: '2025-08-02T06:02:51.061Z',
      parent_interaction_id: null,
      platform: 'slack',
      type: 'INTERACTION_TYPE_BOT_MESSAGE',
      user_id: 'u',
    })),
  )
  api = await serveDataApi({
    ...engine,
    async run(statement) {
      const bytes = await engine.run(statement)
      if (statement.format === 'CustomSeparated') results.push(bytes)
      return bytes
    },
  })
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

const WHOLE = { headers: { Prefer: 'odata.maxpagesize=4000' } }
const byId = compilePage(parseQuery('', dataService.sets.get('interactions')!), {})

test('the memory of pages that were read together is free when the last of them is released', async () => {
  const pages = await readPages(engine, byId, { size: 1000, pages: 4 })
  const [first, ...rest] = pages
  expect(pages.map(page => page.rows.length > 1_000_000)).toEqual([true, true, true, true])
  for (const page of rest) page.memory!.release()
  expect(first!.rows.toString()).toContain(`"content":"999 ${TEXT}"`)
  first!.memory!.release()
  expect(pages.map(page => page.rows.length)).toEqual([0, 0, 0, 0])
})

test('memory that others share is not touched', () => {
  const whole = Buffer.allocUnsafeSlow(1_000_000).fill('x')
  const part = whole.subarray(0, 500_000)
  new PageMemory(part, 1).release()
  const small = Buffer.from('small')
  new PageMemory(small, 1).release()
  expect([part.length, small.toString()]).toEqual([500_000, 'small'])
})

test('a walk leaves nothing behind', async () => {
  const pages = await api.walk('interactions', 500)
  expect(pages.flatMap(page => page.value.map(({ id }) => id))).toEqual(
    Array.from({ length: ROWS }, (_, i) => `i${String(i).padStart(5, '0')}`),
  )
  expect(results.length).toBeGreaterThan(1)
  await vi.waitFor(() => expect(results.map(bytes => bytes.length)).toEqual(results.map(() => 0)))
})

test('a client that reads slowly gets every byte', async () => {
  const expected = await (await api.fetch('interactions', WHOLE)).arrayBuffer()
  const { hostname, port, host } = new URL(api.address)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(
    `GET /export/v1/records/interactions HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n` +
      `Authorization: Bearer ${api.key}\r\nPrefer: odata.maxpagesize=4000\r\n\r\n`,
  )
  const chunks: Buffer[] = []
  socket.on('data', chunk => {
    chunks.push(chunk)
    if (chunks.length % 16 > 0) return
    socket.pause()
    setTimeout(() => socket.resume(), 5)
  })
  await once(socket, 'close')
  const answer = Buffer.concat(chunks)
  expect(answer.subarray(answer.indexOf('\r\n\r\n') + 4).equals(Buffer.from(expected))).toBe(true)
})

test('a client that goes away takes nothing from those that stay', async () => {
  const first = await api.page('interactions', { Prefer: 'odata.maxpagesize=1000' })
  const next = first['@odata.nextLink']!
  const leaving = new AbortController()
  const left = await api.fetch(next, { signal: leaving.signal })
  leaving.abort()
  await expect(left.text()).rejects.toThrow(/abort/)
  const again = await api.walk(next)
  expect(again.flatMap(page => page.value)).toHaveLength(ROWS - 1000)
})
