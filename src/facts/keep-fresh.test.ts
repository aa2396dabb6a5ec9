import { afterAll, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { findEntity } from '../schema/entities.ts'
import { simulateCompany } from '../simulator/index.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { factsStatus } from './facts-status.ts'
import { keepFactsFresh } from './keep-fresh.ts'
import { refreshFacts } from './refresh-facts.ts'

const store = await openStore(parseStoreLocation(emptyStore()))
afterAll(() => store.close())

test('facts follow records without anybody asking, until it is stopped', async () => {
  const [load] = simulateCompany({ seed: 5, people: 40, start: '2026-03-02', days: 1 })
  const put = async (records: readonly string[]): Promise<void> => {
    const splitter = new RecordSplitter()
    for (const record of records) splitter.push(Buffer.from(record))
    splitter.end()
    await upsert(store.engine, findEntity('conversations')!, splitter.take())
  }
  const errors: unknown[] = []
  // Somebody asks for the first time.
  await refreshFacts(store.engine)
  const keeper = keepFactsFresh(store.engine, { everyMs: 20, onError: error => errors.push(error) })
  const [first, ...others] = load!.conversations
  await put([first!])
  await expect.poll(async () => (await factsStatus(store.engine)).conversations, { timeout: 20_000 }).toBe(1)
  await put(others)
  await expect
    .poll(async () => (await factsStatus(store.engine)).conversations, { timeout: 20_000 })
    .toBe(load!.conversations.length)
  await keeper.stop()
  expect(errors).toEqual([])
})
