import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { metrics } from './library.ts'
import { canBeMerged, SHARE } from './merged-parts.ts'
import { ORDERS, partsQuery } from './parts.ts'

let store: Store
beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
})
afterAll(() => store.close())

/** Thirty days of seven plugins, the first of which comes most. */
const ROWS = `FROM (
  SELECT toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number * 700 AS time, sipHash64(number) AS dice,
    nullIf('plugin ' || toString(intDiv(dice % 49, 8)), 'plugin 5') AS plugin, dice % 3 = 0 AS used, intDiv(dice, 7) % 40 AS user_key, dice % 1000 AS ms
  FROM numbers(4000))`

const MEASURES: readonly (readonly [string, readonly string[]])[] = [
  ['a count', ['count() AS value']],
  ['a sum with a factor', ['sum(ms) / 1000 AS value']],
  ['a sum with a parameter', ['countIf(used AND (ms > 3 OR ms = 1)) * {price:Float64} AS value']],
  ['different people', ['uniqExact(user_key) AS value']],
  ['a median', ['quantileExact(0.5)(ms) / 1000 AS value']],
  ['a share', ['countIf(used) AS numerator', 'count() AS denominator', SHARE]],
  [
    'a share of people',
    ['uniqExactIf(user_key, used) AS numerator', 'uniqExact(user_key) AS denominator', SHARE],
  ],
]

describe('parts are put together to what is counted of their rows:', () => {
  for (const [what, measures] of MEASURES)
    test(what, async () => {
      expect(canBeMerged(measures)).toBe(true)
      const size = measures.length > 1 ? 'denominator' : 'value'
      const ask = (sql: string, params: object = {}) =>
        rows<{ period: string; plugin: string | null; other: boolean; value: number }>(store.engine, {
          sql,
          params: { price: 2, ...params },
        })
      for (const order of ['value', 'least', 'size', 'name'] as const) {
        const sorted = ORDERS[order](size, ['plugin']).join(', ')
        const all = await ask(
          `SELECT plugin, ${measures.join(', ')} ${ROWS} GROUP BY plugin ORDER BY ${sorted}, plugin`,
        )
        const kept = all.slice(0, 3).map(({ plugin }) => plugin ?? 'none')
        for (const period of [[], ["toMonday(time, 'UTC') AS period"]]) {
          const query = {
            rows: ROWS,
            by: ['plugin'],
            period,
            measures,
            order: ORDERS[order](size, ['plugin']),
          }
          const found = await ask(partsQuery({ ...query, kept: false }), { limit: 3 })
          const timed = period.length > 0 ? 'period, ' : ''
          const expected = await ask(
            `SELECT ${timed}other, if(other, NULL, any(name)) AS plugin, ${measures.join(', ')}
             FROM (SELECT * EXCEPT plugin, plugin AS name, NOT has({kept:Array(String)}, ifNull(plugin, 'none')) AS other${period.map(sql => `, ${sql}`).join('')} ${ROWS})
             GROUP BY ${timed}other, if(other, 'other', ifNull(name, 'none')) ORDER BY ${timed}other, ${sorted}`,
            { kept },
          )
          expect(found).toEqual(expected.map(row => ({ ...row, other: Boolean(row.other) })))
          expect(await ask(partsQuery({ ...query, kept: true }), { kept })).toEqual(found)
          expect(found.filter(({ other }) => other)).toHaveLength(period.length > 0 ? 6 : 1)
        }
      }
    })
})

test('parts about few people are never first', async () => {
  const few = { rows: ROWS, by: ['plugin'], period: [], order: ['value', 'plugin'], kept: false }
  const sql = partsQuery({ ...few, measures: ['count() AS value', 'uniqExact(user_key) AS people'] })
  const found = await rows<{ plugin: string | null; people: number }>(store.engine, {
    sql,
    params: { limit: 2, minimum_group: 39 },
  })
  expect(found.map(({ plugin, people }) => [plugin, people >= 39])).toEqual([
    [expect.any(String), true],
    [expect.any(String), true],
    [null, true],
  ])
})

test('what is no single aggregate is not put together', () => {
  for (const measure of [
    'count() + sum(ms) AS value',
    'uniqExact(user_key) * any(days) AS value',
    'sum(arrayCount(x -> x > 1, groupArray(ms))) AS value',
    'avg(ms) AS value',
    'countIf(used) * ms AS value',
  ])
    expect(canBeMerged([measure])).toBe(false)
  const counted = [...metrics().values()].flatMap(({ value, numerator, denominator }) =>
    value === undefined
      ? [`${numerator} AS numerator`, `${denominator} AS denominator`]
      : [`${value} AS value`],
  )
  // By far most can.
  expect(counted.filter(measure => canBeMerged([measure])).length).toBeGreaterThan(0.85 * counted.length)
})
