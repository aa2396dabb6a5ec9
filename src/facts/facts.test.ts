import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../test/support/data-api.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import type { EntityName } from '../schema/entities.ts'
import { entities, findEntity } from '../schema/entities.ts'
import { simulateCompany } from '../simulator/index.ts'
import { deleteRecords } from '../store/delete-records.ts'
import { type Engine, rows } from '../store/engine.ts'
import { upsert } from '../store/upsert.ts'
import { FACT_TABLES } from './derive-facts.ts'
import { factsStatus } from './facts-status.ts'
import { refreshFacts } from './refresh-facts.ts'

const stores = new TestStores()
const newStore = (): Promise<Engine> => stores.open()

async function put(engine: Engine, name: EntityName, records: readonly string[]): Promise<void> {
  const splitter = new RecordSplitter()
  for (const record of records) splitter.push(Buffer.from(record))
  splitter.end()
  await upsert(engine, findEntity(name)!, splitter.take())
}

/** Every fact but when it was derived, and what resources are called, in an order that does not depend on how it came about. */
async function factsOf(engine: Engine): Promise<{ [table: string]: unknown[] }> {
  const found: { [table: string]: unknown[] } = {}
  for (const table of FACT_TABLES)
    found[table] = await rows(engine, {
      sql: `SELECT * EXCEPT (facts_time, is_deleted) FROM ${table} FINAL ORDER BY ALL`,
    })
  for (const table of ['articles', 'forms'])
    found[table] = await rows(engine, { sql: `SELECT * FROM ${table} FINAL ORDER BY ALL` })
  return found
}

const loads = [...simulateCompany({ seed: 5, people: 40, start: '2026-03-02', days: 4 })]

afterAll(() => stores.close())

describe('facts', () => {
  let engine: Engine
  let whole: { [table: string]: unknown[] }

  beforeAll(async () => {
    engine = await newStore()
    for (const { name } of entities)
      await put(
        engine,
        name,
        loads.flatMap(load => load[name]),
      )
    await refreshFacts(engine)
    whole = await factsOf(engine)
  })

  test('are as many as the records they are derived from', async () => {
    const [records] = await rows<{ turns: number; calls: number; conversations: number }>(engine, {
      sql: `SELECT (SELECT count() FROM interactions FINAL WHERE actor = 'user') AS turns,
        (SELECT count() FROM plugin_calls FINAL) AS calls, (SELECT count() FROM conversations FINAL) AS conversations`,
    })
    expect(records!.turns).toBeGreaterThan(50)
    expect(await factsStatus(engine)).toMatchObject({ ...records, records_since: 0 })
    const [told] = await rows<{ equal: boolean }>(engine, {
      sql: `SELECT (sum(interactions), sum(calls), sum(resources)) =
          (SELECT ((SELECT count() FROM interactions FINAL), (SELECT count() FROM plugin_calls FINAL), (SELECT count() FROM plugin_resources FINAL))) AS equal
        FROM conversation_facts FINAL`,
    })
    expect(told!.equal).toBeTruthy()
    const [brought] = await rows<{ facts: unknown; records: unknown }>(engine, {
      sql: `SELECT
          (SELECT (sum(length(cited)), sum(length(not_cited))) FROM resource_facts FINAL) AS facts,
          (SELECT (countIf(cited), countIf(NOT cited)) FROM plugin_resources FINAL) AS records`,
    })
    expect(brought!.facts).toEqual(brought!.records)
  })

  test('tell what became of the plugins of a question in lists and in texts alike', async () => {
    const [texts] = await rows<{ equal: boolean; most: number }>(engine, {
      sql: `SELECT
          min((thread_served, thread_unsuccessful) =
            (arrayStringConcat(thread_plugins_served, '\\x1f'), arrayStringConcat(thread_plugins_unsuccessful, '\\x1f'))) AS equal,
          max(length(splitByChar('\\x1f', thread_served))) AS most
        FROM turn_facts FINAL`,
    })
    expect(texts!.equal).toBeTruthy()
    expect(texts!.most).toBeGreaterThan(1)
  })

  test('tell how often each resource was used in each quarter of an hour', async () => {
    const [uses] = await rows<{ facts: unknown; records: unknown }>(engine, {
      sql: `SELECT
          (SELECT arraySort(groupArray((time, article_key, brought, cited))) FROM use_facts FINAL) AS facts,
          (SELECT arraySort(groupArray((quarter, key, brought, citations))) FROM (
            SELECT
              toDateTime64(toStartOfFifteenMinutes(created_time), 3, 'UTC') AS quarter, xxh3(resource_id, type) AS key, count() AS brought,
              countIf(cited) AS citations
            FROM plugin_resources FINAL GROUP BY quarter, key)) AS records`,
    })
    expect(uses!.facts).toEqual(uses!.records)
    expect(uses!.facts).not.toEqual([])
  })

  test('tell on which days a conversation was active, in zones of any offset', async () => {
    for (const zone of ['UTC', 'America/New_York', 'Asia/Kathmandu']) {
      const [days] = await rows<{ facts: number; records: number }>(engine, {
        sql: `SELECT
            (SELECT uniqExact(conversation_id, toDate(arrayJoin(active_times), {zone:String})) FROM conversation_facts FINAL) AS facts,
            (SELECT uniqExact(conversation_id, toDate(created_time, {zone:String})) FROM interactions FINAL
             WHERE conversation_id IN (SELECT id FROM conversations FINAL)) AS records`,
        params: { zone },
      })
      expect(days!.facts).toBe(days!.records)
    }
  })

  test('name every resource they refer to', async () => {
    expect(
      await rows(engine, {
        sql: `SELECT article, type FROM articles FINAL
          WHERE article_key IN (SELECT arrayJoin(arrayConcat(cited, not_cited)) FROM resource_facts FINAL)
          EXCEPT SELECT resource_id, type::String FROM plugin_resources FINAL`,
      }),
    ).toEqual([])
    const [unnamed] = await rows<{ keys: number }>(engine, {
      sql: `SELECT uniqExact(arrayJoin(arrayConcat(cited, not_cited))) AS keys FROM resource_facts FINAL
        WHERE NOT hasAll((SELECT groupArray(article_key) FROM articles), arrayConcat(cited, not_cited))`,
    })
    expect(unnamed!.keys).toBe(0)
  })

  test('name every form they refer to, and keep no words of people there', async () => {
    const [found] = await rows<{ named: string[]; unnamed: number; titles: string[] }>(engine, {
      sql: `SELECT
          (SELECT arraySort(groupUniqArray(label)) FROM forms FINAL) AS named,
          (SELECT arraySort(groupUniqArray(title)) FROM forms FINAL WHERE label NOT IN ('handoff', 'mw_form')) AS titles,
          (SELECT countIf(NOT hasAll((SELECT groupArray(form_key) FROM forms), form_keys)) FROM conversation_facts FINAL) AS unnamed`,
    })
    expect(found).toEqual({ named: expect.arrayContaining(['handoff']), titles: [''], unnamed: 0 })
    const [counts] = await rows<{ facts: unknown; records: unknown }>(engine, {
      sql: `SELECT
          (SELECT sum(length(form_keys)) FROM conversation_facts FINAL) AS facts,
          (SELECT count() FROM interactions FINAL WHERE type = 'INTERACTION_TYPE_UIFORM_SUBMISSION') AS records`,
    })
    expect(counts!.facts).toBe(counts!.records)
  })

  test('are the same when records come day by day, in any order, and again', async () => {
    const engine = await newStore()
    for (const [day, load] of loads.entries()) {
      // Children before their parents every other day, each day partly twice.
      const names = entities.map(entity => entity.name)
      for (const name of day % 2 === 0 ? names : names.toReversed()) await put(engine, name, load[name])
      if (day % 2 === 0) await refreshFacts(engine)
      await put(engine, 'interactions', load.interactions.slice(0, 20))
    }
    const { conversations } = await refreshFacts(engine)
    expect(conversations).toBeLessThan(whole.conversation_facts!.length)
    expect(await factsOf(engine)).toEqual(whole)
    await refreshFacts(engine, { rebuild: true })
    expect(await factsOf(engine)).toEqual(whole)
  })

  test('derive only the conversations whose records changed', async () => {
    expect(await refreshFacts(engine)).toEqual({ conversations: 0, duration_ms: 0 })
    const [call] = await rows<{ record: string }>(engine, {
      sql: 'SELECT record FROM plugin_calls FINAL ORDER BY id LIMIT 1',
    })
    const changed = {
      ...JSON.parse(call!.record),
      plugin_name: 'Renamed',
      last_updated_time: '2027-01-01T00:00:00.000Z',
    }
    await put(engine, 'plugin-calls', [JSON.stringify(changed)])
    expect((await refreshFacts(engine)).conversations).toBe(1)
    expect(
      await rows(engine, { sql: "SELECT conversation_id FROM call_facts FINAL WHERE plugin = 'Renamed'" }),
    ).toEqual([{ conversation_id: changed.conversation_id }])
    await put(engine, 'plugin-calls', [
      JSON.stringify({ ...JSON.parse(call!.record), last_updated_time: '2027-01-02T00:00:00.000Z' }),
    ])
    await refreshFacts(engine)
    expect(await factsOf(engine)).toEqual(whole)
  })

  test('leave the conversation their record leaves', async () => {
    const [turn] = await rows<{ record: string; other: string }>(engine, {
      sql: `SELECT record, (SELECT max(id) FROM conversations) AS other FROM interactions FINAL
        WHERE actor = 'bot' AND conversation_id != other ORDER BY id LIMIT 1`,
    })
    const record = JSON.parse(turn!.record)
    const moved = (conversation_id: string, last_updated_time: string) =>
      put(engine, 'interactions', [JSON.stringify({ ...record, conversation_id, last_updated_time })])
    await moved(turn!.other, '2027-01-01T00:00:00.000Z')
    expect((await refreshFacts(engine)).conversations).toBe(2)
    const incremental = await factsOf(engine)
    expect(incremental.conversation_facts).not.toEqual(whole.conversation_facts)
    await refreshFacts(engine, { rebuild: true })
    expect(await factsOf(engine)).toEqual(incremental)
    await moved(record.conversation_id, '2027-01-02T00:00:00.000Z')
    await refreshFacts(engine)
    expect(await factsOf(engine)).toEqual(whole)
  })

  test('move with the time of their record, from one month to another', async () => {
    const [turn] = await rows<{ record: string }>(engine, {
      sql: "SELECT record FROM interactions FINAL WHERE actor = 'user' ORDER BY id LIMIT 1",
    })
    const moved = (created_time: string, last_updated_time: string) =>
      put(engine, 'interactions', [
        JSON.stringify({ ...JSON.parse(turn!.record), created_time, last_updated_time }),
      ])
    await moved('2025-11-30T12:00:00.000Z', '2027-01-01T00:00:00.000Z')
    await refreshFacts(engine)
    const incremental = await factsOf(engine)
    expect(incremental.turn_facts).toHaveLength(whole.turn_facts!.length)
    expect(incremental.turn_facts).not.toEqual(whole.turn_facts)
    await refreshFacts(engine, { rebuild: true })
    expect(await factsOf(engine)).toEqual(incremental)
    await moved(JSON.parse(turn!.record).created_time, '2027-01-02T00:00:00.000Z')
    await refreshFacts(engine)
    expect(await factsOf(engine)).toEqual(whole)
  })

  test('go when their records are deleted, of every entity', async () => {
    const engine = await newStore()
    for (const { name } of entities)
      await put(
        engine,
        name,
        loads.flatMap(load => load[name]),
      )
    await refreshFacts(engine)
    const [victim] = await rows<{ id: string }>(engine, {
      sql: 'SELECT conversation_id AS id FROM conversation_facts FINAL WHERE questions > 0 AND calls > 0 AND resources > 0 ORDER BY id LIMIT 1',
    })
    for (const { name, table } of entities) {
      if (name === 'users' || name === 'conversations') continue
      const ids = await rows<{ id: string }>(engine, {
        sql: `SELECT id FROM ${table} FINAL WHERE conversation_id = {id:String} ORDER BY id LIMIT 1`,
        params: { id: victim!.id },
      })
      await deleteRecords(
        engine,
        findEntity(name)!,
        ids.map(row => row.id),
      )
      expect((await refreshFacts(engine)).conversations, name).toBe(1)
    }
    await deleteRecords(engine, findEntity('conversations')!, [victim!.id])
    await refreshFacts(engine)
    const incremental = await factsOf(engine)
    expect(incremental.conversation_facts).toHaveLength(whole.conversation_facts!.length - 1)
    await refreshFacts(engine, { rebuild: true })
    expect(await factsOf(engine)).toEqual(incremental)
    for (const table of FACT_TABLES) await engine.run({ sql: `TRUNCATE TABLE ${table}` })
    await refreshFacts(engine, { rebuild: true })
    expect(await factsOf(engine)).toEqual(incremental)
  })
})

describe('a parent chain', () => {
  const interaction = (id: string, minute: number, type: string, parent: string | null): string =>
    JSON.stringify({
      actor: type === 'BOT_MESSAGE' ? 'bot' : 'user',
      conversation_id: 'c',
      created_time: new Date(Date.UTC(2026, 4, 4, 9, minute)).toISOString(),
      detail: { content: id, ...(type === 'LINK_CLICK' ? { resource_id: 'UNHELPFUL' } : {}) },
      id,
      label: null,
      last_updated_time: '2026-05-05T06:00:00.000Z',
      parent_interaction_id: parent,
      platform: 'slack',
      type: `INTERACTION_TYPE_${type}`,
      user_id: '1',
    })

  const chains = async (...records: string[]): Promise<{ [id: string]: string }> => {
    const engine = await newStore()
    await put(engine, 'interactions', records)
    await refreshFacts(engine)
    const found = await rows<{ id: string; question_id: string | null; attributed_by: string }>(engine, {
      sql: 'SELECT id, question_id, attributed_by FROM turn_facts FINAL WHERE NOT is_question ORDER BY id',
    })
    return Object.fromEntries(found.map(row => [row.id, `${row.question_id} ${row.attributed_by}`]))
  }

  test('leads to its question over any number of steps', async () => {
    const steps = Array.from({ length: 101 }, (_, i) =>
      interaction(
        `s${i}`,
        1 + i,
        i % 2 === 0 ? 'BOT_MESSAGE' : 'BUTTON_CLICK',
        i === 0 ? 'first' : `s${i - 1}`,
      ),
    )
    const found = await chains(
      interaction('first', 0, 'FREE_TEXT', null),
      ...steps,
      interaction('second', 200, 'FREE_TEXT', null),
      interaction('down', 201, 'LINK_CLICK', 's100'),
    )
    expect(found.s1).toBe('first parents')
    expect(found.s99).toBe('first parents')
    expect(found.down).toBe('first parents')
  })

  test('in a conversation of thousands is as good as any', async () => {
    const found = await chains(
      interaction('first', 0, 'FREE_TEXT', null),
      ...Array.from({ length: 8000 }, (_, i) =>
        interaction(
          `s${i}`,
          1 + i,
          i % 2 === 0 ? 'BOT_MESSAGE' : 'BUTTON_CLICK',
          i === 0 ? 'first' : `s${i - 1}`,
        ),
      ),
    )
    expect(Object.keys(found)).toHaveLength(4000)
    expect(new Set(Object.values(found))).toEqual(new Set(['first parents']))
  })

  test('that is broken, or a circle, gives way to the nearest earlier question', async () => {
    expect(
      await chains(
        interaction('before', 0, 'LINK_CLICK', null),
        interaction('first', 1, 'FREE_TEXT', null),
        interaction('a', 2, 'BOT_MESSAGE', 'b'),
        interaction('b', 3, 'BUTTON_CLICK', 'a'),
        interaction('self', 4, 'BUTTON_CLICK', 'self'),
        interaction('lost', 5, 'LINK_CLICK', 'gone'),
        interaction('second', 6, 'FREE_TEXT', null),
        interaction('none', 7, 'LINK_CLICK', null),
      ),
    ).toEqual({
      before: 'null none',
      b: 'first time',
      self: 'first time',
      lost: 'first time',
      none: 'second time',
    })
  })
})
