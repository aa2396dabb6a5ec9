import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults } from '../src/faults/index.ts'
import type { Engine } from '../src/store/engine.ts'
import { rows } from '../src/store/engine.ts'
import { verify } from '../src/verify/verify.ts'
import { store, type TestRecord, TestStores } from './support/data-api.ts'
import { type FaultyApi, serveFaulty } from './support/faulty-api.ts'
import { record } from './support/records.ts'

/** Each fault of the data alone: what a source shows as its clock goes on. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const DAYS = 40
const A_DAY = 10
/** Loads of forty days, from the first of July on, each at six in the morning; every record a second after the one before. */
const FIRST = Date.parse('2026-07-01T06:00:00Z')
/** Twenty loads are there when the clock begins. */
const START = '2026-07-20T12:00:00Z'
const startsAt = Date.parse(START)

const stampOf = (n: number): string =>
  new Date(FIRST + Math.floor(n / A_DAY) * DAY + (n % A_DAY) * 1000).toISOString()
const idOf = (n: number): string => `c${String(n).padStart(5, '0')}`

const stores = new TestStores()
let truth: Engine
let shown: Engine

beforeAll(async () => {
  truth = await stores.open()
  shown = await stores.open()
  for (const entity of ['conversations', 'interactions'] as const)
    await store(
      truth,
      entity,
      Array.from({ length: DAYS * A_DAY }, (_, n) =>
        record(entity, idOf(n), { last_updated_time: stampOf(n) }),
      ),
    )
})
afterAll(() => stores.close())

const serve = (fault: string, clock = ''): Promise<FaultyApi> =>
  serveFaulty(truth, `{ seed: 3, clock: { start: '${START}' ${clock} }, faults: [${fault}] }`, shown)

/** What the API gives of a collection now, by id. */
async function seen(api: FaultyApi, entity = 'conversations'): Promise<Map<string, TestRecord>> {
  const { json } = await api.get(`${entity}?$orderby=id`)
  return new Map((json as { value: TestRecord[] }).value.map(one => [one.id, one]))
}

const numbers = (records: ReadonlyMap<string, unknown>): number[] =>
  [...records.keys()].map(id => Number(id.slice(1)))

describe('a source shows', () => {
  test('each load when it is due, and in the end everything', async () => {
    const api = await serve('')
    expect(numbers(await seen(api))).toEqual(Array.from({ length: 20 * A_DAY }, (_, n) => n))
    await api.source.advance(DAY - 6 * HOUR + 4_000)
    expect((await seen(api)).size).toBe(21 * A_DAY - 5)
    expect(api.source.state()).toMatchObject({
      clock: '2026-07-21T06:00:04.000Z',
      next: '2026-07-21T06:00:05.000Z',
    })
    expect(await verify({ source: truth, store: shown, examples: 1 })).toMatchObject({ equal: false })
    await api.source.advanceToEnd()
    expect(api.source.state().next).toBeNull()
    expect(await verify({ source: truth, store: shown })).toMatchObject({ equal: true })
  })

  test('more with every request, when requests take time', async () => {
    const api = await serve('', ', request: 1d')
    expect((await seen(api)).size).toBe(21 * A_DAY)
    expect((await seen(api)).size).toBe(22 * A_DAY)
  })

  test('what is due when its clock begins a day before the newest record', async () => {
    const api = await serveFaulty(truth, '{ clock: { start: -1d } }', shown)
    expect((await seen(api)).size).toBe((DAYS - 1) * A_DAY)
  })
})

const tested = new Set<string>()
/** A test of the fault that the plan names first. */
const fault = (plan: string, sees: (api: FaultyApi) => Promise<void>): void => {
  tested.add(/fault: ([a-z-]+)/.exec(plan)![1]!)
  test(plan, async () => sees(await serve(`{ ${plan} }`)))
}

describe('a client sees', () => {
  fault('fault: late-rows, share: 0.5, time: 10h', async api => {
    await api.source.advance(10 * DAY - 6 * HOUR + 10_000)
    const early = await seen(api)
    expect(early.size).toBeGreaterThan(29 * A_DAY)
    expect(early.size).toBeLessThan(30 * A_DAY)
    await api.source.advance(10 * HOUR)
    const late = await seen(api)
    expect(late.size).toBe(30 * A_DAY)
    for (const [id, one] of late) expect(one.last_updated_time).toBe(stampOf(Number(id.slice(1))))
  })

  fault('fault: held-back-days, share: 0.3, time: 12d', async api => {
    await api.source.advance(10 * DAY)
    const present = new Set(numbers(await seen(api)).map(n => Math.floor(n / A_DAY)))
    const held = Array.from({ length: 30 }, (_, day) => day).filter(day => !present.has(day))
    expect(held.length).toBeGreaterThan(0)
    expect(held.length).toBeLessThan(10)
    await api.source.advance(12 * DAY)
    const later = await seen(api)
    for (const day of held) {
      const first = later.get(idOf(day * A_DAY))!
      expect(first.last_updated_time).toBe(new Date(FIRST + (day + 12) * DAY).toISOString())
    }
  })

  fault('fault: held-back-days, share: 1, restamp: false', async api => {
    expect((await seen(api)).size).toBe(17 * A_DAY)
    await api.source.advance(3 * DAY)
    expect((await seen(api)).get(idOf(199))!.last_updated_time).toBe(stampOf(199))
  })

  fault('fault: staggered-entities, span: 20h', async api => {
    await api.source.advance(DAY - 6 * HOUR + 10_000)
    const sizes = new Set<number>()
    for (let hour = 0; hour < 20; hour += 4) {
      const conversations = (await seen(api)).size
      sizes.add((await seen(api, 'interactions')).size - conversations)
      await api.source.advance(4 * HOUR)
    }
    // At some hours a collection is a load behind another.
    expect([...sizes].some(difference => difference !== 0)).toBe(true)
    await api.source.advance(40 * DAY)
    for (const entity of ['conversations', 'interactions'])
      expect((await seen(api, entity)).size).toBe(DAYS * A_DAY)
  })

  fault('fault: batch-stamps', async api => {
    const stamps = new Set([...(await seen(api)).values()].map(one => one.last_updated_time))
    expect(stamps.size).toBe(19)
    expect(stamps).toContain('2026-07-19T23:59:59.999Z')
    expect((await seen(api)).size).toBe(19 * A_DAY)
  })

  fault('fault: changing-rows, share: 0.5, time: 20h', async api => {
    await api.source.advance(10 * DAY - 6 * HOUR + 10_000)
    const before = await seen(api)
    expect(before.size).toBe(30 * A_DAY)
    const unknown = [...before.values()].filter(one => one.primary_domain === null)
    expect(unknown.length).toBeGreaterThan(1)
    expect(unknown.length).toBeLessThan(A_DAY)
    await api.source.advance(20 * HOUR)
    const after = await seen(api)
    expect(after.size).toBe(30 * A_DAY)
    for (const { id, last_updated_time } of unknown) {
      const changed = after.get(id)!
      expect(changed.primary_domain).toBe('IT')
      expect(String(changed.last_updated_time) > String(last_updated_time)).toBe(true)
    }
  })

  fault('fault: changing-rows, share: 1, restamp: false', async api => {
    await api.source.advance(60 * DAY)
    for (const [id, one] of await seen(api))
      expect([one.primary_domain, one.last_updated_time]).toEqual(['IT', stampOf(Number(id.slice(1)))])
  })

  fault('fault: vanishing-rows, share: 0.2, time: 5d', async api => {
    await api.source.advance(60 * DAY)
    const left = (await seen(api)).size
    expect(left).toBeGreaterThan(280)
    expect(left).toBeLessThan(360)
    const [deleted] = await rows<{ ids: number }>(shown, {
      sql: `SELECT uniqExact(id) AS ids FROM tombstones WHERE entity = 'conversations'`,
    })
    expect(left + deleted!.ids).toBe(DAYS * A_DAY)
  })

  fault('fault: moving-horizon, days: 5d', async api => {
    expect(Math.min(...numbers(await seen(api)))).toBe(15 * A_DAY)
    expect((await api.get('conversations/$count')).text).toBe(String(5 * A_DAY))
    await api.source.advance(DAY)
    expect(Math.min(...numbers(await seen(api)))).toBe(16 * A_DAY)
    expect((await api.get(`conversations('${idOf(15 * A_DAY)}')`)).status).toBe(404)
    // What was shown once is part of what a copy should have; what never was is not.
    const [has] = await rows<{ first: string }>(shown, {
      sql: 'SELECT min(id) AS first FROM conversations FINAL',
    })
    expect(has!.first).toBe(idOf(15 * A_DAY))
  })

  fault('fault: new-attributes, since: 2d, name: mood, value: fine', async api => {
    await api.source.advance(10 * DAY)
    for (const [id, one] of await seen(api))
      expect(one.mood).toBe(
        Date.parse(stampOf(Number(id.slice(1)))) >= startsAt + 2 * DAY ? 'fine' : undefined,
      )
  })

  fault('fault: new-types, since: 2d, share: 1', async api => {
    await api.source.advance(10 * DAY)
    const isNew = (id: string): boolean => Date.parse(stampOf(Number(id.slice(1)))) >= startsAt + 2 * DAY
    for (const [id, one] of await seen(api)) expect(one.route).toBe(isNew(id) ? 'Voice' : 'DM')
    for (const [id, one] of await seen(api, 'interactions'))
      expect(one.type).toBe(isNew(id) ? 'INTERACTION_TYPE_VOICE_NOTE' : 'INTERACTION_TYPE_FREE_TEXT')
  })

  test('nothing of a fault in other collections than it is meant for', async () => {
    const api = await serve('{ fault: held-back-days, share: 1, entities: [interactions] }')
    expect((await seen(api, 'interactions')).size).toBe(17 * A_DAY)
    expect((await seen(api)).size).toBe(20 * A_DAY)
  })

  test('every fault of the data', () => {
    const known = faults.filter(({ layer }) => layer === 'data').map(({ name }) => name)
    expect([...tested].sort()).toEqual(known.sort())
  })
})

test('faults of the data go together, and one seed gives one history', async () => {
  const all = faults.filter(({ layer, name }) => layer === 'data' && name !== 'moving-horizon')
  const plan = all.map(({ name }) => `{ fault: ${name} }`).join()
  const histories: string[][] = []
  for (let run = 0; run < 2; run++) {
    const api = await serve(plan)
    const history: string[] = []
    for (let day = 0; day < 30; day += 15) {
      history.push(JSON.stringify([...(await seen(api)).values()]))
      await api.source.advance(15 * DAY)
    }
    histories.push(history)
  }
  expect(histories[1]).toEqual(histories[0])
  expect(new Set(histories[0]).size).toBe(histories[0]!.length)
})
