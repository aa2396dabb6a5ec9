import { afterAll, expect, test } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { findEntity } from '../schema/entities.ts'
import { deleteRecords } from '../store/delete-records.ts'
import type { Engine } from '../store/engine.ts'
import { storeSummary } from './store-summary.ts'

const stores = new TestStores()
afterAll(() => stores.close())

const conversation = (id: string, created: string, updated = created) => ({
  id,
  created_time: `${created}T08:00:00.000Z`,
  last_updated_time: `${updated}T09:00:00.000Z`,
  route: 'DM',
  primary_domain: 'DOMAIN_IT_DOMAIN',
  user_id: 'u1',
})

/** An engine that is told from another one, and whether it was asked to count. */
function counting(engine: Engine): { engine: Engine; counted: () => boolean } {
  let counted = false
  const run: Engine['run'] = statement => {
    counted ||= statement.sql.includes('count() AS records')
    return engine.run(statement)
  }
  return { engine: { ...engine, run }, counted: () => counted }
}

test('what the store holds is as if it were counted anew, whatever was stored, deleted or merged since', async () => {
  const engine = await stores.open()
  let known: unknown
  const run: Engine['run'] = statement => {
    known = statement.params?.known_conversations ?? known
    return engine.run(statement)
  }
  const watched = { ...engine, run }
  const insist = async (expected: object): Promise<void> => {
    const { entities } = await storeSummary(watched, 'test')
    expect(entities.conversations).toEqual(expected)
    // Another object has no memory, and knows what was noted until that is gone.
    const begun = counting({ ...engine })
    expect((await storeSummary(begun.engine, 'test')).entities).toEqual(entities)
    expect(begun.counted()).toBe(false)
    await engine.run({ sql: 'TRUNCATE TABLE store_notes' })
    const anew = counting({ ...engine })
    expect((await storeSummary(anew.engine, 'test')).entities).toEqual(entities)
    expect(anew.counted()).toBe(true)
  }
  const nothing = { records: 0, first: null, last: null, updated: null }
  const instants = (first: string, last: string, updated: string) => ({
    ...{
      first: `${first}T08:00:00.000Z`,
      last: `${last}T08:00:00.000Z`,
      updated: `${updated}T09:00:00.000Z`,
    },
  })
  await insist(nothing)
  await engine.run({ sql: 'SYSTEM STOP MERGES' })
  await store(engine, 'conversations', [conversation('b', '2026-03-02'), conversation('c', '2026-03-04')])
  await insist({ records: 2, ...instants('2026-03-02', '2026-03-04', '2026-03-04') })
  expect(known).toEqual([])
  await store(engine, 'conversations', [
    conversation('a', '2026-03-01'),
    conversation('b', '2026-03-02', '2026-03-09'),
  ])
  await insist({ records: 3, ...instants('2026-03-01', '2026-03-04', '2026-03-09') })
  expect(known).toHaveLength(1)
  await engine.run({ sql: 'SYSTEM START MERGES' })
  await engine.run({ sql: 'OPTIMIZE TABLE conversations FINAL' })
  await insist({ records: 3, ...instants('2026-03-01', '2026-03-04', '2026-03-09') })
  await deleteRecords(engine, findEntity('conversations')!, ['b', 'c'])
  await insist({ records: 1, ...instants('2026-03-01', '2026-03-01', '2026-03-01') })
})
