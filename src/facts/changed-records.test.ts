import { afterAll, expect, test } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { record, recordsNumbered } from '../../test/support/records.ts'
import { type Engine, rows, type Session } from '../store/engine.ts'
import { refreshFacts } from './refresh-facts.ts'

const stores = new TestStores()
afterAll(() => stores.close())

test('an earlier record that is stored anew while records are gathered is counted once', async () => {
  const engine = await stores.open()
  const old = { conversation_id: 'old' }
  // So many that one record is looked for by its id.
  await store(engine, 'interactions', recordsNumbered('interactions', 2_500, { conversation_id: 'other' }))
  await store(engine, 'interactions', [record('interactions', 'x', old)])
  await store(engine, 'conversations', [record('conversations', 'old')])
  await refreshFacts(engine)
  await store(engine, 'plugin-calls', [record('plugin-calls', 'p', old)])

  let changes = 0
  const changing = (session: Session): Session => ({
    insert: payload => session.insert(payload),
    run: async statement => {
      const result = await session.run(statement)
      if (/AS ids FROM earlier_interactions/.test(statement.sql) && ++changes === 1) {
        const last_updated_time = '2027-01-01T00:00:00.000Z'
        await store(engine, 'interactions', [record('interactions', 'x', { ...old, last_updated_time })])
      }
      return result
    },
  })
  const changed: Engine = { ...engine, session: work => engine.session(session => work(changing(session))) }
  await refreshFacts(changed)

  expect(changes).toBe(1)
  const facts = 'SELECT interactions, calls FROM conversation_facts FINAL'
  expect(await rows(engine, { sql: facts })).toEqual([{ interactions: 1, calls: 1 }])
})
