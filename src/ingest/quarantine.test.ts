import { afterAll, expect, test } from 'vitest'
import { TestStores } from '../../test/support/data-api.ts'
import { record } from '../../test/support/records.ts'
import { findEntity } from '../schema/entities.ts'
import { upsert } from '../store/upsert.ts'
import { listQuarantine, retryQuarantine } from './quarantine.ts'

const stores = new TestStores()
afterAll(() => stores.close())
const conversations = findEntity('conversations')!

test('what can be stored now leaves the quarantine, and the others stay with their texts', async () => {
  const engine = await stores.open()
  const refused = [
    { ...record('conversations', 'a'), route: null },
    { id: 7 },
    'text',
    5,
    { 'say "é"': '\\ \u0007' },
  ]
  const lines = refused.map((each, i) => JSON.stringify({ n: i + 1, record: each }))
  await upsert(engine, conversations, { lines: Buffer.from(lines.join('\n')), records: refused.length })
  // As if it had been refused by a version that knew less.
  await engine.run({
    sql: `INSERT INTO quarantine SELECT 'conversations', 'not known then', {record:String}, sipHash64({record:String}), now64(3)`,
    params: { record: JSON.stringify(record('conversations', 'known "now"')) },
  })
  const before = await listQuarantine(engine, { limit: 10 })
  expect(before).toHaveLength(6)
  expect(await retryQuarantine(engine, conversations)).toEqual({
    read: 6,
    new: 1,
    changed: 0,
    unchanged: 0,
    refused: 5,
  })
  const left = await listQuarantine(engine, { limit: 10 })
  const texts = (list: typeof left) => list.map(({ record: text, reason }) => `${reason} ${text}`).sort()
  expect(texts(left)).toEqual(texts(before).filter(text => !text.includes('known then')))
  expect(await retryQuarantine(engine, conversations)).toMatchObject({ new: 0, refused: 5 })
  expect(await retryQuarantine(engine, findEntity('users')!)).toMatchObject({ read: 0 })
})
