import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { type EntityName, findEntity } from '../../src/schema/entities.ts'
import { type Engine, rows } from '../../src/store/engine.ts'
import type { Clock } from '../../src/sync/clock.ts'
import { SourceClient } from '../../src/sync/source-client.ts'
import { type SyncOptions, type SyncReport, sync } from '../../src/sync/sync.ts'
import { serveDataApi, store, type TestApi, TestStores } from './data-api.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { frugal } from './frugal-engine.ts'
import { recordsNumbered } from './records.ts'
import { afterThisTest } from './temporary.ts'

/** How many conversations and users the shared source holds, and nothing else. */
export const RECORDS = 95
export const PAGE = 10
/** What became of the records of one entity of the shared source when all were new. */
export const all = { read: RECORDS, new: RECORDS, changed: 0, unchanged: 0, refused: 0 }

/** What a run did: its report, and how it waited. */
export interface Run extends SyncReport {
  readonly waits: number[]
  readonly reasons: string[]
}

export interface RunOptions extends Partial<SyncOptions> {
  readonly key?: string
}

/**
 * Syncs for the tests of a file: from a real Data API, through a real proxy that breaks what a test says, into a store that
 * is empty when a test begins.
 */
export class SyncRuns {
  readonly stores = new TestStores()
  /** The shared source. Tests that change their source make one of their own. */
  source!: Engine
  api!: TestApi
  target!: Engine

  constructor() {
    beforeAll(async () => {
      this.source = frugal(await this.stores.open())
      this.target = frugal(await this.stores.open())
      await store(this.source, 'conversations', recordsNumbered('conversations', RECORDS))
      await store(this.source, 'users', recordsNumbered('users', RECORDS))
      this.api = await serveDataApi(this.source)
    })
    beforeEach(() => this.emptyTarget())
    afterAll(async () => {
      await this.api.close()
      await this.stores.close()
    })
  }

  /** Emptied, the target is as good as new, and sooner there. */
  async emptyTarget(): Promise<void> {
    const ledger = ['sync_windows', 'sync_runs', 'sync_leases', 'sync_audits', 'sync_absences', 'tombstones']
    for (const name of [
      ...ledger,
      'quarantine',
      'unknown_attributes',
      'unknown_values',
      'conversations',
      'users',
    ])
      await this.target.run({ sql: `TRUNCATE TABLE ${name}` })
  }

  async proxied(api = this.api): Promise<FaultProxy> {
    const proxy = await startFaultProxy(api.address, PAGE)
    afterThisTest(() => proxy.close())
    return proxy
  }

  /** One run. Nothing is waited for: the waits are noted. */
  async run(
    proxy: FaultProxy,
    names: readonly EntityName[] = ['conversations'],
    { key = this.api.key, ...options }: RunOptions = {},
  ): Promise<Run> {
    const waits: number[] = []
    const reasons: string[] = []
    const client = new SourceClient({
      url: proxy.url,
      credential: { kind: 'key', key },
      onRetry: reason => reasons.push(reason),
      clock: testClock(ms => waits.push(ms)),
    })
    proxy.asked.length = 0
    try {
      const report = await sync({
        engine: this.target,
        client,
        entities: names.map(name => findEntity(name)!),
        settleMs: 0,
        ...options,
      })
      return { ...report, waits, reasons }
    } finally {
      await client.close()
    }
  }

  async expectSame(source = this.source, names: readonly EntityName[] = ['conversations']): Promise<void> {
    for (const name of names)
      expect(await recordsIn(this.target, name), name).toEqual(await recordsIn(source, name))
  }

  /** The ledger, the oldest window first. */
  windows(): Promise<Record<string, string | number | null>[]> {
    return rows(this.target, {
      sql: `SELECT entity, state, since, until, last_id, counted, ids, proof, readings, read, new, changed, unchanged, refused, reason
            FROM sync_windows FINAL ORDER BY started_time`,
      settings: { date_time_output_format: 'iso' },
    })
  }
}

/** A source without counts, in either way of asking for them. */
export const uncounted: FaultProxy['fault'] = ({ kind }) =>
  kind === 'count' ? { status: 404 } : { rewrite: body => body.replace(/"@odata.count":\d+,/, '') }

/** A clock that waits for nothing: its time goes on by what was to be waited. */
export function testClock(waited: (ms: number) => void = () => {}): Clock {
  const begun = Date.now()
  let passed = 0
  return {
    now: () => begun + passed,
    wait: async ms => {
      passed += ms
      waited(ms)
    },
  }
}

/** Every record of an entity, by id. */
export function recordsIn(engine: Engine, name: EntityName): Promise<{ id: string; record: string }[]> {
  return rows(engine, { sql: `SELECT id, record FROM ${findEntity(name)!.table} FINAL ORDER BY id` })
}

export const pagesOf = (proxy: FaultProxy) => proxy.asked.filter(asked => asked.kind === 'page')

/** Breaks the page with this number, counted from 1 over the whole run, each time it is asked for. */
export function onPage(number: number, fault: ReturnType<FaultProxy['fault']>): FaultProxy['fault'] {
  const links = new Map<string, number>()
  return asked => {
    if (asked.kind !== 'page') return undefined
    if (!links.has(asked.link)) links.set(asked.link, links.size + 1)
    return links.get(asked.link) === number ? fault : undefined
  }
}
