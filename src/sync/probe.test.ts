import { afterAll, beforeAll, expect, test } from 'vitest'
import { store, TestStores } from '../../test/support/data-api.ts'
import { serveFaulty } from '../../test/support/faulty-api.ts'
import { recordsNumbered } from '../../test/support/records.ts'
import { testClock } from '../../test/support/sync-runs.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import type { Engine } from '../store/engine.ts'
import { type Probe, probeSource } from './probe.ts'
import { SourceClient } from './source-client.ts'

const stores = new TestStores()
let engine: Engine

beforeAll(async () => {
  engine = await stores.open()
  await store(engine, 'conversations', recordsNumbered('conversations', 50))
})
afterAll(() => stores.close())

async function probeUnder(fault: string): Promise<Probe> {
  const api = await serveFaulty(engine, `{ seed: 1, faults: [${fault}] }`)
  const client = new SourceClient({
    url: `${api.address}/export/v1/records`,
    credential: { kind: 'key', key: api.key },
    clock: { ...testClock(), now: () => api.source.clock.now() },
    attempts: 2,
  })
  afterThisTest(() => client.close())
  return probeSource(client)
}

test('the size of pages is found out, and how far back records reach', async () => {
  const probe = await probeUnder('{ fault: page-size, size: 20 }')
  expect(probe).toMatchObject({ ok: true, counting: 'path', clockAheadSeconds: 0, historyDays: 17 })
  expect(probe.entities.find(({ entity }) => entity === 'conversations')).toMatchObject({
    records: 50,
    pageSize: 20,
  })
  expect(probe.advice).toEqual([expect.stringContaining('The source shows 17 days')])
})

test('a source without /$count is asked by $count=true, and one without either is read twice', async () => {
  const missing = '{ fault: wrong-count, form: missing }'
  expect(await probeUnder(missing)).toMatchObject({ ok: true, counting: 'page' })
  const without = await probeUnder(`${missing}, { fault: count-ignored }`)
  expect(without).toMatchObject({ ok: true, counting: 'none' })
  expect(without.advice).toContainEqual(
    expect.stringContaining('The source cannot count. Everything is read twice'),
  )
})

test('a clock that is off is told, in seconds', async () => {
  const probe = await probeUnder('{ fault: clock-skew, by: 7m }')
  expect(probe.clockAheadSeconds).toBe(420)
  expect(probe.advice[0]).toMatch(/^The source’s clock is 420 s ahead of this machine’s/)
})

test('a scope that is missing is one collection’s problem', async () => {
  const probe = await probeUnder('{ fault: forbidden-entity, entities: [users] }')
  expect(probe.ok).toBe(false)
  expect(probe.entities.filter(({ problem }) => problem !== null).map(({ entity }) => entity)).toEqual([
    'users',
  ])
})
