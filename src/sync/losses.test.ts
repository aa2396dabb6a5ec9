import { beforeEach, expect, test } from 'vitest'
import { serveDataApi, store } from '../../test/support/data-api.ts'
import type { FaultProxy } from '../../test/support/fault-proxy.ts'
import { record } from '../../test/support/records.ts'
import { SyncRuns } from '../../test/support/sync-runs.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { engineUpTo } from '../faults/horizon.ts'
import { conditionsOf } from './conditions.ts'
import { readLedger } from './ledger.ts'
import { joinLosses } from './losses.ts'

const DAY = 24 * 3600 * 1000
const BEGUN = Math.floor(Date.now() / 1000) * 1000
const at = (daysAgo: number): string => new Date(BEGUN - daysAgo * DAY).toISOString()

const runs = new SyncRuns()
/** The source shows the last thirty days, by its clock: at the beginning one record of each. */
let proxy: FaultProxy
let key: string
/** How many days went by since the beginning. */
let passed: number

beforeEach(async () => {
  const source = await runs.stores.open()
  for (const name of ['conversations', 'users'] as const)
    await store(
      source,
      name,
      Array.from({ length: 40 }, (_, n) => record(name, `r${n}`, { last_updated_time: at(n + 0.5) })),
    )
  passed = 0
  const now = (): number => BEGUN + passed * DAY
  const api = await serveDataApi(engineUpTo(source, () => [{ entities: undefined, from: now() - 30 * DAY }]))
  afterThisTest(() => api.close())
  proxy = await runs.proxied(api)
  proxy.now = now
  key = api.key
})

const run = (): ReturnType<typeof runs.run> => runs.run(proxy, ['conversations', 'users'], { key })
const refused = (text: string): { readonly status: number } | undefined =>
  text.includes('/conversations') ? { status: 403 } : undefined

test('what the horizon swallowed between a run that failed and the next is said once, and kept in the ledger', async () => {
  proxy.fault = ({ kind, text }) => (kind === 'page' ? refused(text) : undefined)
  expect(await run()).toMatchObject({ state: 'incomplete', losses: {} })
  proxy.fault = () => undefined
  passed = 10
  const report = await run()
  const loss = { since: at(29.5), until: at(19.5) }
  expect(report).toMatchObject({ state: 'incomplete', failures: {}, losses: { conversations: loss } })
  expect(report.losses.users).toBeUndefined()
  expect(report.entities.conversations).toMatchObject({ new: 20 })
  expect(conditionsOf(report)).toMatchObject([{ entity: 'conversations', kind: 'loss' }])
  expect(await run()).toMatchObject({ state: 'complete', losses: {} })
  const lost = Object.fromEntries((await readLedger(runs.target)).map(entry => [entry.entity, entry.lost]))
  expect(lost).toEqual({ conversations: [loss], users: [] })
})

test('a collection that did not even answer is taken to have had what the others showed', async () => {
  proxy.fault = ({ text }) => refused(text)
  await run()
  proxy.fault = () => undefined
  passed = 10
  expect((await run()).losses).toEqual({ conversations: { since: at(29.5), until: at(19.5) } })
})

test('what it swallows while it is read is said, too', async () => {
  proxy.fault = ({ kind, text }) => {
    if (kind === 'page' && text.includes('/conversations')) passed = 5
    return undefined
  }
  const report = await run()
  expect(report.losses.conversations).toEqual({ since: at(29.5), until: at(24.5) })
  expect(report).toMatchObject({ state: 'incomplete', failures: {} })
})

test('a horizon that passes over what was read, or over what never was there, loses nothing', async () => {
  await run()
  for (passed of [10, 27.2]) expect(await run()).toMatchObject({ state: 'complete', losses: {} })
})

test('losses that overlap are one', () => {
  const stretches = [
    { since: '2026-07-03', until: '2026-07-05' },
    { since: '2026-07-01', until: '2026-07-02' },
    { since: '2026-07-04', until: '2026-07-09' },
  ]
  expect(joinLosses(stretches)).toEqual([
    { since: '2026-07-01', until: '2026-07-02' },
    { since: '2026-07-03', until: '2026-07-09' },
  ])
})
