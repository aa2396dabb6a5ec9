import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { countQuery, partsQuery } from './parts.ts'

let store: Store
beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
})
afterAll(() => store.close())

const VALUES = `FROM values('time DateTime64(3), a LowCardinality(Nullable(String)), b Nullable(String)',
  ('2026-01-01 10:00:00', 'x', 'y'), ('2026-01-01 11:00:00', 'y', 'x'), ('2026-01-01 12:00:00', 'x', NULL),
  ('2026-01-02 10:00:00', NULL, 'x'), ('2026-01-02 11:00:00', NULL, NULL), ('2026-01-02 12:00:00', 'none', NULL),
  ('2026-01-02 13:00:00', 'x', 'y'), ('2026-01-02 14:00:00', '', ''), ('2026-01-02 15:00:00', NULL, ''))`
const COUNTED = { rows: VALUES, by: ['a', 'b'], period: [], measures: ['count() AS value'] }
const asked = async (sql: string, params = {}) => {
  const found = await rows<Record<string, unknown>>(store.engine, { sql, params })
  return found.map(row =>
    Object.values(row)
      .map(value => (value === null ? '∅' : String(value)))
      .join('|'),
  )
}

test('parts are told by all of their values, in their order, no value and an empty one among them', async () => {
  const sql = countQuery({ ...COUNTED, order: ['value DESC', 'a', 'b'] })
  expect(await asked(sql)).toEqual(['x|y|2', '||1', 'none|∅|1', 'x|∅|1', 'y|x|1', '∅||1', '∅|x|1', '∅|∅|1'])
})

test('parts of a day', async () => {
  const period = ["toDate(time, 'UTC') AS period"]
  const sql = countQuery({ ...COUNTED, by: ['a'], period, order: ['value DESC', 'a'] })
  expect(await asked(sql)).toEqual([
    ...['2026-01-01|x|2', '2026-01-01|y|1'],
    ...['2026-01-02|∅|3', '2026-01-02||1', '2026-01-02|none|1', '2026-01-02|x|1'],
  ])
})

test('parts are kept by their names, or as the first', async () => {
  const counted = { ...COUNTED, order: ['value DESC', 'a', 'b'] }
  const named = partsQuery({ ...counted, kept: true })
  expect(await asked(named, { kept: ['x\u001fy', 'y\u001fx'] })).toEqual([
    'false|x|y|2',
    'false|y|x|1',
    'true|∅|∅|6',
  ])
  const first = partsQuery({ ...counted, kept: false })
  expect(await asked(first, { limit: 1, minimum_group: 1 })).toEqual(['false|x|y|2', 'true|∅|∅|7'])
})
