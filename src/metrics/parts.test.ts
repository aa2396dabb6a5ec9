import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { record } from '../../test/support/records.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { importPeople } from '../people/import-people.ts'
import { peopleAttributes } from '../people/read-people.ts'
import { type EntityName, findEntity } from '../schema/entities.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { applicable } from './dimensions.ts'
import { metric } from './library.ts'
import { type Question, type RunOptions, runMetric } from './run.ts'
import { standardError } from './standard-error.ts'

let store: Store

/** Twelve people: of each platform as many as its number says, in August; half of them in July, too. */
const PLATFORMS = { slack: 6, msteams: 3, web: 2, mail: 1 }

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  const put = async (name: EntityName, records: readonly object[]) => {
    const splitter = new RecordSplitter()
    splitter.push(Buffer.from(JSON.stringify(records)))
    splitter.end()
    expect((await upsert(store.engine, findEntity(name)!, splitter.take())).refused).toBe(0)
  }
  const people = Object.entries(PLATFORMS).flatMap(([platform, number]) =>
    Array.from({ length: number }, (_, i) => ({ platform, user_id: `${platform}${i}` })),
  )
  await put(
    'users',
    people.map(({ user_id }) => record('users', user_id, { email_addr: `${user_id}@x.example` })),
  )
  await put(
    'interactions',
    people.flatMap(({ platform, user_id }, i) => [
      record('interactions', `a${i}`, { platform, user_id, created_time: '2026-08-03T09:00:00.000Z' }),
      record('interactions', `b${i}`, { platform, user_id, created_time: '2026-08-12T09:00:00.000Z' }),
      ...(i % 2 === 0
        ? [record('interactions', `c${i}`, { platform, user_id, created_time: '2026-07-03T09:00:00.000Z' })]
        : []),
    ]),
  )
  const lines = people.map(({ platform, user_id }) => `${user_id},${platform === 'slack' ? 4711 : 'r&d'},IT`)
  async function* file() {
    yield ['user_id,cost centre (€),department', ...lines].join('\n')
  }
  await importPeople(store.engine, file())
})

afterAll(() => store.close())

const ask = (id: string, more: Partial<Question> = {}, options: RunOptions = {}) =>
  runMetric(store.engine, metric(id), { from: '2026-08-01', to: '2026-09-01', ...more }, options)

test('the first parts are kept, and the others counted anew as one', async () => {
  const { rows } = await ask('active_users', { by: ['platform'], limit: 2 })
  expect(rows).toEqual([
    { other: false, platform: 'slack', value: 6 },
    { other: false, platform: 'msteams', value: 3 },
    { other: true, platform: null, value: 3 },
  ])
  // Without a limit there are no others.
  expect(
    (await ask('active_users', { by: ['platform'], order: 'least' })).rows.map(row => row.value),
  ).toEqual([1, 2, 3, 6])
  const byName = await ask('active_users', { by: ['platform'], order: 'name', limit: 1 })
  expect(byName.rows.map(row => row.platform)).toEqual(['mail', null])
})

test('the same parts are kept in each part of time, and in the period before', async () => {
  const { rows } = await ask(
    'interactions',
    { by: ['platform'], limit: 1, grain: 'month', from: '2026-07-01', order: 'size' },
    {},
  )
  expect(rows.map(row => [row.period, row.platform, row.value])).toEqual([
    ['2026-07-01', 'slack', 3],
    ['2026-07-01', null, 3],
    ['2026-08-01', 'slack', 12],
    ['2026-08-01', null, 12],
  ])
  const compared = await ask('interactions', { by: ['platform'], limit: 1 }, { compare: true })
  expect(compared.rows.map(row => [row.value, row.previous, row.standard_error])).toEqual([
    [12, 3, Math.sqrt(15)],
    [12, 3, Math.sqrt(15)],
  ])
})

test('a part about few people is among the others', async () => {
  const { rows } = await ask(
    'active_users',
    { by: ['platform', 'department'], limit: 3 },
    { minimumGroup: 3 },
  )
  expect(rows.map(row => [row.platform, row.value])).toEqual([
    ['slack', 6],
    ['msteams', 3],
    [null, 3],
  ])
})

test('a limit or an order that cannot be is refused', async () => {
  await expect(ask('active_users', { limit: 2 })).rejects.toThrow('it is not cut into parts: say by what')
  await expect(ask('active_users', { by: ['platform'], limit: 0 })).rejects.toThrow('limit is 0; it must be')
  await expect(ask('active_users', { by: ['platform'], order: 'up' as 'name' })).rejects.toThrow(
    '"up" is not an order; there are value, least, size, name.',
  )
})

test('the company’s own attributes cut and filter, and tell of no few people', async () => {
  const name = 'attribute.cost_centre_(€)'
  expect(await peopleAttributes(store.engine)).toEqual([{ name: 'cost_centre_(€)', people: 12, values: 2 }])
  expect((await ask('active_users', { by: [name] })).rows).toEqual([
    { [name]: '4711', value: 6 },
    { [name]: 'r&d', value: 6 },
  ])
  expect((await ask('active_users', { by: [name], grain: 'month', limit: 1 })).rows).toEqual([
    { period: '2026-08-01', other: false, [name]: '4711', value: 6 },
    { period: '2026-08-01', other: true, [name]: null, value: 6 },
  ])
  const filtered = await ask('active_users', { where: { [name]: ['r&d'] } })
  expect(filtered.rows).toEqual([{ value: 6 }])
  const few = await ask('active_users', { where: { [name]: ['r&d'] } }, { minimumGroup: 7 })
  expect(few.rows).toEqual([{ value: null, withheld: true }])
  await expect(ask('active_users', { by: ['attribute.team'] })).rejects.toThrow(
    'Nobody has the attribute "team"; people have cost_centre_(€).',
  )
  await expect(ask('active_users', { by: ['attribute.a`b'] })).rejects.toThrow('cannot be cut by')
  await expect(ask('records', { by: [name] })).rejects.toThrow('cannot be cut by')
})

test('values are left out, and what they do not name counts, no value too', async () => {
  const count = async (where: Question['where']) =>
    (await ask('interactions', where ? { where } : {})).rows[0]!.value!
  const all = await count({})
  expect(await count({ platform: { not: ['slack'] } })).toBe(all - (await count({ platform: ['slack'] })))
  expect(await count({ platform: { not: ['slack', 'web', "it's"] } })).toBe(
    await count({ platform: ['msteams', 'mail'] }),
  )
  // Nobody has a country: leaving one out leaves everybody, leaving out no value leaves nobody.
  expect(await count({ country: { not: ['CH'] } })).toBe(all)
  expect(await count({ country: { not: ['none'] } })).toBeNull()
  // All are of one department.
  const others = await ask('active_users', { where: { department: { not: ['IT'] } } })
  expect(others.rows).toEqual([{ value: null, withheld: true }])
})

test('a metric takes of a set of filters what it can, and says what it cannot', () => {
  const where = { platform: { not: ['slack'] }, plugin: ['x'], department: ['IT'], 'attribute.team': ['a'] }
  expect(applicable(metric('active_users'), where)).toEqual({
    applied: { platform: { not: ['slack'] }, department: ['IT'], 'attribute.team': ['a'] },
    ignored: ['plugin'],
  })
  expect(applicable(metric('records'), where).ignored).toEqual(Object.keys(where))
})

test('differences of counts and shares have a standard error', () => {
  expect(standardError('count', { value: 120 }, { value: 105 })).toBe(15)
  expect(standardError('count', { value: 9 }, undefined)).toBe(3)
  const half = { value: 0.5, numerator: 199, denominator: 398 }
  expect(standardError('share', half, half)).toBeCloseTo(0.5 * Math.sqrt(2 / 398), 12)
  const all = { value: 1, numerator: 8, denominator: 8 }
  expect(standardError('share', all, all)).toBeGreaterThan(0)
  expect(standardError('share', half, undefined)).toBeNull()
  expect(standardError('seconds', { value: 1 }, { value: 2 })).toBeNull()
})
