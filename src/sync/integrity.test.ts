import { afterAll, beforeAll, expect, test } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { record } from '../../test/support/records.ts'
import type { Engine } from '../store/engine.ts'
import { listDrift } from './drift.ts'
import { findOrphans } from './integrity.ts'

const stores = new TestStores()
let engine: Engine
afterAll(() => stores.close())

const at = (day: number): string => `2026-08-${String(day).padStart(2, '0')}T06:00:00.000Z`

beforeAll(async () => {
  engine = await stores.open()
  const conversation = (id: string, day: number) =>
    record('conversations', id, { user_id: 'u1', created_time: at(day), last_updated_time: at(day) })
  const interaction = (id: string, conversation_id: string, day: number, more = {}) =>
    record('interactions', id, {
      conversation_id,
      user_id: 'u1',
      created_time: at(day),
      last_updated_time: at(day),
      ...more,
    })
  await store(engine, 'users', [record('users', 'u1', { last_updated_time: at(20) })])
  await store(engine, 'conversations', [conversation('c1', 10), conversation('c2', 20)])
  await store(engine, 'interactions', [
    interaction('i1', 'c1', 10),
    interaction('i2', 'before', 9),
    interaction('i3', 'lost', 12, { parent_interaction_id: 'gone' }),
    interaction('i4', 'coming', 20, { surprise: 1 }),
  ])
})

test('children without parents are told apart: as by design, still to come, and overdue', async () => {
  const found = await findOrphans(engine)
  const of = (entity: string, attribute: string) =>
    found.find(one => one.entity === entity && one.attribute === attribute)
  expect(of('interactions', 'conversation_id')).toEqual({
    entity: 'interactions',
    attribute: 'conversation_id',
    to: 'conversations',
    records: 4,
    normal: 1,
    waiting: 1,
    overdue: 1,
    example: 'i3',
  })
  expect(of('interactions', 'parent_interaction_id')).toMatchObject({ records: 1, normal: 1, overdue: 0 })
  expect(of('interactions', 'user_id')).toMatchObject({ records: 4, normal: 0, waiting: 0, overdue: 0 })
  expect(of('plugin-resources', 'plugin_call_id')).toMatchObject({ records: 0, example: null })
})

test('what the schema does not know is listed, with an example', async () => {
  expect(await listDrift(engine)).toMatchObject([
    {
      entity: 'interactions',
      attribute: 'surprise',
      records: 1,
      example: expect.stringContaining('"surprise":1'),
    },
  ])
})
