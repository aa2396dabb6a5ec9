import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { record, recordsNumbered } from '../../test/support/records.ts'
import { findEntity } from '../schema/entities.ts'
import { deleteRecords } from '../store/delete-records.ts'
import type { Engine } from '../store/engine.ts'
import { upsert } from '../store/upsert.ts'
import { differingAttributes } from './same-json.ts'
import { type EntityVerdict, type VerifyOptions, verify } from './verify.ts'

const RECORDS = 300
const stores = new TestStores()
let source: Engine

beforeAll(async () => {
  source = await stores.open()
  await store(source, 'conversations', recordsNumbered('conversations', RECORDS))
})
afterAll(() => stores.close())

/** Two stores for all tests: emptied, they are as good as new, and sooner there. */
const engines: Engine[] = []
let taken = 0
beforeEach(() => {
  taken = 0
})

async function empty(): Promise<Engine> {
  const engine = engines[taken] ?? (await stores.open())
  engines[taken++] = engine
  for (const table of ['conversations', 'quarantine', 'tombstones'])
    await engine.run({ sql: `TRUNCATE TABLE ${table}` })
  return engine
}

/** A store with the same records. */
async function copy(): Promise<Engine> {
  const engine = await empty()
  await store(engine, 'conversations', recordsNumbered('conversations', RECORDS))
  return engine
}

const conversations = findEntity('conversations')!

async function verdictOf(
  options: Omit<VerifyOptions, 'source'> & { source?: Engine },
): Promise<EntityVerdict> {
  const { entities } = await verify({ source, entities: [conversations], ...options })
  return entities[0]!
}

const NONE = { missing: 0, quarantined: 0, erased: 0, stale: 0, different: 0, surplus: 0, deleted: 0 }

test('equal stores are equal, whatever happened on the way', async () => {
  const engine = await copy()
  await store(engine, 'conversations', [record('conversations', 'c00007', { route: 'Channel' })])
  await store(engine, 'conversations', [record('conversations', 'c00007')])
  expect(await verify({ source, store: engine })).toMatchObject({
    equal: true,
    entities: [
      { entity: 'users', source: 0, store: 0, equal: 0, differences: NONE, examples: [] },
      { entity: 'conversations', source: RECORDS, store: RECORDS, equal: RECORDS, differences: NONE },
      { entity: 'interactions' },
      { entity: 'plugin-calls' },
      { entity: 'plugin-resources' },
    ],
  })
})

test('finds a planted missing, stale, surplus and altered record, and nothing else', async () => {
  const engine = await copy()
  await engine.run({ sql: `DELETE FROM conversations WHERE id = 'c00003'` })
  await store(engine, 'conversations', [
    record('conversations', 'c00017', { route: 'Ticket' }),
    record('conversations', 'cplus'),
  ])
  const newer = await copy()
  await store(newer, 'conversations', [
    record('conversations', 'c00110', { last_updated_time: '2026-08-03T00:00:00.000Z' }),
  ])
  const verdict = await verdictOf({ source: newer, store: engine })
  expect(verdict).toMatchObject({ source: RECORDS, store: RECORDS, equal: RECORDS - 3 })
  expect(verdict.differences).toEqual({ ...NONE, missing: 1, stale: 1, surplus: 1, different: 1 })
  const updated = '2026-08-02T06:02:51.061Z'
  expect([...verdict.examples].sort((a, b) => a.id.localeCompare(b.id))).toEqual([
    { kind: 'missing', id: 'c00003', source: updated, store: null },
    { kind: 'different', id: 'c00017', source: updated, store: updated, attributes: ['route'] },
    { kind: 'stale', id: 'c00110', source: '2026-08-03T00:00:00.000Z', store: updated },
    { kind: 'surplus', id: 'cplus', source: null, store: updated },
  ])
  expect(await verify({ source: newer, store: engine })).toMatchObject({ equal: false })
})

test('a record that is newer than the source’s is different', async () => {
  const engine = await copy()
  await store(engine, 'conversations', [
    record('conversations', 'c00110', { last_updated_time: '2026-08-03T00:00:00.000Z' }),
  ])
  expect((await verdictOf({ store: engine })).examples).toMatchObject([
    { kind: 'different', id: 'c00110', attributes: ['last_updated_time'] },
  ])
})

describe('what the stores know tells apart', () => {
  test('what was refused from what was lost', async () => {
    const engine = await empty()
    const all = recordsNumbered('conversations', RECORDS)
    const broken = { ...all[5], last_updated_time: 'yesterday' }
    const lines = [broken, ...all.filter((_, n) => n !== 5 && n !== 6)]
    await upsert(engine, conversations, {
      lines: Buffer.from(lines.map((one, n) => `${JSON.stringify({ n, record: one })}\n`).join('')),
      records: lines.length,
    })
    const verdict = await verdictOf({ store: engine })
    expect(verdict.differences).toEqual({ ...NONE, missing: 1, quarantined: 1 })
    expect(verdict.equal).toBe(RECORDS - 2)
  })

  test('what was deleted, here or there, from what was lost or invented', async () => {
    const engine = await copy()
    await deleteRecords(engine, conversations, ['c00001'])
    const smaller = await copy()
    await deleteRecords(smaller, conversations, ['c00002'])
    expect((await verdictOf({ source: smaller, store: engine })).differences).toEqual({
      ...NONE,
      erased: 1,
      deleted: 1,
    })
    await deleteRecords(engine, conversations, ['c00002'])
    await deleteRecords(smaller, conversations, ['c00001'])
    expect((await verdictOf({ source: smaller, store: engine })).differences).toEqual(NONE)
  })
})

describe('what counts as equal', () => {
  const respelled = (id: string): string => {
    const entries = Object.entries(record('conversations', id, { primary_domain: 'Büro' })).reverse()
    return JSON.stringify(Object.fromEntries(entries)).replace('ü', '\\u00fc')
  }

  test('is JSON that says the same, however it is written', async () => {
    const [one, other] = [await copy(), await copy()]
    await store(one, 'conversations', [record('conversations', 'c00009', { primary_domain: 'Büro' })])
    await store(other, 'conversations', [respelled('c00009')])
    const verdict = await verdictOf({ source: one, store: other })
    expect(verdict).toMatchObject({ equal: RECORDS, respelled: 1, differences: NONE })
  })

  test('may be what the schema reads: times in another form, nulls left out, no attributes that nobody knows', async () => {
    const [one, other] = [await copy(), await copy()]
    await store(one, 'conversations', [
      record('conversations', 'c00009', { mood: 'fine', primary_domain: null }),
    ])
    const { primary_domain, ...rest } = record('conversations', 'c00009', {
      primary_domain: null,
      last_updated_time: '2026-08-02T08:02:51.061+02:00',
    }) as { id: string; primary_domain: null }
    await store(other, 'conversations', [rest])
    expect((await verdictOf({ source: one, store: other })).differences).toEqual({ ...NONE, different: 1 })
    expect(await verdictOf({ source: one, store: other, equality: 'values' })).toMatchObject({
      equal: RECORDS,
      differences: NONE,
    })
    await store(other, 'conversations', [
      { ...rest, route: 'Ticket', last_updated_time: '2026-08-02T06:02:51.061Z' },
    ])
    expect((await verdictOf({ source: one, store: other, equality: 'values' })).examples).toMatchObject([
      { kind: 'different', attributes: ['mood', 'primary_domain', 'route'] },
    ])
  })

  test('is a matter of JSON types, too', () => {
    expect(differingAttributes('{"a":1,"b":{"x":1,"y":2}}', '{"b":{"y":2,"x":1},"a":1}')).toEqual([])
    expect(differingAttributes('{"a":1,"b":null,"c":[1,2]}', '{"a":"1","c":[2,1]}')).toEqual(['a', 'b', 'c'])
  })
})

test('stores that have nothing in common are told in full numbers and few examples', async () => {
  const engine = await empty()
  await store(
    engine,
    'conversations',
    recordsNumbered('conversations', RECORDS).map(one => ({ ...one, id: `x${one.id}` })),
  )
  let looked = 0
  const verdict = await verdictOf({
    store: engine,
    examples: 3,
    progress: (_entity, done, total) => {
      looked = done
      expect(total).toBeGreaterThanOrEqual(done)
    },
  })
  expect(verdict.differences).toEqual({ ...NONE, missing: RECORDS, surplus: RECORDS })
  expect(verdict.equal).toBe(0)
  expect(verdict.examples).toHaveLength(6)
  expect(looked).toBeGreaterThan(RECORDS)
})
