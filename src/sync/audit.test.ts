import { beforeEach, expect, test } from 'vitest'
import { serveDataApi, store, type TestApi } from '../../test/support/data-api.ts'
import { record } from '../../test/support/records.ts'
import { pagesOf, recordsIn, SyncRuns, uncounted } from '../../test/support/sync-runs.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { findEntity } from '../schema/entities.ts'
import { deleteRecords } from '../store/delete-records.ts'
import { type Engine, rows } from '../store/engine.ts'
import { readLedger } from './ledger.ts'

const DAY = 24 * 3600 * 1000
const conversations = findEntity('conversations')!
const runs = new SyncRuns()

/** Conversations of forty days, one a day; the last is a day old. */
const idOf = (day: number): string => `c${String(day).padStart(3, '0')}`
const ofDay = (day: number) =>
  record('conversations', idOf(day), {
    last_updated_time: new Date(Math.floor(Date.now() / DAY - 40 + day) * DAY + 3600_000).toISOString(),
  })

let source: Engine
let api: TestApi
beforeEach(async () => {
  source = await runs.stores.open()
  await store(
    source,
    'conversations',
    Array.from({ length: 40 }, (_, day) => ofDay(day)),
  )
  api = await serveDataApi(source)
  afterThisTest(() => api.close())
})

const absent = async () =>
  (
    await rows<{ id: string }>(runs.target, {
      sql: 'SELECT id FROM sync_absences FINAL WHERE NOT present ORDER BY id',
    })
  ).map(r => r.id)

test('what the source deleted is noted once, and kept', async () => {
  const proxy = await runs.proxied(api)
  const key = { key: api.key }
  expect(await runs.run(proxy, ['conversations'], key)).toMatchObject({ state: 'complete' })
  await deleteRecords(source, conversations, [idOf(5), idOf(20)])
  expect(await runs.run(proxy, ['conversations'], key)).toMatchObject({ state: 'complete' })
  expect(await absent()).toEqual([idOf(5), idOf(20)])
  expect(await recordsIn(runs.target, 'conversations')).toHaveLength(40)
  expect((await readLedger(runs.target))[0]).toMatchObject({ state: 'complete', absent: 2 })
  // Known by now, it is not looked for again.
  await runs.run(proxy, ['conversations'], key)
  expect(pagesOf(proxy).filter(({ text }) => text.includes('$select=id'))).toEqual([])
})

test('what the source shows again is not absent any longer, changed or not', async () => {
  const proxy = await runs.proxied(api)
  const key = { key: api.key }
  await runs.run(proxy, ['conversations'], key)
  await deleteRecords(source, conversations, [5, 20, 30].map(idOf))
  await runs.run(proxy, ['conversations'], key)
  expect(await absent()).toHaveLength(3)
  const stamp = new Date(Date.now() - 3600_000).toISOString()
  await store(source, 'conversations', [
    ofDay(5),
    record('conversations', idOf(20), { last_updated_time: stamp }),
  ])
  expect(await runs.run(proxy, ['conversations'], key)).toMatchObject({ state: 'complete' })
  expect(await absent()).toEqual([idOf(30)])
  expect((await readLedger(runs.target))[0]).toMatchObject({ state: 'complete', absent: 1 })
})

test('one that came back and one that was deleted meanwhile: counts do not tell, ids do within a week', async () => {
  const proxy = await runs.proxied(api)
  const run = (options = {}) => runs.run(proxy, ['conversations'], { key: api.key, ...options })
  await run()
  await deleteRecords(source, conversations, [idOf(5)])
  await run()
  expect(await absent()).toEqual([idOf(5)])
  // One that came back and one that came late, for two that were deleted.
  await store(source, 'conversations', [ofDay(5), { ...ofDay(6), id: 'late' }])
  await deleteRecords(source, conversations, [idOf(20), idOf(30)])
  expect(await run()).toMatchObject({ state: 'complete', entities: { conversations: { new: 0 } } })
  expect(await absent()).toEqual([idOf(5)])
  // As a week later.
  await runs.target.run({
    sql: `INSERT INTO sync_audits SELECT * REPLACE (compared_until - toIntervalDay(7) AS compared_until, now64(6) AS audited_time)
          FROM sync_audits FINAL`,
  })
  expect(await run()).toMatchObject({ state: 'complete', entities: { conversations: { new: 1 } } })
  expect(await absent()).toEqual([idOf(20), idOf(30)])
  // And not again the next day.
  await run()
  expect(pagesOf(proxy).filter(({ text }) => text.includes('$select=id'))).toEqual([])
  // Whoever reads everything again compares everything, too.
  await store(source, 'conversations', [ofDay(20)])
  await deleteRecords(source, conversations, [idOf(21)])
  await run({ full: true })
  expect(await absent()).toEqual([idOf(21), idOf(30)])
})

test('a source that cannot count is compared id by id, once a day', async () => {
  // Of the last five days.
  await deleteRecords(
    source,
    conversations,
    Array.from({ length: 35 }, (_, day) => idOf(day)),
  )
  const proxy = await runs.proxied(api)
  proxy.fault = uncounted
  await deleteRecords(source, conversations, [idOf(36)])
  const run = (options = {}) => runs.run(proxy, ['conversations'], { key: api.key, ...options })
  expect(await run({ audit: false })).toMatchObject({ state: 'complete' })
  await store(source, 'conversations', [ofDay(36)])
  await deleteRecords(source, conversations, [idOf(37)])
  expect(await run()).toMatchObject({ state: 'complete', entities: { conversations: { new: 1 } } })
  expect(await absent()).toEqual([idOf(37)])
  await deleteRecords(source, conversations, [idOf(38)])
  await run()
  expect(await absent()).toEqual([idOf(37)])
})

test('what the horizon swallowed is not taken for deleted', async () => {
  const proxy = await runs.proxied(api)
  await runs.run(proxy, ['conversations'], { key: api.key })
  const swallowed = [0, 1, 2, 3, 4, 5].map(idOf)
  await deleteRecords(source, conversations, swallowed)
  expect(await runs.run(proxy, ['conversations'], { key: api.key })).toMatchObject({ state: 'complete' })
  expect(await absent()).toEqual([])
})

test('what appeared later than anybody looks back is read', async () => {
  const missing = [7, 8, 21].map(ofDay)
  await deleteRecords(source, conversations, [7, 8, 21].map(idOf))
  const proxy = await runs.proxied(api)
  await runs.run(proxy, ['conversations'], { key: api.key })
  await store(source, 'conversations', missing)
  const report = await runs.run(proxy, ['conversations'], { key: api.key })
  expect(report).toMatchObject({ state: 'complete', entities: { conversations: { new: 3 } } })
  await runs.expectSame(source)
})

test('a store that another source feeds too is not audited', async () => {
  const proxy = await runs.proxied(api)
  await runs.run(proxy, ['conversations'], { key: api.key })
  await runs.run(await runs.proxied(), ['users'])
  await deleteRecords(source, conversations, [idOf(5)])
  await runs.run(proxy, ['conversations'], { key: api.key })
  expect(await absent()).toEqual([])
})
