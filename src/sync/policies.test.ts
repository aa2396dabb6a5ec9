import { expect, test } from 'vitest'
import type { FaultProxy } from '../../test/support/fault-proxy.ts'
import { SyncRuns } from '../../test/support/sync-runs.ts'
import { rows } from '../store/engine.ts'
import { listDrift } from './drift.ts'
import { policiesOf } from './policies.ts'
import { readRuns } from './runs.ts'

/** Records in a form that nobody documented. */

const runs = new SyncRuns()

/** From the fifth page on: two have an unknown attribute, one an unknown value, and one cannot be stored. */
async function changedSource(): Promise<FaultProxy> {
  const proxy = await runs.proxied()
  proxy.fault = () => ({
    rewrite: body =>
      body
        .replace(/("id":"c0004[12]")/g, '"mood":"fine",$1')
        .replace(/"route":"DM"([^{}]*"id":"c00043")/, '"route":"Carrier Pigeon"$1')
        .replace('"id":"c00044"', '"id":44'),
  })
  return proxy
}
const BATCH = { batchRecords: 20 }

test('are kept and counted under accept, and nothing is said', async () => {
  const report = await runs.run(await changedSource(), ['conversations'], {
    ...BATCH,
    policies: policiesOf('accept'),
  })
  expect(report).toMatchObject({
    state: 'complete',
    losses: {},
    changes: {},
    entities: { conversations: { new: 94, refused: 1 } },
  })
  const drift = (await listDrift(runs.target)).sort((a, b) => (a.attribute < b.attribute ? -1 : 1))
  expect(drift).toMatchObject(
    [
      { entity: 'conversations', attribute: 'mood', value: null, records: 2, example: /"mood":"fine"/ },
      { entity: 'conversations', attribute: 'route', value: 'Carrier Pigeon', records: 1 },
    ].map(one => ({ ...one, example: expect.stringContaining('"id":"c0004') })),
  )
})

test('are told under warn, which is the default, and once', async () => {
  const proxy = await changedSource()
  const report = await runs.run(proxy, ['conversations'], BATCH)
  expect(report).toMatchObject({ state: 'complete', entities: { conversations: { new: 94, refused: 1 } } })
  expect(report.changes.conversations).toEqual([
    { kind: 'attributes', subject: 'mood', records: 2 },
    { kind: 'values', subject: 'route = Carrier Pigeon', records: 1 },
    { kind: 'refused', subject: 'id is not text', records: 1 },
  ])
  expect((await readRuns(runs.target, 1))[0]?.entities.conversations).toMatchObject({
    changes: report.changes.conversations,
    counts: { new: 94 },
  })
  expect((await runs.run(proxy, ['conversations'], { ...BATCH, full: true })).changes).toEqual({})
})

test('end the entity under stop, before they are stored; the others go on', async () => {
  const proxy = await changedSource()
  const policies = { ...policiesOf('stop'), users: policiesOf('warn').users! }
  const report = await runs.run(proxy, ['users', 'conversations'], { ...BATCH, policies })
  expect(report).toMatchObject({ state: 'stopped', entities: { users: { new: 95 } } })
  expect(report.failures.conversations).toMatch(
    /^Stopped by policy: 2 records of conversations have an attribute nobody documented, mood\. Nothing/,
  )
  const [window] = (await runs.windows()).filter(({ entity }) => entity === 'conversations')
  expect(window).toMatchObject({
    state: 'failed',
    new: 40,
    reason: expect.stringContaining('Stopped by policy'),
  })
  // Nor was anything that came after them.
  expect(await rows(runs.target, { sql: 'SELECT max(id) AS last FROM conversations' })).toEqual([
    { last: 'c00039' },
  ])
  expect(await listDrift(runs.target)).toEqual([])
  expect((await readRuns(runs.target, 1))[0]?.state).toBe('stopped')
  // Still so, until somebody says otherwise; what was accepted once is known.
  expect(await runs.run(proxy, ['conversations'], { ...BATCH, policies })).toMatchObject({ state: 'stopped' })
  const accepted = await runs.run(proxy, ['conversations'], { ...BATCH, policies: policiesOf('accept') })
  expect(accepted).toMatchObject({ state: 'complete', entities: { conversations: { new: 54, refused: 1 } } })
  const again = await runs.run(proxy, ['conversations'], { ...BATCH, policies, full: true })
  expect(again).toMatchObject({ state: 'complete' })
})
