import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  idsOf,
  type Page,
  recordsOf,
  serveDataApi,
  store,
  type TestApi,
  type TestRecord,
  TestStores,
} from '../../test/support/data-api.ts'
import type { Engine } from '../store/engine.ts'

const stores = new TestStores()
afterAll(() => stores.close())

let engine: Engine
let api: TestApi
/** A store of its own for each test of these. */
async function begin(): Promise<void> {
  engine = await stores.open()
  await store(
    engine,
    'conversations',
    Array.from({ length: ROWS }, (_, i) => conversation(i)),
  )
  api = await serveDataApi(engine)
}
afterEach(() => api.close())

const ROWS = 400
const id = (i: number): string => `c${String(i).padStart(4, '0')}`
/** Created in another order than that of the ids, several at one time. */
const conversation = (i: number, version = 0, name = id(i)): TestRecord => ({
  created_time: new Date(Date.UTC(2025, 7, 1) + (((i * 37) % ROWS) >> 2) * 1000).toISOString(),
  id: name,
  last_updated_time: new Date(Date.UTC(2025, 7, 2) + version * 1000).toISOString(),
  primary_domain: version % 2 ? 'IT' : null,
  route: version ? 'Channel' : 'DM',
  user_id: `${version}`,
})

/** A generator that gives the same numbers each time, so that a failure can be seen again. */
function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Until stopped, changes rows at random and stores new ones among them. */
function disturb(): { next(): Promise<void>; stop(): Promise<number> } {
  const pick = random(7)
  let going = true
  let version = 0
  let inserted = 0
  let storing: Promise<unknown> = Promise.resolve()
  const done = (async () => {
    while (going) {
      version++
      const changed = Array.from({ length: 25 }, () => conversation(pick(ROWS), version))
      // New rows anywhere in either order: before, between and behind those that were there.
      const added = Array.from({ length: 5 }, () =>
        conversation(pick(ROWS), version, `c${String(pick(ROWS)).padStart(4, '0')}+${inserted++}`),
      )
      storing = store(engine, 'conversations', [...changed, ...added])
      await storing
    }
  })()
  return {
    /** Waits until what is being stored is stored. */
    async next() {
      await storing
    },
    /** How often the store was changed. */
    async stop() {
      going = false
      await done
      return version
    },
  }
}

/** Walks while `between` happens after every few pages. */
async function walkSlowly(
  link: string,
  size: number,
  few: number,
  between: () => Promise<void>,
): Promise<Page[]> {
  const pages = [await api.page(link, { Prefer: `maxpagesize=${size}` })]
  for (let next = pages[0]!['@odata.nextLink']; next; next = pages.at(-1)!['@odata.nextLink']) {
    if (pages.length % few === 0) await between()
    pages.push(await api.page(next))
  }
  return pages
}

const ORIGINAL = Array.from({ length: ROWS }, (_, i) => id(i))

describe('while rows are stored and changed, a walk', () => {
  beforeEach(begin)

  for (const [order, size, few] of [
    ['id', 3, 8],
    ['id', 19, 3],
    ['id desc', 19, 3],
    ['created_time', 19, 3],
    ['created_time desc', 3, 8],
  ] as const)
    test(`by ${order} in pages of ${size} has every row that was there throughout exactly once`, async () => {
      const disturbance = disturb()
      const pages = await walkSlowly(`conversations?$orderby=${order}`, size, few, disturbance.next)
      expect(await disturbance.stop(), 'the store did change meanwhile').toBeGreaterThan(3)
      const ids = idsOf(pages)
      expect(new Set(ids).size, 'no row twice').toBe(ids.length)
      expect(ids.filter(name => ORIGINAL.includes(name)).sort()).toEqual(ORIGINAL)
      const key = (record: TestRecord): string =>
        order.startsWith('created') ? String(record.created_time) : record.id
      const keys = recordsOf(pages).map(key)
      const sorted = [...keys].sort()
      expect(keys, 'in order').toEqual(order.endsWith('desc') ? sorted.reverse() : sorted)
      expect(
        pages.slice(0, -1).every(page => page.value.length === size),
        'pages are full',
      ).toBe(true)
      // Larger pages may all have been read before the first new row was stored.
      if (size === 3) expect(ids.length, 'new rows were met').toBeGreaterThan(ROWS)
    })
})

describe('a walk', () => {
  beforeEach(begin)

  test('has what was stored before it began, also when an earlier walk stopped half-way', async () => {
    const earlier = await api.page('conversations', { Prefer: 'maxpagesize=10' })
    const second = await api.page(earlier['@odata.nextLink']!)
    expect(second['@odata.nextLink'], 'the next pages are read ahead now').toBeDefined()
    await new Promise(resolve => setTimeout(resolve, 50))
    await store(engine, 'conversations', [conversation(0, 1, 'c0045+'), conversation(50, 1)])
    const pages = await api.walk('conversations', 10)
    expect(idsOf(pages)).toContain('c0045+')
    expect(recordsOf(pages).find(record => record.id === 'c0050')).toEqual(conversation(50, 1))
  })

  test('with $top gives as many rows as it promised', async () => {
    const disturbance = disturb()
    const pages = await api.walk('conversations?$top=150', 20)
    await disturbance.stop()
    expect(pages.map(page => page.value.length)).toEqual([20, 20, 20, 20, 20, 20, 20, 10])
    expect(new Set(idsOf(pages)).size).toBe(150)
  })

  test('goes on behind a row that is no longer there', async () => {
    const first = await api.page('conversations?$orderby=created_time desc', { Prefer: 'maxpagesize=10' })
    const whole = idsOf(await api.walk('conversations?$orderby=created_time desc', 1000))
    const gone = first.value.at(-1)!.id
    await engine.run({ sql: 'DELETE FROM conversations WHERE id = {id:String}', params: { id: gone } })
    expect(idsOf([first, ...(await api.walk(first['@odata.nextLink']!))])).toEqual(whole)
  })
})
