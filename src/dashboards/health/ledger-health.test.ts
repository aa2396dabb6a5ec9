import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import type { Engine } from '../../store/engine.ts'
import { readAlarms, reconcile } from '../../sync/alarms.ts'
import { claimSource } from '../../sync/lease.ts'
import { saveRun } from '../../sync/runs.ts'
import { listSources, removeAddress, removeSource, saveSource } from '../../sync/sources.ts'
import { addSyncMetrics } from '../../sync/sync-telemetry.ts'
import { newWindow, saveWindows } from '../../sync/windows.ts'
import { storeSummary } from '../store-summary.ts'
import { findingsOn } from './findings.ts'
import { readSources } from './ledger-health.ts'

const NAMED = 'https://named.example.com/export/v1/records'
const UNNAMED = 'https://unnamed.example.com/export/v1/records'
const LAG = 'debrief_sync_lag_seconds'
const UNTIL = 'debrief_sync_complete_until_timestamp_seconds'
const STORED = 'debrief_sync_records_stored_total'
const TOTALS = [STORED, STORED, 'debrief_sync_runs_total']
const now = Date.now()
const stores = new TestStores()
afterAll(() => stores.close())

let engine: Engine
/** A source with a window that is being read by a run that was killed, and an alarm that nobody was told of yet. */
async function cutOff(url: string): Promise<void> {
  const planned = { source: url, entity: 'users', id: url, run: url, counted: 5 }
  const window = {
    ...planned,
    since: now - 9e9,
    until: now - 8e9,
    started: new Date(now - 9e7).toISOString(),
  }
  const read = {
    ...newWindow({ ...window, entity: 'conversations', id: `${url}#` }),
    state: 'complete' as const,
  }
  await saveWindows(engine, [newWindow(window), read], now)
  const run = {
    id: url,
    source: url,
    cause: 'command',
    started: now - 9e7,
    ended: null,
    entities: {},
  } as const
  await saveRun(engine, { ...run, state: 'running' })
  const behind = { entity: 'users', kind: 'lag', subject: '', text: 'more than 36 hours behind' } as const
  await reconcile(engine, url, () => true, [behind], ['mail'], now)
}

beforeAll(async () => {
  engine = await stores.open()
  const credential = { kind: 'key', key: { env: 'KEY' } } as const
  await saveSource(engine, { name: 'company', url: NAMED, credential, settings: {} })
  await saveSource(engine, { name: 'alias', url: NAMED, credential, settings: {} })
  for (const url of [NAMED, UNNAMED]) await cutOff(url)
})

/** What each place that shows what is wrong has to say of a source. */
async function shown(url: string) {
  const sources = await readSources(engine, now)
  const own = sources.find(({ source }) => source === url)!
  const nothing = { holdings: [], days: [], refusals: [], orphans: [], drift: [] }
  const facts = { conversations: 0, turns: 0, calls: 0, refreshed: null, records_since: 0, seconds: 0 }
  const people = { active: 0, with_record: 0, with_department: 0, imported: null }
  const known = { database: '', sources: [own], ...nothing, facts, people }
  const registry = new Registry()
  addSyncMetrics(registry, engine, async () => source => source)
  return {
    alarms: (await readAlarms(engine, url)).length,
    runs: own.runs.map(({ state }) => state),
    state: own.entities.find(({ entity }) => entity === 'users')!.state,
    findings: findingsOn(known, now).filter(({ section, level }) => section === 'sources' && level === 'bad')
      .length,
    metrics: [...(await registry.metrics()).matchAll(/^(.*)\{source="(.*?)".*\}/gm)].flatMap(
      ([, name, source]) => (source === url ? [name] : []),
    ),
  }
}

test('a run that was killed is told as interrupted, on the page and in the metrics', async () => {
  expect(await shown(NAMED)).toMatchObject({
    alarms: 1,
    runs: ['interrupted'],
    state: 'behind',
    metrics: [LAG, UNTIL, ...TOTALS],
  })
  expect((await storeSummary(engine, 'test')).sync.state).toBe('interrupted')
  const lease = await claimSource(engine, NAMED, NAMED)
  expect((await shown(NAMED)).runs).toEqual(['running'])
  expect((await storeSummary(engine, 'test')).sync.state).toBe('running')
  await lease.release()
})

test('of a source that was removed nothing is wrong any longer, until it is synced again', async () => {
  await removeSource(engine, 'alias')
  expect((await shown(NAMED)).alarms).toBe(1)
  const { alarms, state, findings } = await shown(NAMED)
  expect({ alarms, state }).toEqual({ alarms: 1, state: 'behind' })
  await removeSource(engine, 'company')
  expect(await listSources(engine)).toEqual([])
  expect(await shown(NAMED)).toMatchObject({
    alarms: 0,
    state: 'removed',
    findings: findings - 1,
    metrics: TOTALS,
  })
  expect(await shown(UNNAMED)).toMatchObject({ alarms: 1, state: 'behind' })

  await removeAddress(engine, UNNAMED)
  expect(await shown(UNNAMED)).toMatchObject({ alarms: 0, state: 'removed' })
  expect((await storeSummary(engine, 'test')).sync.state).toBe('never')
  await (await claimSource(engine, UNNAMED, 'again')).release()
  expect((await shown(UNNAMED)).state).toBe('behind')
})

test('what a file still knows is wrong there still', async () => {
  const credential = { kind: 'key', key: { env: 'KEY' } } as const
  const url = 'https://moved.example.com/export/v1/records'
  await saveSource(engine, { name: 'moved', url, credential, settings: {} })
  await cutOff(url)
  await removeSource(engine, 'moved', [url])
  expect(await shown(url)).toMatchObject({ alarms: 1, state: 'behind' })
})
