import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ClickHouseServer,
  noServerBecause,
  startClickHouseServer,
} from '../../test/support/clickhouse-server.ts'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { columnsOf } from '../schema/columns.ts'
import { entities, findEntity } from '../schema/entities.ts'
import { compact } from './compact.ts'
import { deleteRecords } from './delete-records.ts'
import { EmbeddedDirectory } from './embedded-engine.ts'
import { type Engine, EngineError, rows } from './engine.ts'
import { migrate, migrations, NewerStoreError } from './migrate.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { openOwnerGateway } from './owner-gateway.ts'
import { openServerEngine } from './server-engine.ts'
import { writeTables } from './tables.ts'
import { upsert } from './upsert.ts'

const conversations = findEntity('conversations')!
const users = findEntity('users')!

const conversation = (id: string, updated = '2025-08-02T06:02:51.061Z', more: object = {}) => ({
  created_time: '2025-08-01T16:45:27.511Z',
  id,
  last_updated_time: updated,
  primary_domain: 'IT',
  route: 'DM',
  user_id: '12625933170243222409',
  ...more,
})

function batch(...records: unknown[]) {
  const splitter = new RecordSplitter()
  splitter.push(Buffer.from(`[${records.map(r => (typeof r === 'string' ? r : JSON.stringify(r))).join()}]`))
  splitter.end()
  return splitter.take()
}

const noServer = noServerBecause()
if (noServer) console.warn(`The store is not tested on a ClickHouse server, because ${noServer}.`)

let embedded: EmbeddedDirectory
let server: ClickHouseServer
const cleanups: (() => Promise<void>)[] = []

beforeAll(async () => {
  embedded = await EmbeddedDirectory.open(temporaryDirectory())
  if (!noServer) server = await startClickHouseServer()
})

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
  await server?.stop()
  await embedded.close()
})

let databases = 0
const engines: [string, () => Promise<Engine>][] = [
  ['embedded', () => embedded.database(`test${++databases}`)],
  [
    'in the process that holds the directory',
    async () => {
      const socketPath = `${temporaryDirectory()}/owner.sock`
      const gateway = await openOwnerGateway(embedded, socketPath)
      cleanups.push(() => gateway.close())
      return openServerEngine({
        url: 'http://owner',
        username: 'default',
        password: '',
        database: `test${++databases}`,
        socketPath,
      })
    },
  ],
  [
    'on a ClickHouse server',
    () =>
      openServerEngine({
        url: server.url,
        username: 'default',
        password: '',
        database: `test${++databases}`,
      }),
  ],
]

for (const [where, open] of engines)
  describe.skipIf(where.includes('server') && noServer)(`a store ${where}`, () => {
    let engine: Engine

    beforeAll(async () => {
      engine = await open()
      // As when several processes begin at once: one makes the tables, the others wait for it.
      await Promise.all([migrate(engine), migrate(engine), migrate(engine)])
      cleanups.push(() => engine.close())
    })

    const stored = (entity: string) =>
      rows<{ id: string; record: string }>(engine, {
        sql: `SELECT id, record FROM ${entity} FINAL ORDER BY id`,
      })

    test('has the tables the schema describes', async () => {
      for (const entity of entities) {
        const table = await rows<{ name: string; type: string }>(engine, {
          sql: 'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
          params: { table: entity.table },
        })
        const types = new Map(
          table.map(({ name, type }) => [name, type.replace(/\s+/g, ' ').replace(/\( | \)/g, m => m.trim())]),
        )
        for (const column of columnsOf(entity))
          expect(types.get(column.name), `${entity.table}.${column.name}`).toBe(column.type)
        expect([...types.keys()].sort()).toEqual(
          [...columnsOf(entity).map(c => c.name), 'id_hash', 'record', 'record_hash', 'stored_time'].sort(),
        )
      }
    })

    test('has at once what the steps lead to, and takes the steps where somebody began', async () => {
      const begun = await open()
      cleanups.push(() => begun.close())
      // Cut short, as by the release before.
      for (const sql of migrations()[0]!.statements.slice(0, 3)) await begun.run({ sql })
      await migrate(begun)
      const { version } = migrations().at(-1)!
      const stepByStep = await writeTables(begun, version)
      expect(await writeTables(engine, version)).toBe(stepByStep)
      expect(stepByStep).toMatch(
        /^-- The tables after migration \d{4}[\s\S]*CREATE TABLE IF NOT EXISTS interactions\n/,
      )
      // Written by npm run docs; servers of other versions write the same in other words.
      if (where === 'embedded')
        expect(stepByStep).toBe(readFileSync(new URL('../../migrations/tables.sql', import.meta.url), 'utf8'))
    })

    test('migrates once, and refuses tables that are newer than itself', async () => {
      await migrate(engine)
      const applied = await rows<{ version: number }>(engine, { sql: 'SELECT version FROM migrations' })
      expect(applied.map(row => row.version).sort((a, b) => a - b)).toEqual(migrations().map(m => m.version))
      await engine.run({ sql: "INSERT INTO migrations VALUES (9999, 'from_the_future', now64(3))" })
      await expect(migrate(engine)).rejects.toThrow(NewerStoreError)
      await engine.run({ sql: 'DELETE FROM migrations WHERE version = 9999' })
    })

    test('lets one work at a time, and waits for nobody who was killed', async () => {
      const order: string[] = []
      const work = (name: string) => async () => {
        order.push(`${name} begins`)
        await sleep(150)
        order.push(`${name} ends`)
      }
      await Promise.all([oneAtATime(engine, 'busy', work('a')), oneAtATime(engine, 'busy', work('b'))])
      const [first, last] = order[0]!.startsWith('a') ? ['a', 'b'] : ['b', 'a']
      expect(order).toEqual([`${first} begins`, `${first} ends`, `${last} begins`, `${last} ends`])
      // What a process leaves that ends in the midst of it.
      await engine.run({ sql: 'CREATE TABLE busy (beat DateTime64(3)) ENGINE = Memory' })
      await oneAtATime(engine, 'busy', work('c'), { silenceMs: 1_500 })
      expect(order.at(-1)).toBe('c ends')
      expect(
        await rows(engine, {
          sql: "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'busy'",
        }),
      ).toEqual([])
    })

    test('binds values of every kind, whatever they contain', async () => {
      const texts = [
        "'; DROP TABLE x --",
        '\\',
        "a\\'b",
        'tab\tline\nreturn\rnul\0bell\b\f',
        'Zürich ☃ 𝄞',
        '{p:String}',
        '\\N',
        '',
      ]
      for (const text of texts) {
        const [row] = await rows<object>(engine, {
          sql: 'SELECT {text:String} AS text, {list:Array(String)} AS list, {nothing:Nullable(String)} AS nothing, {flag:Bool} AS flag, {number:Int64} AS number',
          params: { text, list: [text, 'x', text], nothing: null, flag: true, number: -7 },
        })
        expect(row).toEqual({ text, list: [text, 'x', text], nothing: null, flag: true, number: -7 })
      }
    })

    test('keeps the parameters of statements that run at once apart', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          rows<{ v: string }>(engine, {
            sql: 'SELECT {v:String} AS v, sleep(0.005)',
            params: { v: `v${i}` },
          }),
        ),
      )
      expect(answers.map(([row]) => row?.v)).toEqual(Array.from({ length: 40 }, (_, i) => `v${i}`))
    })

    test('stops a statement at its limit of time and memory, with the engine’s code', async () => {
      const slow = engine.run({
        sql: 'SELECT sleepEachRow(0.5) FROM numbers(20)',
        settings: { max_execution_time: 1, max_block_size: 1 },
      })
      await expect(slow).rejects.toMatchObject({ name: 'EngineError', code: 159 })
      const large = engine.run({
        sql: 'SELECT uniqExact(number) FROM numbers(10000000)',
        settings: { max_memory_usage: 10_000_000 },
      })
      await expect(large).rejects.toMatchObject({ name: 'EngineError', code: 241 })
      // A setting of one statement is gone with it.
      const [row] = await rows<{ v: number }>(engine, {
        sql: "SELECT toUInt64(getSetting('max_memory_usage')) AS v",
      })
      expect(row?.v).toBe(4_000_000_000)
    })

    test('shows nothing of a statement that failed to the statements after it', async () => {
      const fails = {
        sql: "SELECT 'SECRET', number, throwIf(number = 5000) FROM numbers(200000)",
        settings: { max_block_size: 500 },
        format: 'TabSeparated',
      }
      const one = { sql: 'SELECT 1', format: 'TabSeparated' }
      for (let i = 0; i < 20; i++) {
        await expect(engine.run(fails)).rejects.toThrow(EngineError)
        expect((await engine.run(one)).toString()).toBe('1\n')
      }
      await engine.session(async session => {
        await expect(session.run(fails)).rejects.toThrow(EngineError)
        expect((await session.run(one)).toString()).toBe('1\n')
      })
      const together = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) => engine.run(i % 2 ? one : fails)),
      )
      for (const result of together)
        if (result.status === 'fulfilled') expect(result.value.toString()).toBe('1\n')
    })

    test('says what is wrong with a statement', async () => {
      const wrong = engine.run({ sql: 'SELECT nothing FROM nowhere' })
      await expect(wrong).rejects.toThrow(EngineError)
      await expect(wrong).rejects.toThrow(/nowhere/)
    })

    test('stores records by id, and tells new, changed and unchanged apart', async () => {
      const first = batch(conversation('a'), conversation('b', '2025-08-03T00:00:00.000Z'))
      expect(await upsert(engine, conversations, first)).toEqual({
        read: 2,
        new: 2,
        changed: 0,
        unchanged: 0,
        refused: 0,
      })
      expect(await upsert(engine, conversations, first)).toEqual({
        read: 2,
        new: 0,
        changed: 0,
        unchanged: 2,
        refused: 0,
      })
      const second = batch(
        conversation('a', '2025-08-04T00:00:00.000Z', { route: 'Channel' }),
        // Older than what is stored: the stored one stays.
        conversation('b', '2025-08-01T00:00:00.000Z', { route: 'Channel' }),
        conversation('c'),
      )
      expect(await upsert(engine, conversations, second)).toEqual({
        read: 3,
        new: 1,
        changed: 1,
        unchanged: 1,
        refused: 0,
      })
      expect((await stored('conversations')).map(r => [r.id, JSON.parse(r.record).route])).toEqual([
        ['a', 'Channel'],
        ['b', 'DM'],
        ['c', 'DM'],
      ])
    })

    test('takes the newest of records with one id in a batch, and the later of equals', async () => {
      const counts = await upsert(
        engine,
        conversations,
        batch(
          conversation('d', '2025-08-02T00:00:00.000Z', { route: 'one' }),
          conversation('d', '2025-08-03T00:00:00.000Z', { route: 'two' }),
          conversation('d', '2025-08-03T00:00:00.000Z', { route: 'three' }),
          conversation('d', '2025-08-01T00:00:00.000Z', { route: 'four' }),
        ),
      )
      expect(counts).toEqual({ read: 4, new: 1, changed: 0, unchanged: 3, refused: 0 })
      const sameStamp = batch(conversation('d', '2025-08-03T00:00:00.000Z', { route: 'five' }))
      expect(await upsert(engine, conversations, sameStamp)).toMatchObject({ changed: 1 })
      expect(JSON.parse((await stored('conversations')).find(r => r.id === 'd')!.record).route).toBe('five')
    })

    test('compares with the row that counts, before the engine has merged an id’s rows', async () => {
      await engine.run({ sql: 'SYSTEM STOP MERGES conversations' })
      const version = (day: number, route: string) =>
        batch(conversation('v', `2025-08-0${day}T00:00:00.000Z`, { route }), conversation(`v${day}`))
      for (const day of [3, 5, 5]) await upsert(engine, conversations, version(day, `on day ${day}`))
      const again = version(5, 'on day 5')
      expect(await upsert(engine, conversations, again)).toMatchObject({ unchanged: 2 })
      expect(await upsert(engine, conversations, version(4, 'late'))).toMatchObject({ new: 1, unchanged: 1 })
      expect(await upsert(engine, conversations, version(6, 'last'))).toMatchObject({ new: 1, changed: 1 })
      await engine.run({ sql: 'SYSTEM START MERGES conversations' })
    })

    test('derives typed columns, nested ones and instants in any zone', async () => {
      await upsert(
        engine,
        users,
        batch({
          access_to_bot: 'True',
          email_addr: 'a@example.com',
          external_ids: [{ connector_name: 'okta', external_id: '1', source: null }],
          first_interaction_time: '2025-04-21T17:39:11.483+02:00',
          first_name: null,
          id: '18446744073709551615',
          last_name: 'Ünïcode "quoted"\n',
          last_updated_time: '2025-07-02T13:04:42Z',
          user_preferred_language: 'EN_US',
        }),
      )
      const [row] = await rows<object>(engine, {
        sql: 'SELECT * EXCEPT (record, record_hash, stored_time) FROM users FINAL',
        settings: { date_time_output_format: 'iso' },
      })
      expect(row).toEqual({
        access_to_bot: true,
        email_addr: 'a@example.com',
        external_ids: [{ connector_name: 'okta', external_id: '1', source: null }],
        first_interaction_time: '2025-04-21T15:39:11.483Z',
        first_name: null,
        id: '18446744073709551615',
        last_name: 'Ünïcode "quoted"\n',
        last_updated_time: '2025-07-02T13:04:42.000Z',
        latest_interaction_time: null,
        user_preferred_language: 'EN_US',
      })
    })

    test('puts what breaks the contract into quarantine with the reason, and stores the rest', async () => {
      const broken: [unknown, RegExp][] = [
        ['{"id": tru}', /not a JSON object/],
        ['"text"', /not a JSON object/],
        [{ ...conversation('x'), id: undefined }, /id is missing or null/],
        [{ ...conversation('x'), id: 5 }, /id is not text/],
        [{ ...conversation('x'), id: '' }, /id is empty/],
        [{ ...conversation('x'), id: {} }, /id is not text/],
        [{ ...conversation('x'), user_id: 12625 }, /user_id is not text/],
        [{ ...conversation('x'), user_id: null }, /user_id is missing or null/],
        [
          { ...conversation('x'), created_time: '2025-13-41T00:00:00Z' },
          /created_time is not a time: 2025-13-41/,
        ],
        [{ ...conversation('x'), created_time: '2025' }, /created_time is not a time: 2025/],
        [{ ...conversation('x'), last_updated_time: null }, /last_updated_time is missing or null/],
        [{ ...conversation('x'), route: true }, /route is not text/],
        [{ ...conversation('x'), detail: 'text' }, /detail is not an object/],
        [{ ...conversation('x'), detail: [] }, /detail is not an object/],
      ]
      const counts = await upsert(
        engine,
        conversations,
        batch(...broken.map(([record]) => record), conversation('0', undefined, { primary_domain: 'true' })),
      )
      expect(counts).toEqual({
        read: broken.length + 1,
        new: 1,
        changed: 0,
        unchanged: 0,
        refused: broken.length,
      })
      const quarantined = await rows<{ reason: string; record: string }>(engine, {
        sql: "SELECT reason, record FROM quarantine FINAL WHERE entity = 'conversations'",
      })
      for (const [record, reason] of broken) {
        const text = typeof record === 'string' ? record : JSON.stringify(record)
        const plain = text.startsWith('"')
          ? [text, JSON.stringify(text), JSON.parse(text)]
          : [text, text.replace(/ /g, '')]
        expect(quarantined.find(q => plain.includes(q.record))?.reason, text).toMatch(reason)
      }
    })

    test('lets a record leave the quarantine once it can be stored', async () => {
      const record = JSON.stringify(conversation('pardoned'))
      const insert = `INSERT INTO quarantine SELECT 'conversations', 'was refused', {record:String}, sipHash64({record:String}), now64(3)`
      await engine.run({ sql: insert, params: { record } })
      await engine.run({ sql: insert.replace("'conversations'", "'users'"), params: { record } })
      await upsert(engine, conversations, batch(record))
      const left = await rows<{ entity: string }>(engine, {
        sql: 'SELECT entity FROM quarantine FINAL WHERE record = {record:String}',
        params: { record },
      })
      expect(left).toEqual([{ entity: 'users' }])
    })

    test('keeps and notes attributes the schema does not know', async () => {
      const record = conversation('new', undefined, {
        mood: 'good',
        detail: { content: 'x', platform_name: 'y' },
      })
      await upsert(engine, conversations, batch(record))
      await upsert(engine, conversations, batch(record))
      const unknown = await rows<object>(engine, {
        sql: 'SELECT entity, attribute, sum(records) AS records FROM unknown_attributes GROUP BY ALL ORDER BY attribute',
      })
      expect(unknown).toEqual([
        { entity: 'conversations', attribute: 'detail.platform_name', records: 1 },
        { entity: 'conversations', attribute: 'mood', records: 1 },
      ])
      expect((await stored('conversations')).find(r => r.id === 'new')?.record).toBe(JSON.stringify(record))
    })

    test('deletes records by id, leaves tombstones, and takes a record again', async () => {
      await upsert(
        engine,
        conversations,
        batch(conversation('gone'), conversation('kept'), conversation("it's")),
      )
      const ids = ['gone', "it's", 'gone', 'never there']
      expect(await deleteRecords(engine, conversations, ids)).toEqual({ deleted: 2, missing: 1 })
      expect(await deleteRecords(engine, conversations, ids)).toEqual({ deleted: 0, missing: 3 })
      const many = Array.from({ length: 10_000 }, (_, i) => `-_${String(i).padStart(34, '0')}`)
      expect(await deleteRecords(engine, conversations, many)).toEqual({ deleted: 0, missing: 10_000 })
      const left = (await stored('conversations')).map(r => r.id)
      expect(left).toContain('kept')
      expect(left).not.toContain('gone')
      const tombstones = await rows<{ id: string }>(engine, {
        sql: "SELECT id FROM tombstones FINAL WHERE entity = 'conversations' ORDER BY id",
      })
      expect(tombstones.map(r => r.id)).toEqual(['gone', "it's"])
      expect(await upsert(engine, conversations, batch(conversation('gone')))).toMatchObject({ new: 1 })
    })

    test('notes when each record was stored in the form it has', async () => {
      const storedTime = async () => {
        const [row] = await rows<{ t: string }>(engine, {
          sql: "SELECT stored_time AS t FROM conversations FINAL WHERE id = 'stamped'",
        })
        return row!.t
      }
      await upsert(engine, conversations, batch(conversation('stamped')))
      const first = await storedTime()
      await upsert(engine, conversations, batch(conversation('stamped')))
      expect(await storedTime()).toBe(first)
      await upsert(engine, conversations, batch(conversation('stamped', '2025-09-02T00:00:00.000Z')))
      expect((await storedTime()) > first).toBe(true)
    })

    test('merges a table into one part after much was stored, and leaves it alone after little', async () => {
      const parts = async () => {
        const [row] = await rows<{ parts: number }>(engine, {
          sql: "SELECT count() AS parts FROM system.parts WHERE active AND database = currentDatabase() AND table = 'conversations'",
        })
        return row!.parts
      }
      await engine.run({ sql: 'SYSTEM STOP MERGES conversations' })
      for (const prefix of ['m', 'n', 'o'])
        await upsert(
          engine,
          conversations,
          batch(...Array.from({ length: 10 }, (_, i) => conversation(`${prefix}${i}`))),
        )
      const before = await parts()
      expect(before).toBeGreaterThan(2)
      await compact(engine, conversations, 30)
      expect(await parts()).toBe(before)
      await engine.run({ sql: 'SYSTEM START MERGES conversations' })
      await compact(engine, conversations, 10_000)
      expect(await parts()).toBe(1)
    })

    test('gives upserts at once one after another: each record is new exactly once', async () => {
      const same = batch(...Array.from({ length: 50 }, (_, i) => conversation(`same${i}`)))
      const counts = await Promise.all(Array.from({ length: 6 }, () => upsert(engine, conversations, same)))
      expect(counts.reduce((sum, c) => sum + c.new, 0)).toBe(50)
      expect(counts.reduce((sum, c) => sum + c.unchanged, 0)).toBe(250)
    })

    test('keeps the order in which batches came, though a small one is derived while a large one is', async () => {
      const time = '2025-08-03T00:00:00.000Z'
      const large = batch(
        ...Array.from({ length: 20_000 }, (_, i) => conversation(`large${i}`, time)),
        conversation('one', time, { route: 'DM' }),
      )
      const sent = [
        large,
        batch(conversation('one', time, { route: 'Ticket' })),
        batch(conversation('one', time, { route: 'Channel' })),
      ].map(one => upsert(engine, conversations, one))
      expect((await Promise.all(sent)).map(({ changed }) => changed)).toEqual([0, 1, 1])
      const [one] = await rows<{ route: string }>(engine, {
        sql: "SELECT route FROM conversations FINAL WHERE id = 'one'",
      })
      expect(one).toEqual({ route: 'Channel' })
    })
  })
