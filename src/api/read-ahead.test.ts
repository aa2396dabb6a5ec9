import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { compilePage, dataService, type KeyValue, parseQuery } from '../odata/index.ts'
import type { Engine, Statement } from '../store/engine.ts'
import { readPages } from './page-reader.ts'
import { ReadAhead, type Step } from './read-ahead.ts'

const model = dataService.sets.get('conversations')!

const conversation = (i: number, more: object = {}) => ({
  created_time: '2025-08-01T16:45:27.511Z',
  id: `c${String(i).padStart(4, '0')}`,
  last_updated_time: '2025-08-02T06:02:51.061Z',
  primary_domain: i % 3 ? 'IT' : null,
  route: 'DM',
  user_id: 'u',
  ...more,
})

const ROWS = 300
const stores = new TestStores()
/** The engine itself, and what was asked of it in this test. */
let engine: Engine
let asked: Statement[] = []
let watch = (): void => {}
/** Statements that have not ended. */
let running = 0
beforeAll(async () => {
  const real = await stores.open()
  await store(
    real,
    'conversations',
    Array.from({ length: ROWS }, (_, i) => conversation(i)),
  )
  engine = {
    ...real,
    async run(statement) {
      asked.push(statement)
      watch()
      running++
      try {
        return await real.run(statement)
      } finally {
        running--
      }
    },
  }
})
beforeEach(() => {
  asked = []
  watch = () => {}
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => stores.close())

type Range = { size: number; limit?: number | undefined; skip?: number | undefined }

const step = (options: string, range: Range, after?: string, walk = ''): Step => ({
  walk: `${walk} ${options} ${range.size}`,
  after,
  size: range.size,
  limit: range.limit,
  skip: range.skip,
  query: place =>
    compilePage(
      parseQuery(options, model),
      place === undefined ? {} : { after: JSON.parse(place) as KeyValue[] },
    ),
})

type Seen = { rows: string; after: string | undefined }

/** Goes through a query page by page, as a client that follows links, until its end or for some pages only. */
async function walk(
  ahead: ReadAhead,
  options: string,
  range: Range,
  name = '',
  most = 10_000,
): Promise<Seen[]> {
  const pages: Seen[] = []
  let limit = range.limit
  do {
    const skip = pages.length === 0 ? range.skip : undefined
    const page = await ahead.page(step(options, { ...range, limit, skip }, pages.at(-1)?.after, name))
    pages.push({ rows: page.rows.toString(), after: page.after })
    if (limit !== undefined) limit -= range.size
  } while (pages.at(-1)!.after !== undefined && pages.length < most)
  return pages
}

/** All pages with one statement each that knows nothing of walks. */
async function all(options: string, { size, limit, skip }: Range): Promise<Seen[]> {
  const query = step(options, { size }).query(undefined)
  const pages = await readPages(engine, query, { size, pages: 10_000, limit, skip })
  return pages.map(page => ({ rows: page.rows.toString(), after: page.after }))
}

/** Lets what was begun in the background come to its end: statements, and what is made of their results. */
async function settled(): Promise<void> {
  do await new Promise(resolve => setImmediate(resolve))
  while (running > 0)
  await new Promise(resolve => setImmediate(resolve))
}

/** The engine, refusing statements for more than one page of twenty. */
const weakEngine = (): Engine => ({
  ...engine,
  run: statement =>
    engine.run(
      Number(statement.params?.row_limit) > 21
        ? { ...statement, settings: { ...statement.settings, max_result_rows: 20 } }
        : statement,
    ),
})

describe('a walk', () => {
  test('gives the pages it would give without reading ahead', async () => {
    for (const options of ['', '$orderby=primary_domain desc', "$filter=primary_domain eq 'IT'"])
      for (const range of [
        { size: 7 },
        { size: 10 },
        { size: 300 },
        { size: 299 },
        { size: 3, limit: 200 },
        { size: 10, limit: 100 },
        { size: 10, limit: 101, skip: 13 },
        { size: 10, limit: 10 },
        { size: 10, limit: 11 },
        { size: 11, skip: 299 },
        { size: 11, skip: 300 },
      ]) {
        const ahead = new ReadAhead(engine)
        const what = `${options} ${JSON.stringify(range)}`
        expect(await walk(ahead, options, range), what).toEqual(await all(options, range))
        expect(ahead.bytes, `${what} leaves nothing behind`).toBe(0)
      }
  })

  test('takes far fewer statements than pages', async () => {
    const pages = await walk(new ReadAhead(engine), '', { size: 3 })
    expect(pages).toHaveLength(100)
    expect(asked.length).toBeLessThanOrEqual(6)
  })

  test('that stops at its first page has read nothing ahead', async () => {
    const ahead = new ReadAhead(engine)
    await walk(ahead, '', { size: 10 }, '', 1)
    expect(asked).toHaveLength(1)
    expect(ahead.bytes).toBe(0)
  })

  test('beside another of the same query: both get everything, even under one name', async () => {
    const expected = await all('', { size: 7 })
    for (const names of [
      ['a', 'b', 'c'],
      ['a', 'a', 'a'],
    ]) {
      const ahead = new ReadAhead(engine)
      const walks = await Promise.all(names.map(name => walk(ahead, '', { size: 7 }, name)))
      for (const pages of walks) expect(pages).toEqual(expected)
    }
  })

  test('gets what was stored before it began, whatever another walk has read ahead', async () => {
    const ahead = new ReadAhead(engine)
    await walk(ahead, '', { size: 7 }, 'earlier', 2)
    await settled()
    expect(ahead.bytes).toBeGreaterThan(0)
    await store(engine, 'conversations', [conversation(40.5)])
    const later = await walk(ahead, '', { size: 7 }, 'later')
    await engine.run({ sql: `DELETE FROM conversations WHERE id = '${conversation(40.5).id}'` })
    expect(later.map(page => page.rows).join()).toContain(`"${conversation(40.5).id}"`)
  })

  test('goes on when many pages at once are too much for the engine', async () => {
    const expected = await all('', { size: 20 })
    const ahead = new ReadAhead(weakEngine())
    expect(await walk(ahead, '', { size: 20 })).toEqual(expected)
    expect(ahead.bytes).toBe(0)
  })

  test('that stops after many pages at once were too much leaves nothing behind', async () => {
    const ahead = new ReadAhead(weakEngine())
    await walk(ahead, '', { size: 20 }, '', 2)
    expect(ahead.bytes, 'what is thought to come').toBeGreaterThan(0)
    await settled()
    expect(ahead.bytes).toBe(0)
  })

  test('ends with the engine’s error when even one page is too much', async () => {
    const broken: Engine = {
      ...engine,
      run: statement => engine.run({ ...statement, settings: { ...statement.settings, max_result_rows: 5 } }),
    }
    const ahead = new ReadAhead(broken)
    await expect(ahead.page(step('', { size: 20 }))).rejects.toMatchObject({ name: 'EngineError', code: 396 })
    await expect(ahead.page(step('', { size: 20 }, '["c0001"]'))).rejects.toMatchObject({ code: 396 })
    await settled()
    expect(ahead.bytes).toBe(0)
  })
})

describe('a page', () => {
  test('that is asked for twice is the same', async () => {
    const ahead = new ReadAhead(engine)
    const expected = await all('', { size: 9 })
    let after: string | undefined
    for (const page of expected) {
      for (let again = 0; again < 3; again++) {
        const { rows, after: next } = await ahead.page(step('', { size: 9 }, after))
        expect({ rows: rows.toString(), after: next }).toEqual(page)
      }
      after = page.after
    }
  })

  test('that is asked for twice at once is the same', async () => {
    const ahead = new ReadAhead(engine)
    const expected = await all('', { size: 9 })
    let after: string | undefined
    for (const page of expected) {
      const both = await Promise.all([
        ahead.page(step('', { size: 9 }, after)),
        ahead.page(step('', { size: 9 }, after)),
      ])
      for (const { rows, after: next } of both) expect({ rows: rows.toString(), after: next }).toEqual(page)
      after = page.after
    }
  })
})

describe('memory', () => {
  test('is given back thirty seconds after a client went away', async () => {
    let now = 1_000_000
    const ahead = new ReadAhead(engine, () => now)
    await walk(ahead, '', { size: 7 }, 'gone', 3)
    await settled()
    const held = ahead.bytes
    expect(held).toBeGreaterThan(0)
    now += 29_999
    await ahead.page(step('', { size: 7 }, undefined, 'other'))
    expect(ahead.bytes).toBe(held)
    now += 1
    await ahead.page(step('', { size: 7 }, undefined, 'other'))
    expect(ahead.bytes).toBe(0)
  })

  test('is given back when nobody asks for anything more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let now = 0
    const ahead = new ReadAhead(engine, () => now)
    await walk(ahead, '', { size: 7 }, 'gone', 3)
    await engine.run({ sql: 'SELECT sleep(0.05)' })
    expect(ahead.bytes).toBeGreaterThan(0)
    now = 15_000
    vi.advanceTimersByTime(15_000)
    expect(ahead.bytes, 'not yet').toBeGreaterThan(0)
    now = 60_000
    vi.advanceTimersByTime(45_000)
    expect(ahead.bytes).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('pages that waited too long are read again, and are as they are by then', async () => {
    let now = 0
    const ahead = new ReadAhead(engine, () => now)
    const [, , third] = await walk(ahead, '', { size: 7 }, '', 3)
    await settled()
    await store(engine, 'conversations', [
      conversation(22, { route: 'Channel', last_updated_time: '2025-08-05T00:00:00.000Z' }),
    ])
    now = 30_000
    const fourth = await ahead.page(step('', { size: 7 }, third!.after))
    await store(engine, 'conversations', [
      conversation(22, { last_updated_time: '2025-08-06T00:00:00.000Z' }),
    ])
    expect(fourth.rows.toString()).toContain('"Channel"')
  })

  test('counts what the pages hold, and stays below its bound', async () => {
    const [first] = await all('', { size: 12 })
    const pageBytes = first!.rows.length
    for (const pages of [0, 1, 3, 8, 40]) {
      const bound = pageBytes * pages
      const ahead = new ReadAhead(engine, Date.now, bound)
      let most = 0
      let after: string | undefined
      do {
        after = (await ahead.page(step('', { size: 12 }, after))).after
        await settled()
        most = Math.max(most, ahead.bytes)
      } while (after !== undefined)
      expect(most, `${pages} pages`).toBeLessThanOrEqual(bound)
      if (pages >= 8) expect(most, `${pages} pages`).toBeGreaterThan(pageBytes * 2)
      expect(ahead.bytes).toBe(0)
    }
  })

  test('is not held by pages that turn out far larger than the one before them', async () => {
    const large = Array.from({ length: 20 }, (_, i) =>
      conversation(100 + i, {
        last_updated_time: '2025-08-07T00:00:00.000Z',
        detail: { content: 'x'.repeat(10_000) },
      }),
    )
    await store(engine, 'conversations', large)
    const expected = await all('', { size: 7 })
    // This page is small, and those behind it are not.
    const roomy = new ReadAhead(engine)
    await roomy.page(step('', { size: 7 }, expected[10]!.after))
    const thought = roomy.bytes
    await settled()
    expect(thought, 'what was thought of it').toBeLessThan(50_000)
    expect(roomy.bytes, 'what it turned out to be').toBeGreaterThan(200_000)
    const bound = 50_000
    const ahead = new ReadAhead(engine, Date.now, bound)
    const pages: string[] = []
    let after: string | undefined
    do {
      const page = await ahead.page(step('', { size: 7 }, after))
      pages.push(page.rows.toString())
      after = page.after
      await settled()
      expect(ahead.bytes).toBeLessThanOrEqual(bound)
    } while (after !== undefined)
    expect(pages).toEqual(expected.map(page => page.rows))
  })

  test('of many clients together stays below the bound', async () => {
    const bound = 100_000
    const ahead = new ReadAhead(engine, Date.now, bound)
    const expected = await all('', { size: 7 })
    let most = 0
    watch = () => {
      most = Math.max(most, ahead.bytes)
    }
    const walks = await Promise.all(
      Array.from({ length: 12 }, (_, i) => walk(ahead, '', { size: 7 }, `client ${i}`)),
    )
    for (const pages of walks) expect(pages).toEqual(expected)
    expect(most, 'what is being read is counted too').toBeGreaterThan(bound / 2)
    expect(most).toBeLessThanOrEqual(bound)
    expect(ahead.bytes).toBe(0)
  })

  test('of one statement stays below 16 MB, if that is more than two pages', async () => {
    const large = Array.from({ length: 60 }, (_, i) =>
      conversation(i, { id: `large${100 + i}`, detail: { content: 'x'.repeat(500_000) } }),
    )
    await store(engine, 'conversations', large)
    for (const { size, fewest } of [
      { size: 1, fewest: 25 },
      { size: 20, fewest: 2 },
    ]) {
      const ahead = new ReadAhead(engine)
      let after = '["large"]'
      const held: number[] = []
      for (let i = 0; i < 3; i++) {
        after = (await ahead.page(step('', { size }, after))).after ?? after
        await settled()
        held.push(ahead.bytes)
      }
      const most = Math.max(...held)
      expect(most, `pages of ${size}`).toBeGreaterThan(size * 500_000 * (fewest - 1))
      // What is left of the one statement, and what the next has read.
      expect(most, `pages of ${size}`).toBeLessThan(2 * Math.max(16 * 2 ** 20, 2.1 * size * 500_000))
    }
  })
})
