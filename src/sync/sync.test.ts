import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { serveDataApi, store } from '../../test/support/data-api.ts'
import { record } from '../../test/support/records.ts'
import { all, onPage, PAGE, pagesOf, RECORDS, recordsIn, SyncRuns } from '../../test/support/sync-runs.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { createKey } from '../api/credentials/keys.ts'
import { listQuarantine } from '../ingest/quarantine.ts'
import { entities } from '../schema/entities.ts'
import { type Engine, EngineError, rows, type Session } from '../store/engine.ts'

const BATCH = 20
const MINUTE = 60 * 1000
const DAY = 24 * 3600 * 1000

const runs = new SyncRuns()

describe('a run', () => {
  test('stores everything the first time, and tells how far it is', async () => {
    const proxy = await runs.proxied()
    const progress: [string, number, number | undefined][] = []
    const report = await runs.run(proxy, ['users', 'conversations'], {
      batchRecords: BATCH,
      progress: (entity, counts, expected) => progress.push([entity, counts.read, expected]),
    })
    expect(report).toMatchObject({
      state: 'complete',
      entities: { users: all, conversations: all },
      failures: {},
    })
    await runs.expectSame(runs.source, ['users', 'conversations'])
    const ofUsers = progress.filter(([entity]) => entity === 'users')
    expect(ofUsers.map(([, read]) => read)).toEqual([20, 40, 60, 80, 95])
    expect(progress.every(([, , expected]) => expected === RECORDS)).toBe(true)
    for (const window of await runs.windows())
      expect(window).toMatchObject({
        state: 'complete',
        proof: 'count',
        since: null,
        reason: '',
        counted: RECORDS,
        ...all,
      })
  })

  test('reads all five entities unless told otherwise', async () => {
    const proxy = await runs.proxied()
    const report = await runs.run(proxy, [], { entities })
    expect(Object.keys(report.entities).sort()).toEqual(entities.map(entity => entity.name).sort())
    expect(report.entities.interactions).toEqual({ read: 0, new: 0, changed: 0, unchanged: 0, refused: 0 })
  })

  test('is incremental: reads what was updated since the last one, and two days more', async () => {
    const engine = await runs.stores.open()
    const api = await serveDataApi(engine)
    afterThisTest(() => api.close())
    const at = (ms: number) => ({ last_updated_time: new Date(Date.now() + ms).toISOString() })
    await store(engine, 'conversations', [
      record('conversations', 'old', at(-3 * DAY)),
      record('conversations', 'within', at(-1.5 * DAY)),
      record('conversations', 'edited', at(-3 * DAY)),
    ])
    const proxy = await runs.proxied(api)
    const first = await runs.run(proxy, ['conversations'], { key: api.key })
    expect(first.entities.conversations).toMatchObject({ read: 3, new: 3 })

    await store(engine, 'conversations', [
      record('conversations', 'edited', { ...at(-MINUTE), primary_domain: 'HR' }),
      record('conversations', 'added', at(-MINUTE)),
      // Stamped before the last run, and shown after it.
      record('conversations', 'late', at(-1.9 * DAY)),
    ])
    const second = await runs.run(proxy, ['conversations'], { key: api.key })
    expect(second.entities.conversations).toEqual({ read: 4, new: 2, changed: 1, unchanged: 1, refused: 0 })
    await runs.expectSame(engine)
    const [before, after] = await runs.windows()
    const lookBack = Date.parse(String(before!.until)) - Date.parse(String(after!.since))
    expect(lookBack).toBe(2 * DAY)
    expect(pagesOf(proxy)[0]?.text).toContain(`last_updated_time ge '${after!.since}'`)

    // Later than anybody looks back.
    await store(engine, 'conversations', [record('conversations', 'very late', at(-2.5 * DAY))])
    const missed = await runs.run(proxy, ['conversations'], { key: api.key, audit: false })
    expect(missed.entities.conversations?.new).toBe(0)
    const audited = await runs.run(proxy, ['conversations'], { key: api.key })
    expect(audited).toMatchObject({ state: 'complete', entities: { conversations: { new: 1 } } })
    await runs.expectSame(engine)
  })

  test('reads everything again when asked to, and finds it unchanged', async () => {
    const proxy = await runs.proxied()
    await runs.run(proxy)
    const again = await runs.run(proxy, ['conversations'], { full: true })
    expect(again.entities.conversations).toEqual({ ...all, new: 0, unchanged: RECORDS })
  })

  test('reads a batch that could not be stored again, though the one behind it was', async () => {
    const proxy = await runs.proxied()
    let inserts = 0
    const failing = (session: Session): Session => ({
      insert: payload => session.insert(payload),
      run: async statement => {
        if (/INSERT INTO conversations \(/.test(statement.sql) && ++inserts === 2)
          throw new EngineError('No space left on device', 243)
        return session.run(statement)
      },
    })
    const engine: Engine = {
      ...runs.target,
      session: work => runs.target.session(session => work(failing(session))),
    }
    const report = await runs.run(proxy, ['conversations'], { engine, batchRecords: BATCH })
    expect(report.failures.conversations).toContain('No space left on device')
    const [stored] = await rows(runs.target, {
      sql: "SELECT countIf(id < 'c00020') AS first, countIf(id BETWEEN 'c00020' AND 'c00039') AS second, count() > 20 AS further FROM conversations",
    })
    expect(stored).toEqual({ first: 20, second: 0, further: 1 })
    expect((await runs.windows())[0]).toMatchObject({ state: 'failed', last_id: 'c00019', new: 20 })
    expect(await runs.run(proxy)).toMatchObject({ state: 'complete' })
    await runs.expectSame()
  })

  test('ends when all of it has, though the last batch fails while the one before it is stored', async () => {
    const proxy = await runs.proxied()
    let batches = 0
    let failed = (): void => {}
    const failure = new Promise<void>(resolve => {
      failed = resolve
    })
    const late = (session: Session): Session => ({
      insert: payload => session.insert(payload),
      run: async statement => {
        if (/CREATE TEMPORARY TABLE incoming/.test(statement.sql) && ++batches === 2) {
          failed()
          throw new EngineError('No space left on device', 243)
        }
        if (/INSERT INTO conversations \(/.test(statement.sql)) {
          await failure
          await sleep(300)
        }
        return session.run(statement)
      },
    })
    const engine: Engine = {
      ...runs.target,
      session: work => runs.target.session(session => work(late(session))),
    }
    const report = await runs.run(proxy, ['conversations'], { engine, batchRecords: 50 })
    expect(report.failures.conversations).toContain('No space left on device')
    expect((await runs.windows())[0]).toMatchObject({ state: 'failed', last_id: 'c00049', new: 50 })
  })

  test('puts what cannot be stored into quarantine, and is complete: what was read adds up', async () => {
    const proxy = await runs.proxied()
    proxy.fault = () => ({
      rewrite: body => body.replace('"id":"c00003"', '"id":null').replace('"id":"c00014"', '"id":14'),
    })
    const report = await runs.run(proxy)
    expect(report.state).toBe('complete')
    expect(report.entities.conversations).toEqual({ read: 95, new: 93, changed: 0, unchanged: 0, refused: 2 })
    const quarantine = await listQuarantine(runs.target, { entity: 'conversations', limit: 10 })
    expect(quarantine.map(q => q.reason).sort()).toEqual(['id is missing or null', 'id is not text'])
    expect((await runs.windows())[0]).toMatchObject({ state: 'complete', read: 95, refused: 2 })
    expect((await recordsIn(runs.target, 'conversations')).length).toBe(93)
  })
})

describe('a run that was cut off', () => {
  test('goes on where it stopped, and reads at most a batch and a page again', async () => {
    const proxy = await runs.proxied()
    proxy.fault = onPage(7, { status: 403 })
    const first = await runs.run(proxy, ['conversations'], { batchRecords: BATCH })
    expect(first).toMatchObject({ state: 'incomplete', entities: {} })
    expect(first.failures.conversations).toContain('status 403')
    const [failed] = await runs.windows()
    expect(failed).toMatchObject({ state: 'failed', read: 60, new: 60 })
    expect(failed!.reason).toContain('status 403')
    const readBefore = pagesOf(proxy).map(asked => asked.text)

    proxy.fault = () => undefined
    const second = await runs.run(proxy, ['conversations'], { batchRecords: BATCH })
    expect(second).toMatchObject({ state: 'complete', entities: { conversations: { read: 35, new: 35 } } })
    const readTwice = pagesOf(proxy).filter(asked => readBefore.includes(asked.text))
    expect(readTwice.length * PAGE).toBeLessThanOrEqual(BATCH + PAGE)
    expect(await runs.windows()).toHaveLength(1)
    expect((await runs.windows())[0]).toMatchObject({ state: 'complete', reason: '', ...all })
    await runs.expectSame()
  })

  test('goes on by id where links lead nowhere', async () => {
    for (const status of [400, 404, 410]) {
      await runs.emptyTarget()
      const proxy = await runs.proxied()
      proxy.fault = asked => (asked.text.includes('$skiptoken') ? { status } : undefined)
      const report = await runs.run(proxy, ['conversations'], { batchRecords: BATCH })
      expect(report, String(status)).toMatchObject({ state: 'complete', entities: { conversations: all } })
      await runs.expectSame()
    }
  })

  test('begins its window again where the source cannot be asked for what stands behind an id', async () => {
    const proxy = await runs.proxied()
    proxy.fault = onPage(5, { status: 403 })
    await runs.run(proxy, ['conversations'], { batchRecords: BATCH })
    proxy.fault = asked => (asked.text.includes('id gt') ? { status: 400 } : undefined)
    const second = await runs.run(proxy, ['conversations'], { batchRecords: BATCH })
    expect(second).toMatchObject({
      state: 'complete',
      entities: { conversations: { read: RECORDS, new: 55, unchanged: 40 } },
    })
    await runs.expectSame()
  })

  test('is not resumed by a full run that reads more than it did', async () => {
    const proxy = await runs.proxied()
    await runs.run(proxy, ['conversations'], { batchRecords: BATCH })
    proxy.fault = onPage(1, { status: 403 })
    expect((await runs.run(proxy, ['conversations'], { batchRecords: BATCH })).state).toBe('incomplete')
    proxy.fault = () => undefined
    const full = await runs.run(proxy, ['conversations'], { full: true })
    expect(full.entities.conversations).toMatchObject({ read: RECORDS })
    expect(pagesOf(proxy)[0]?.text).not.toContain(' ge ')
  })
})

describe('an entity that fails', () => {
  test('does not stop the others', async () => {
    const proxy = await runs.proxied()
    proxy.fault = asked => (asked.entity === 'users' ? { status: 403 } : undefined)
    const report = await runs.run(proxy, ['users', 'conversations'])
    expect(report).toMatchObject({ state: 'incomplete', entities: { conversations: all } })
    expect(Object.keys(report.failures)).toEqual(['users'])
    expect(report.failures.users).toMatch(/users: status 403. The key may not read this collection/)
    expect(report.waits).toEqual([])
  })

  test('for want of a scope: a key to one collection reads that one', async () => {
    const proxy = await runs.proxied()
    const { key } = await createKey(runs.source, 'one', ['conversations'])
    const report = await runs.run(proxy, ['users', 'conversations'], { key })
    expect(report.failures.users).toContain('It said: The key may not read users')
    expect(report.entities.conversations).toEqual(all)
  })
})
