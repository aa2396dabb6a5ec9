import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../test/support/data-api.ts'
import { record } from '../../test/support/records.ts'
import { findEntity } from '../schema/entities.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { UpsertCounts } from '../store/upsert.ts'
import { ImportError, importRecords } from './import-records.ts'
import { listQuarantine } from './quarantine.ts'

const stores = new TestStores()
const users = findEntity('users')!
const interactions = findEntity('interactions')!
let engine: Engine

beforeAll(async () => {
  engine = await stores.open()
})

afterAll(() => stores.close())

/** Bytes in pieces of `size`. */
function* pieces(bytes: Buffer, size = 1000): Iterable<Buffer> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
}

const importText = (text: string | Buffer, size?: number, progress?: (counts: UpsertCounts) => void) =>
  importRecords(engine, users, Readable.from(pieces(Buffer.from(text), size)), { progress })

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (error: Error) => error,
  )
}

const stored = async (prefix: string): Promise<string[]> =>
  (
    await rows<{ id: string }>(engine, {
      sql: 'SELECT id FROM users FINAL WHERE startsWith(id, {prefix:String}) ORDER BY id',
      params: { prefix },
    })
  ).map(row => row.id)

describe('an import', () => {
  const two = (name: string): object[] => [record('users', `${name}1`), record('users', `${name}2`)]
  const forms: [string, (records: object[]) => string | Buffer][] = [
    ['array', records => JSON.stringify(records)],
    ['indented', records => JSON.stringify(records, null, 2)],
    ['ndjson', records => records.map(one => JSON.stringify(one)).join('\n')],
    [
      'response',
      records => JSON.stringify({ '@odata.context': 'c', value: records, '@odata.nextLink': 'n' }),
    ],
    ['responses', records => records.map(one => JSON.stringify({ value: [one] })).join('\n')],
    ['gzip', records => gzipSync(JSON.stringify(records))],
    ['members', records => Buffer.concat(records.map(one => gzipSync(`${JSON.stringify(one)}\n`)))],
  ]
  for (const [name, form] of forms)
    test(`stores the records of the form "${name}", in pieces of any size`, async () => {
      const bytes = Buffer.from(form(two(name)))
      expect(await importText(bytes)).toEqual({ read: 2, new: 2, changed: 0, unchanged: 0, refused: 0 })
      expect(await importText(bytes, 1)).toEqual({ read: 2, new: 0, changed: 0, unchanged: 2, refused: 0 })
      expect(await stored(name)).toEqual([`${name}1`, `${name}2`])
    })

  test('of nothing stores nothing', async () => {
    for (const nothing of ['', '[]', '{"value":[]}', gzipSync('')])
      expect(await importText(nothing)).toMatchObject({ read: 0 })
  })

  test('counts each record once, as new, changed, unchanged or refused', async () => {
    const same = record('users', 'count-same')
    await importText(JSON.stringify([same, record('users', 'count-edited')]))
    const edited = record('users', 'count-edited', {
      last_name: 'Q',
      last_updated_time: '2026-09-01T00:00:00.000Z',
    })
    const counts = await importText(
      JSON.stringify([same, edited, record('users', 'count-new'), { id: 'broken' }, 7]),
    )
    expect(counts).toEqual({ read: 5, new: 1, changed: 1, unchanged: 1, refused: 2 })
  })
})

describe('an input that ends too early', () => {
  const whole = JSON.stringify([record('users', 'cut1'), record('users', 'cut2'), record('users', 'cut3')])

  test('keeps the records before the end, and says how many', async () => {
    const error = await failure(importText(whole.slice(0, -20)))
    expect(error).toBeInstanceOf(ImportError)
    expect(error.message).toMatch(
      /^The input ends after \d+ bytes, in the middle of record 3: it was cut off. The 2 records before that are stored.$/,
    )
    expect((error as ImportError).counts).toMatchObject({ read: 2, new: 2 })
    expect(await stored('cut')).toEqual(['cut1', 'cut2'])
    expect(await importText(whole)).toMatchObject({ read: 3, new: 1, unchanged: 2 })
  })

  test('as gzip says that it is the gzip', async () => {
    // Random names do not shrink: half of the bytes hold about half of the records.
    const records = Array.from({ length: 2000 }, (_, i) =>
      record('users', `zip${i}`, { first_name: `${Math.random()}` }),
    )
    const packed = gzipSync(JSON.stringify(records))
    const error = await failure(importText(packed.subarray(0, packed.length / 2)))
    expect(error).toBeInstanceOf(ImportError)
    expect(error.message).toMatch(
      /^The gzip data is cut off or damaged \(.*\)\. The \d+ records before that are stored\.$/,
    )
    expect((error as ImportError).counts.new).toBeGreaterThan(100)
    expect(await stored('zip')).toHaveLength((error as ImportError).counts.new)
  })

  test('or is something else says what it begins with', async () => {
    const error = await failure(importText('<html>Please sign in</html>'))
    expect(error.message).toMatch(/Byte 0 of the input is "<".*not JSON records\. Nothing was stored\.$/)
  })

  test('because reading fails keeps what was read, and gives the reason as it is', async () => {
    const broken = new Error('the disk is on fire')
    const input = (async function* () {
      yield Buffer.from(`${JSON.stringify(record('users', 'fire1'))}\n`)
      throw broken
    })()
    const progress: UpsertCounts[] = []
    expect(
      await failure(importRecords(engine, users, input, { progress: counts => progress.push(counts) })),
    ).toBe(broken)
    expect(progress.at(-1)).toMatchObject({ new: 1 })
    const noFile = createReadStream('/nowhere/at/all')
    expect(await failure(importRecords(engine, users, noFile))).toMatchObject({ code: 'ENOENT' })
  })
})

test('a store that fails ends the import: the rest is not read, nor stored', async () => {
  const closed = await stores.open()
  await closed.run({ sql: 'DROP TABLE interactions' })
  let read = 0
  let ended = false
  const input = (async function* () {
    try {
      const line = Buffer.from(`${JSON.stringify(record('interactions', 'i1'))}\n`.repeat(10_000))
      for (; ; read += line.length) yield line
    } finally {
      ended = true
    }
  })()
  const progress: UpsertCounts[] = []
  const error = await failure(
    importRecords(closed, interactions, input, { progress: counts => progress.push(counts) }),
  )
  expect(error.message).toMatch(/UNKNOWN_TABLE|does not exist/)
  expect(progress).toEqual([])
  expect(ended).toBe(true)
  expect(read).toBeLessThan(32 * 1024 * 1024)
})

test('a large input is held in memory a batch at a time, and progress is told with each', async () => {
  const content = 'x'.repeat(3000)
  const total = 30_000
  let given = 0
  let stored = 0
  let most = 0
  const input = (function* () {
    for (let i = 0; i < total; i++) {
      const line = Buffer.from(
        `${JSON.stringify(record('interactions', `big${i}`, { detail: { content } }))}\n`,
      )
      given += line.length
      most = Math.max(most, given - stored)
      yield line
    }
  })()
  const seen: number[] = []
  const counts = await importRecords(engine, interactions, Readable.from(input), {
    progress({ read }) {
      seen.push(read)
      stored = given
    },
  })
  expect(counts).toMatchObject({ read: total, new: total })
  // About 100 MB in batches of 32 MB, each read only once the one before it is stored.
  expect(given).toBeGreaterThan(90 * 1024 * 1024)
  expect(most).toBeLessThan(36 * 1024 * 1024)
  expect(seen.length).toBeGreaterThanOrEqual(3)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(seen.at(-1)).toBe(total)
})

describe('the quarantine', () => {
  test('lists refused records with their reason, the latest first, as they came', async () => {
    const conversations = findEntity('conversations')!
    const refused = [
      [
        { ...record('conversations', 'q1'), created_time: 'yesterday' },
        /created_time is not a time: yesterday/,
      ],
      [{ ...record('conversations', 'q2'), route: null }, /route is missing or null/],
    ] as const
    for (const [one] of refused)
      await importRecords(engine, conversations, Readable.from([Buffer.from(JSON.stringify(one))]))
    const listed = await listQuarantine(engine, { entity: 'conversations', limit: 10 })
    expect(listed.map(one => one.record)).toEqual([...refused].reverse().map(([one]) => JSON.stringify(one)))
    ;[...refused].reverse().forEach(([, reason], i) => {
      expect(listed[i]).toMatchObject({ entity: 'conversations', reason: expect.stringMatching(reason) })
      expect(Date.parse(listed[i]!.refused_time)).toBeGreaterThan(Date.now() - 60_000)
    })
  })

  test('is listed for all entities or one, as far as the limit', async () => {
    const everything = await listQuarantine(engine, { limit: 100 })
    expect(new Set(everything.map(one => one.entity))).toEqual(new Set(['users', 'conversations']))
    expect(await listQuarantine(engine, { limit: 1 })).toHaveLength(1)
    expect(await listQuarantine(engine, { entity: 'plugin-calls', limit: 100 })).toEqual([])
  })
})
