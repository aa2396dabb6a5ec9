import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { compilePage, dataService, type KeyValue, parseQuery } from '../odata/index.ts'
import { type Engine, EngineError, type Statement } from '../store/engine.ts'
import { type PagedQuery, type RecordPage, readEndedPage, readPages } from './page-reader.ts'

const model = dataService.sets.get('users')!

/** Texts that could be taken for the marks between pages, or for the ends of rows. */
const NASTY = ['a\nb', '\n', '["x"]\n', '\\n', ',', '\t', '\r\n', '\0', '\u2028', '𝄞', '"', '\\', '}{', ']}']

const record = (i: number): string =>
  JSON.stringify({
    access_to_bot: i % 2 === 0,
    email_addr: `u${i}@example.com`,
    external_ids: null,
    first_interaction_time: null,
    first_name: NASTY[i % NASTY.length],
    id: `${NASTY[i % NASTY.length]}${String(i).padStart(3, '0')}`,
    last_name: i % 3 === 0 ? null : `${i % 4}`,
    last_updated_time: '2025-08-02T06:02:51.061Z',
    latest_interaction_time: null,
    user_preferred_language: 'EN_US',
  })

const ROWS = 23
const stores = new TestStores()
let engine: Engine
beforeAll(async () => {
  engine = await stores.open()
  await store(
    engine,
    'users',
    Array.from({ length: ROWS }, (_, i) => record(i)),
  )
})
afterAll(() => stores.close())

const query = (options: string, after?: string): PagedQuery =>
  compilePage(
    parseQuery(options, model),
    after === undefined ? {} : { after: JSON.parse(after) as KeyValue[] },
  )

interface Seen {
  rows: string
  after: string | undefined
}
const seen = (pages: readonly RecordPage[]): Seen[] =>
  pages.map(page => ({ rows: page.rows.toString(), after: page.after }))

/** The same rows, asked for one page at a time. */
async function oneByOne(options: string, size: number, pages: number, limit?: number, skip?: number) {
  const found: Seen[] = []
  let after: string | undefined
  do {
    const left = limit === undefined ? undefined : limit - found.length * size
    const first = found.length === 0
    const read = await readPages(engine, query(options, after), {
      size,
      pages: 1,
      limit: left,
      skip: first ? skip : undefined,
    })
    expect(read).toHaveLength(1)
    found.push(...seen(read))
    after = read[0]!.after
  } while (after !== undefined && found.length < pages)
  return found
}

const ORDERS = ['', '$orderby=last_name desc', '$orderby=first_name,last_name']

describe('pages read with one statement', () => {
  for (const order of ORDERS)
    test(`are those read one by one: ${order || 'by id'}`, async () => {
      for (const size of [1, 5, 23, 24])
        for (const pages of [1, 4, 5])
          for (const [limit, skip] of [
            [undefined, undefined],
            [1, 0],
            [10, 3],
            [size, undefined],
            [size * 2, 1],
            [ROWS, undefined],
            [1000, 22],
          ] as const) {
            const together = seen(await readPages(engine, query(order), { size, pages, limit, skip }))
            const what = JSON.stringify({ size, pages, limit, skip })
            expect(together, what).toEqual(await oneByOne(order, size, pages, limit, skip))
          }
    })

  test('have every record’s bytes as they were stored', async () => {
    const all = await readPages(engine, query(''), { size: 4, pages: 16 })
    const texts = all.map(page => page.rows.toString()).join()
    const expected = Array.from({ length: ROWS }, (_, i) => record(i))
    const byId = new Map(expected.map(text => [JSON.parse(text).id as string, text]))
    const ids = (JSON.parse(`[${texts}]`) as { id: string }[]).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ROWS)
    expect(texts).toBe(ids.map(id => byId.get(id)).join())
  })
})

describe('the end', () => {
  const shape = async (options: string, range: Parameters<typeof readPages>[2]) =>
    (await readPages(engine, query(options), range)).map(page => [
      (JSON.parse(`[${page.rows}]`) as unknown[]).length,
      page.after !== undefined,
    ])

  test('has no place to go on from, also when the last page is full', async () => {
    expect(await shape('', { size: 10, pages: 16 })).toEqual([
      [10, true],
      [10, true],
      [3, false],
    ])
    expect(await shape('', { size: 23, pages: 16 })).toEqual([[23, false]])
    expect(await shape('', { size: 23, pages: 1 })).toEqual([[23, false]])
    expect(await shape('', { size: 22, pages: 1 })).toEqual([[22, true]])
    expect(await shape('', { size: 11, pages: 2, limit: 22 })).toEqual([
      [11, true],
      [11, false],
    ])
    expect(await shape('', { size: 11, pages: 2 })).toEqual([
      [11, true],
      [11, true],
    ])
    expect(await shape('', { size: 10, pages: 16, limit: 20 })).toEqual([
      [10, true],
      [10, false],
    ])
  })

  test('of nothing is one empty page', async () => {
    expect(await shape("$filter=id eq 'nobody'", { size: 10, pages: 1 })).toEqual([[0, false]])
    expect(await shape("$filter=id eq 'nobody'", { size: 10, pages: 16 })).toEqual([[0, false]])
    expect(await shape('', { size: 10, pages: 16, skip: ROWS })).toEqual([[0, false]])
    expect(await shape('', { size: 10, pages: 16, skip: Number.MAX_SAFE_INTEGER })).toEqual([[0, false]])
  })
})

test('what the engine refuses is thrown', async () => {
  const wrong = { ...query(''), orderBy: 'nothing' }
  await expect(readPages(engine, wrong, { size: 1, pages: 1 })).rejects.toThrow(EngineError)
})

/** What {@link readPages} and the like ask the engine for, as the stages in which it would be answered. */
async function stagesOf(read: (engine: Engine) => Promise<unknown>): Promise<string> {
  const asked: Statement[] = []
  const listening: Engine = {
    ...engine,
    run: statement => {
      asked.push(statement)
      return engine.run(statement)
    },
  }
  await read(listening)
  const { sql, params, settings } = asked[0]!
  const explain = {
    sql: `EXPLAIN PIPELINE ${sql}`,
    params: params!,
    settings: { ...settings, max_threads: 8 },
    format: 'TSVRaw',
  }
  return (await engine.run(explain)).toString()
}

test.each(['', '$orderby=route desc', "$filter=contains(user_id,'u')"])(
  'no stage behind the order is shared by several threads: %s',
  async options => {
    // Fewer rows would be read by one thread, whatever the engine may do.
    await engine.run({
      sql: `INSERT INTO conversations (created_time, id, last_updated_time, route, user_id, record)
          SELECT now64(), leftPad(toString(number), 5, '0'), now64(), 'DM', 'u', '{}' FROM numbers(20000)`,
    })
    const page = compilePage(parseQuery(options, dataService.sets.get('conversations')!))
    for (const read of [
      (listening: Engine) => readPages(listening, page, { size: 5000, pages: 3 }),
      (listening: Engine) => readEndedPage(listening, page, { size: 5000 }),
    ]) {
      const stages = await stagesOf(read)
      expect(stages).toMatch(/Limit/)
      // Stages are listed from the last to the first.
      expect(stages.slice(0, stages.indexOf('Limit'))).not.toMatch(/Resize|× \d/)
    }
  },
)
