import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { type EntityName, entities, findEntity } from '../../src/schema/entities.ts'
import { type Engine, rows } from '../../src/store/engine.ts'
import { parseStoreLocation } from '../../src/store/location.ts'
import { openStore } from '../../src/store/open-store.ts'
import { upsert } from '../../src/store/upsert.ts'
import type { SyncReport } from '../../src/sync/sync.ts'
import { debriefJson, type RunningCommand, serve, start } from './command.ts'
import { serveDataApi } from './data-api.ts'
import { startFaultProxy } from './fault-proxy.ts'
import { forgetPeak, peakMegabytes } from './peak-memory.ts'
import { record } from './records.ts'
import { afterThisTest, temporaryDirectory } from './temporary.ts'

/** Records of each entity for one interaction. Resources are a fifth of what is usual, for the sake of time. */
const PER_INTERACTION: Readonly<Record<EntityName, number>> = {
  users: 0.02,
  conversations: 0.24,
  interactions: 1,
  'plugin-calls': 0.64,
  'plugin-resources': 1,
}
const FILL_BATCH = 50_000

export interface Figures {
  readonly records: number
  readonly kills: number
  readonly fillSeconds: number
  /** All runs together, the killed ones and the starting of processes too. */
  readonly syncSeconds: number
  /** Pages asked for, over the pages there are: what the kills cost. */
  readonly pagesReadAgain: number
  /** The most memory that a process which syncs had resident, and this one with source and proxy; where the system tells. */
  readonly syncMegabytes: number | undefined
  readonly sourceMegabytes: number | undefined
}

/**
 * Syncs a source by `debrief sync` processes that are killed with kill -9 in the middle, again and again, and at last left
 * to end. Then the target must hold exactly the source's records.
 *
 * @param kills after which pages, counted over all runs, the process that asks is killed
 * @param page records on a page of the source
 */
export async function syncUnderKills(
  interactions: number,
  kills: readonly number[],
  page = 1000,
): Promise<Figures> {
  const began = Date.now()
  const source = await openStore(parseStoreLocation(join(temporaryDirectory(), 'source')))
  afterThisTest(() => source.close())
  const records = await fill(source.engine, interactions)
  const fillSeconds = (Date.now() - began) / 1000

  const api = await serveDataApi(source.engine)
  afterThisTest(() => api.close())
  const proxy = await startFaultProxy(api.address, page)
  afterThisTest(() => proxy.close())
  const target = join(temporaryDirectory(), 'target')
  const args = ['sync', '--source', proxy.url, '--key-env', 'KEY', '--store', target]
  const env = { KEY: api.key }

  forgetPeak()
  const syncing = Date.now()
  let pages = 0
  let syncMegabytes: number | undefined
  /** Waits for a run to end, and watches its memory: what it had is gone with it. */
  const ending = async (running: RunningCommand): ReturnType<RunningCommand['stop']> => {
    const watch = setInterval(() => {
      const peak = peakMegabytes(running.pid)
      if (peak !== undefined) syncMegabytes = Math.max(peak, syncMegabytes ?? 0)
    }, 100)
    return running.ended.finally(() => clearInterval(watch))
  }
  for (const at of kills) {
    const running = start([...args, '--json'], { env, input: '' })
    let killed = false
    proxy.fault = async asked => {
      if (asked.kind === 'page') pages++
      if (pages < at || killed) return undefined
      killed = true
      // Somewhere within the time a batch takes to be stored.
      await sleep(Math.random() * 200)
      await running.stop('SIGKILL')
      return undefined
    }
    const ended = await ending(running)
    expect(
      ended,
      `the run to be killed at page ${at} ended by itself: ${ended.stdout}${ended.stderr}`,
    ).toMatchObject({
      signal: 'SIGKILL',
    })
  }
  proxy.fault = asked => {
    if (asked.kind === 'page') pages++
    return undefined
  }
  const last = await ending(start([...args, '--json'], { env, input: '' }))
  const syncSeconds = (Date.now() - syncing) / 1000
  const sourceMegabytes = peakMegabytes(process.pid)
  expect(last).toMatchObject({ code: 0 })
  const report = JSON.parse(last.stdout) as SyncReport

  expect(report).toMatchObject({ state: 'complete', failures: {} })
  const served = await serve(target)
  const copy = await openStore(parseStoreLocation(target))
  try {
    expect(await fingerprints(copy.engine)).toEqual(await fingerprints(source.engine))
    const windows = await rows<Record<string, number | string>>(copy.engine, {
      sql: 'SELECT * FROM sync_windows FINAL',
    })
    expect(new Set(windows.map(window => window.state))).toEqual(new Set(['complete']))
    for (const { read, new: fresh, changed, unchanged, refused } of windows as Record<string, number>[])
      expect(read).toBe(fresh! + changed! + unchanged! + refused!)
  } finally {
    await copy.close()
    await served.stop()
  }
  // Everything is there: another run finds nothing to read.
  const again = await debriefJson<SyncReport>(args, { env })
  for (const counts of Object.values(again.entities)) expect(counts).toMatchObject({ read: 0 })

  const needed = entities.reduce(
    (sum, { name }) => sum + Math.max(1, Math.ceil(howMany(name, interactions) / page)),
    0,
  )
  return {
    records,
    kills: kills.length,
    fillSeconds,
    syncSeconds,
    pagesReadAgain: pages - needed,
    syncMegabytes,
    sourceMegabytes,
  }
}

const howMany = (entity: EntityName, interactions: number): number =>
  Math.round(interactions * PER_INTERACTION[entity])

/** Makes the source's records in the engine, which is quick, and stores them as an import would. */
async function fill(engine: Engine, interactions: number): Promise<number> {
  let records = 0
  for (const { name } of entities) {
    const count = howMany(name, interactions)
    for (let first = 0; first < count; first += FILL_BATCH) {
      const size = Math.min(FILL_BATCH, count - first)
      const lines = await engine.run({
        sql: `SELECT concat('{"n":', toString(number + 1), ',"record":',
                replaceOne({template:String}, '@id@', lower(hex(sipHash64({salt:String}, number)))), '}')
              FROM numbers({first:UInt64}, {size:UInt64})`,
        params: { template: JSON.stringify(record(name, '@id@')), salt: name, first, size },
        format: 'TSVRaw',
      })
      const counts = await upsert(engine, findEntity(name)!, { lines, records: size })
      expect(counts).toMatchObject({ new: size })
      records += size
    }
  }
  return records
}

/** Of each entity, how many records it has and a sum over all of them. */
async function fingerprints(engine: Engine): Promise<object[]> {
  return rows(engine, {
    sql: entities
      .map(
        ({ name, table }) => `SELECT '${name}' AS entity, count() AS records, uniqExact(id) AS ids,
          toString(sum(sipHash64(id, record))) AS sum FROM ${table} FINAL`,
      )
      .join(' UNION ALL '),
    settings: { max_execution_time: 0 },
  }).then(found => (found as { entity: string }[]).sort((a, b) => a.entity.localeCompare(b.entity)))
}
