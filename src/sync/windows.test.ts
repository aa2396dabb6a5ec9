import { beforeEach, describe, expect, test, vi } from 'vitest'
import { serveDataApi, store, type TestApi } from '../../test/support/data-api.ts'
import { record } from '../../test/support/records.ts'
import { pagesOf, SyncRuns } from '../../test/support/sync-runs.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { findEntity } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'
import { claimSource } from './lease.ts'
import { gapsIn, halvesOf } from './range.ts'
import { SourceClient } from './source-client.ts'
import { planSync } from './sync.ts'

const DAY = 24 * 3600 * 1000
const runs = new SyncRuns()

describe('ranges', () => {
  test('what is not covered is a gap, wherever it lies', () => {
    const covered = [
      { since: 40, until: 60 },
      { since: 10, until: 20 },
      { since: 15, until: 30 },
    ]
    expect(gapsIn({ since: 0, until: 100 }, covered)).toEqual([
      { since: 0, until: 10 },
      { since: 30, until: 40 },
      { since: 60, until: 100 },
    ])
    expect(gapsIn({ since: 12, until: 25 }, covered)).toEqual([])
    const open = { since: Number.NEGATIVE_INFINITY, until: 50 }
    expect(gapsIn(open, [{ since: 0, until: 50 }])).toEqual([{ since: Number.NEGATIVE_INFINITY, until: 0 }])
  })

  test('halves meet at a whole second, and cover the same', () => {
    expect(halvesOf({ since: 0, until: 5_500 }, 0)).toEqual([
      { since: 0, until: 3_000 },
      { since: 3_000, until: 5_500 },
    ])
    const endless = { since: Number.NEGATIVE_INFINITY, until: 10_000 }
    expect(halvesOf(endless, 4_000)?.[0]).toEqual({ since: Number.NEGATIVE_INFINITY, until: 7_000 })
    expect(halvesOf({ since: 1_000, until: 2_000 }, 0)).toBeUndefined()
    expect(halvesOf(endless, 10_000)).toBeUndefined()
  })
})

describe('windows', () => {
  let api: TestApi
  const ofDay = (day: number) =>
    record('conversations', `c${day}`, {
      last_updated_time: new Date(Date.now() - day * DAY).toISOString(),
    })
  beforeEach(async () => {
    const source = await runs.stores.open()
    await store(
      source,
      'conversations',
      Array.from({ length: 60 }, (_, day) => ofDay(day + 1)),
    )
    api = await serveDataApi(source)
    afterThisTest(() => api.close())
  })
  const run = async (options: Parameters<typeof runs.run>[2] = {}) =>
    runs.run(await runs.proxied(api), ['conversations'], { key: api.key, audit: false, ...options })

  test('are cut until few enough records are in each, and cover everything once', async () => {
    const report = await run({ windowRecords: 10 })
    expect(report.entities.conversations).toMatchObject({ read: 60, new: 60 })
    const windows = (await runs.windows()).sort((a, b) => String(a.until).localeCompare(String(b.until)))
    expect(windows.length).toBeGreaterThan(5)
    expect(windows[0]?.since).toBeNull()
    windows.slice(1).forEach((window, i) => {
      expect(window.since).toBe(windows[i]!.until)
      expect(Number(window.ids)).toBeLessThanOrEqual(10)
    })
  })

  test('are read the most urgent first, then the newest', async () => {
    const proxy = await runs.proxied(api)
    await runs.run(proxy, ['conversations'], {
      key: api.key,
      audit: false,
      windowRecords: 10,
      parallelWindows: 1,
    })
    const firsts = pagesOf(proxy).filter(({ text }) => !text.includes('$skiptoken'))
    expect(firsts[0]?.text).not.toContain(' ge ')
    const ends = firsts.map(({ text }) => /lt '([^']+)'/.exec(text)![1]!)
    expect(ends.slice(1)).toEqual([...ends.slice(1)].sort().reverse())
  })

  test('of another address are another source’s', async () => {
    await run()
    const client = new SourceClient({
      url: `${api.address}/export/v1/records`,
      credential: { kind: 'key', key: api.key },
    })
    afterThisTest(() => client.close())
    const conversations = findEntity('conversations')!
    const planned = await planSync({ engine: runs.target, client, entities: [conversations], settleMs: 0 })
    expect(planned).toMatchObject([{ since: null, records: 60, state: 'new' }])
  })

  test('that were never read are caught up without being told', async () => {
    const proxy = await runs.proxied(api)
    const key = { key: api.key, audit: false }
    const now = Date.now()
    await runs.run(proxy, ['conversations'], { ...key, range: { since: now - 10 * DAY } })
    await runs.run(proxy, ['conversations'], {
      ...key,
      range: { since: now - 30.5 * DAY, until: now - 20.5 * DAY },
    })
    const caughtUp = await runs.run(proxy, ['conversations'], key)
    expect(caughtUp).toMatchObject({ state: 'complete', entities: { conversations: { new: 41 } } })
    const again = await runs.run(proxy, ['conversations'], key)
    expect(again.entities.conversations).toMatchObject({ new: 0, changed: 0 })
    expect(again.entities.conversations!.read).toBeLessThan(4)
  })
})

describe('one source', () => {
  test('is synced by one run at a time, and the other says whose it is', async () => {
    const proxy = await runs.proxied()
    const lease = await claimSource(runs.target, proxy.url, 'other')
    await expect(runs.run(proxy)).rejects.toThrow(
      new RegExp(`is being synced by another run \\(process ${process.pid} on .*Wait until it has ended`),
    )
    await lease.release()
    expect(await runs.run(proxy)).toMatchObject({ state: 'complete' })
  })

  test('is not held up by a process that was killed', async () => {
    const proxy = await runs.proxied()
    await claimSource(runs.target, proxy.url, 'killed')
    // No process has this number: it is above the highest that Linux gives.
    await runs.target.run({
      sql: `INSERT INTO sync_leases SELECT source, run_id, host, 4194305, claimed_time, now64(6), false FROM sync_leases`,
    })
    expect(await runs.run(proxy)).toMatchObject({ state: 'complete' })
  })

  test('is free when its run has ended, though a sign of life was still under way', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    afterThisTest(() => void vi.useRealTimers())
    let arrive: () => void = () => {}
    const late = new Promise<void>(resolve => {
      arrive = resolve
    })
    let notes = 0
    const slow: Engine = {
      ...runs.target,
      run: async statement => {
        if (statement.params?.released === false && ++notes === 2) await late
        return runs.target.run(statement)
      },
    }
    const lease = await claimSource(slow, 'somewhere', 'first')
    vi.advanceTimersByTime(30_000)
    const released = lease.release()
    arrive()
    await released
    expect(notes).toBe(2)
    await (await claimSource(runs.target, 'somewhere', 'second')).release()
  })
})
