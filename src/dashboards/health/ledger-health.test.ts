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

/** Of a store in which there is nothing else to say anything of. */
const EMPTY = {
  database: '',
  holdings: [],
  days: [],
  refusals: [],
  orphans: [],
  drift: [],
  facts: { conversations: 0, turns: 0, calls: 0, refreshed: null, records_since: 0, seconds: 0 },
  people: { active: 0, with_record: 0, with_department: 0, imported: null },
}

/** What each place that shows what is wrong has to say of a source. */
async function shown(url: string) {
  const sources = await readSources(engine, now)
  const own = sources.find(({ source }) => source === url)!
  const known = { ...EMPTY, sources: [own] }
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

test('what fell behind the horizon unread is said, and stays', async () => {
  const lost = { since: '2026-07-01T08:00:00.000Z', until: '2026-07-02T00:00:00.000Z' }
  const nothing = { windows: 0, complete: 0, now: null, oldest: null, unread: null, failure: null }
  const run = { id: 'lost', source: UNNAMED, cause: 'command', started: now - 9e8, ended: now - 8e8 } as const
  await saveRun(engine, { ...run, state: 'incomplete', entities: { users: { ...nothing, lost } } })
  const sources = (await readSources(engine, now)).filter(({ source }) => source === UNNAMED)
  expect(sources[0]!.entities.map(({ entity, lost: all }) => [entity, all])).toContainEqual(['users', [lost]])
  const sentences = findingsOn({ ...EMPTY, sources }, now).map(({ sentence }) => sentence)
  expect(sentences).toContain(
    `users of ${UNNAMED} from 2026-07-01 08:00 to 2026-07-02 00:00 (UTC) fell behind the source’s horizon before all of them were read.`,
  )
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
