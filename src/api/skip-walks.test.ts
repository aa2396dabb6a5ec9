import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type Page,
  serveDataApi,
  store,
  type TestApi,
  type TestRecord,
  TestStores,
} from '../../test/support/data-api.ts'
import type { Engine, Statement } from '../store/engine.ts'
import { MOST_PLACES, PLACE_MEMORY_MS, SkipWalks, type Walker } from './skip-walks.ts'

const stores = new TestStores()
afterAll(() => stores.close())

const ROWS = 210
const id = (i: number): string => `c${String(i).padStart(4, '0')}`
const conversation = (i: number, version = 0, name = id(i)): TestRecord => ({
  created_time: new Date(Date.UTC(2025, 7, 1) + (((i * 37) % ROWS) >> 2) * 1000).toISOString(),
  id: name,
  last_updated_time: new Date(Date.UTC(2025, 7, 2) + version * 1000).toISOString(),
  primary_domain: version % 2 ? 'IT' : null,
  route: 'DM',
  user_id: `${version}`,
})

let engine: Engine
let api: TestApi
let asked: Statement[] = []
beforeEach(async () => {
  const real = await stores.open()
  engine = {
    ...real,
    run(statement) {
      asked.push(statement)
      return real.run(statement)
    },
  }
  await store(
    engine,
    'conversations',
    Array.from({ length: ROWS }, (_, i) => conversation(i)),
  )
  api = await serveDataApi(engine)
  asked = []
})
afterEach(() => api.close())

const ORIGINAL = Array.from({ length: ROWS }, (_, i) => id(i))
const offsets = (): number[] =>
  asked.map(({ params }) => Number(params?.row_skip ?? 0)).filter(skip => skip > 0)

/** Until stopped, changes rows at random and stores new ones among them. */
function disturb() {
  let seed = 7
  const pick = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  let going = true
  let version = 0
  let storing: Promise<unknown> = Promise.resolve()
  const done = (async () => {
    while (going) {
      version++
      const changed = Array.from({ length: 20 }, () => conversation(pick(ROWS), version))
      const added = Array.from({ length: 5 }, (_, i) =>
        conversation(pick(ROWS), version, `${id(pick(ROWS))}+${version}.${i}`),
      )
      storing = store(engine, 'conversations', [...changed, ...added])
      await storing
    }
  })()
  return {
    next: async () => {
      await storing
    },
    stop: async () => {
      going = false
      await done
      return version
    },
  }
}

/** Pages by `$skip`, as the vendor's guide says: by what was asked for, until a page has fewer. */
async function walkBySkip(
  query: string,
  top: number,
  {
    between = async () => {},
    headers = {},
  }: { between?: () => Promise<void>; headers?: Record<string, string> } = {},
): Promise<Page[]> {
  const pages: Page[] = []
  for (let skip = 0; ; skip += top) {
    const page = await api.page(`conversations?${query}&$skip=${skip}&$top=${top}`, headers)
    pages.push(page)
    if (page.value.length < top) return pages
    await between()
  }
}

const idsIn = (pages: readonly Page[]): string[] => pages.flatMap(page => page.value.map(({ id }) => id))

describe('while rows are stored and changed, a walk by $skip', () => {
  for (const order of ['id', 'id desc', 'created_time', 'created_time desc'])
    test(`in order of ${order} has every row that was there throughout exactly once`, async () => {
      const disturbance = disturb()
      let pages = 0
      const walked = await walkBySkip(`$orderby=${order}`, 2, {
        between: async () => {
          if (++pages % 8 === 0) await disturbance.next()
        },
      })
      expect(await disturbance.stop(), 'the store did change meanwhile').toBeGreaterThan(2)
      const ids = idsIn(walked)
      expect(new Set(ids).size, 'no row twice').toBe(ids.length)
      expect(ids.filter(name => ORIGINAL.includes(name)).sort()).toEqual(ORIGINAL)
      expect(ids.length, 'new rows were met').toBeGreaterThan(ROWS)
      expect(offsets(), 'nothing was counted').toEqual([])
    })

  test('would not have, without what is remembered of it', async () => {
    // The same walk, told in another way each time: what was remembered is of another program.
    const disturbance = disturb()
    const ids: string[] = []
    for (let skip = 0; skip < 2 * ROWS; skip += 7) {
      const headers = { 'User-Agent': `client ${skip}` }
      const page = await api.page(`conversations?$skip=${skip}&$top=7`, headers)
      ids.push(...page.value.map(({ id }) => id))
      if (page.value.length < 7 || new Set(ids).size < ids.length) break
      await disturbance.next()
    }
    await disturbance.stop()
    expect(new Set(ids).size, 'rows came twice').toBeLessThan(ids.length)
  })

  test('goes on to its end by links where its blocks are larger than a page', async () => {
    const disturbance = disturb()
    const ids: string[] = []
    for (let skip = 0; ; skip += 60) {
      const pages = await api.walk(`conversations?$orderby=created_time&$skip=${skip}&$top=60`, 25)
      expect(pages.slice(0, -1).every(page => page.value.length === 25)).toBe(true)
      const block = idsIn(pages)
      ids.push(...block)
      if (block.length < 60) break
      await disturbance.next()
    }
    await disturbance.stop()
    expect(new Set(ids).size, 'no row twice').toBe(ids.length)
    expect(ids.filter(name => ORIGINAL.includes(name)).sort()).toEqual(ORIGINAL)
    expect(offsets()).toEqual([])
  })

  test('beside others of the same query: each has everything', async () => {
    const disturbance = disturb()
    const walks = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        walkBySkip('$orderby=created_time', 11, {
          headers: { 'User-Agent': `client ${i}` },
          between: disturbance.next,
        }),
      ),
    )
    await disturbance.stop()
    for (const pages of walks) {
      const ids = idsIn(pages)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.filter(name => ORIGINAL.includes(name)).sort()).toEqual(ORIGINAL)
    }
  })
})

describe('a walk by $skip', () => {
  test('gives what it would give by position while nothing changes, whatever the sizes', async () => {
    for (const top of [1, 7, 100, 105, 209, 210, 211]) {
      const most = top === 1 ? 20 : ROWS
      const ids: string[] = []
      for (let skip = 0; skip < most; skip += top)
        ids.push(...(await api.page(`conversations?$skip=${skip}&$top=${top}`)).value.map(({ id }) => id))
      expect(ids, String(top)).toEqual(ORIGINAL.slice(0, most))
    }
    expect((await api.page(`conversations?$skip=${ROWS}&$top=7`)).value).toEqual([])
  })

  test('may stop and begin anywhere, and jump', async () => {
    for (const [skip, top] of [
      [100, 10],
      [50, 10],
      [110, 5],
      [110, 5],
      [115, 1],
      [0, 10],
      [10, 3],
      [209, 10],
    ] as const)
      expect((await api.page(`conversations?$skip=${skip}&$top=${top}`)).value.map(({ id }) => id)).toEqual(
        ORIGINAL.slice(skip, skip + top),
      )
  })

  test('is read ahead of: it takes far fewer statements than pages', async () => {
    const pages = await walkBySkip('$orderby=created_time', 3)
    expect(pages).toHaveLength(71)
    expect(asked.filter(({ sql }) => sql.includes('_text')).length).toBeLessThan(25)
  })

  test('without $top goes on behind whole pages', async () => {
    const headers = { Prefer: 'maxpagesize=50' }
    await api.page('conversations', headers)
    await store(engine, 'conversations', [conversation(3, 1, 'c0003+')])
    const second = await api.page('conversations?$skip=50', headers)
    expect(second.value[0]!.id).toBe('c0050')
    expect(offsets()).toEqual([])
  })

  test('goes on behind the last row there was, not among rows that came since', async () => {
    const last = await api.page(`conversations?$skip=190&$top=50`)
    expect(last.value).toHaveLength(20)
    await store(
      engine,
      'conversations',
      Array.from({ length: 60 }, (_, i) => conversation(i, 1, `${id(i)}+`)),
    )
    for (const skip of [210, 240])
      expect((await api.page(`conversations?$skip=${skip}&$top=50`)).value, String(skip)).toEqual([])
  })

  test('of another query, another order or another key is another walk', async () => {
    await api.page('conversations?$top=10')
    await store(engine, 'conversations', [conversation(3, 1, 'c0003+')])
    const first = async (link: string) => (await api.page(link)).value[0]!.id
    expect(await first('conversations?$skip=10&$top=10&$filter=true'), 'by position').toBe('c0009')
    expect(await first('conversations?$skip=10&$top=10&$orderby=id'), 'by position').toBe('c0009')
    const other = await serveDataApi(engine)
    expect((await other.page('conversations?$skip=10&$top=10')).value[0]!.id, 'by position').toBe('c0009')
    await other.close()
    expect(await first('conversations?$skip=10&$top=20'), 'by key').toBe('c0010')
  })

  test('asked for twice gives the same page', async () => {
    await api.page('conversations?$top=10')
    const [a, b] = await Promise.all([
      api.page('conversations?$skip=10&$top=10'),
      api.page('conversations?$skip=10&$top=10'),
    ])
    const c = await api.page('conversations?$skip=10&$top=10')
    expect(a.value).toEqual(b.value)
    expect(c.value).toEqual(a.value)
  })
})

describe('the count', () => {
  const counts = (): number => asked.filter(({ sql }) => /count\(\) AS count/.test(sql)).length

  test('is made once for a walk by links, and every page reports it', async () => {
    const first = await api.page('conversations?$count=true', { Prefer: 'maxpagesize=50' })
    await store(engine, 'conversations', [conversation(3, 1, 'c0003+')])
    const rest = await api.walk(first['@odata.nextLink']!)
    expect([first, ...rest].map(page => page['@odata.count'])).toEqual(Array(5).fill(ROWS))
    expect(counts()).toBe(1)
  })

  test('is made once for a walk by $skip', async () => {
    const pages = await walkBySkip('$count=true', 50)
    expect(pages.map(page => page['@odata.count'])).toEqual(Array(5).fill(ROWS))
    expect(counts()).toBe(1)
  })
})

describe('what is remembered', () => {
  const walker = (more: Partial<Walker> = {}): Walker => ({
    query: 'q',
    program: 'p',
    connection: home,
    ...more,
  })
  const home = {}
  const away = {}
  const place = (after: string, run?: string) => ({ after, count: undefined, ...(run ? { run } : {}) })

  test('is bounded: the oldest is forgotten first', () => {
    const walks = new SkipWalks(() => 0, 10)
    for (let i = 1; i <= 25; i++) walks.remember(walker(), i, place(`["${i}"]`))
    expect(walks.size).toBe(10)
    expect(walks.find(walker(), 15)).toBeUndefined()
    expect(walks.find(walker(), 16)).toMatchObject({ after: '["16"]' })
    expect(MOST_PLACES).toBeLessThanOrEqual(100_000)
    walks.remember(walker(), 99, place('x'.repeat(2_001)))
    expect(walks.find(walker(), 99)).toBeUndefined()
  })

  test('ends with its time', () => {
    let now = 0
    const walks = new SkipWalks(() => now)
    walks.remember(walker(), 1, place('["1"]'))
    now = PLACE_MEMORY_MS - 1
    expect(walks.find(walker(), 1)).toBeDefined()
    now += 1
    expect(walks.find(walker(), 1)).toBeUndefined()
    walks.remember(walker(), 2, place('["2"]'))
    expect(walks.size).toBe(1)
  })

  test('of several walks at one position is given to the one that it belongs to', () => {
    const walks = new SkipWalks()
    walks.remember(walker(), 5, place('["first"]', 'a'))
    walks.remember(walker({ connection: away }), 5, place('["second"]', 'b'))
    walks.remember(walker({ program: 'other' }), 5, place('["third"]', 'c'))
    expect(walks.find(walker({ connection: away }), 5)?.after, 'its connection').toBe('["second"]')
    expect(walks.find(walker({ program: 'other' }), 5)?.after, 'its program').toBe('["third"]')
    expect(walks.find(walker({ connection: {} }), 5)?.after, 'what waits longest').toBe('["first"]')
    expect(walks.find(walker({ connection: away }), 5)?.after, 'who asks again').toBe('["second"]')
    expect(walks.find(walker({ query: 'another' }), 5)).toBeUndefined()
    walks.remember(walker(), 5, place('["moved"]', 'a'))
    expect(walks.size, 'one place a walk').toBe(3)
  })
})
