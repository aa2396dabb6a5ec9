import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { ApiError } from '../api/errors.ts'
import { createServer, listen } from '../api/server.ts'
import { findEntity } from '../schema/entities.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { addIngestApi } from './ingest-api.ts'

let store: Store
let server: FastifyInstance
let base: string
let clock = Date.parse('2026-11-01T12:00:00.000Z')

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  server = createServer()
  addIngestApi(server, {
    engine: store.engine,
    // Who may write is specified where credentials are.
    async authorize(request) {
      const entity = findEntity(request.params.entity)
      if (!entity) throw new ApiError(404, 'UnknownCollection', 'no such collection')
      return entity
    },
    now: () => new Date(clock),
  })
  base = `${await listen(server, '127.0.0.1', 0)}/ingest/v1`
})

afterAll(async () => {
  await server.close()
  await store.close()
})

beforeEach(async () => {
  for (const table of ['conversations', 'users', 'tombstones', 'quarantine'])
    await store.engine.run({ sql: `TRUNCATE TABLE ${table}` })
})

const post = async (path: string, body: RequestInit['body'], headers: Record<string, string> = {}) => {
  const response = await fetch(`${base}/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  } as RequestInit)
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}

const stored = async (table = 'conversations') =>
  (
    await rows<{ record: string }>(store.engine, { sql: `SELECT record FROM ${table} FINAL ORDER BY id` })
  ).map(r => r.record)

const conversation = (id: string, more: object = {}) => ({
  id,
  user_id: '7',
  route: 'DM',
  created_time: '2026-10-31T08:00:00.000Z',
  ...more,
})

describe('records sent by an assistant', () => {
  test('are stored in the form of the Data API: all attributes, sorted, nothing empty', async () => {
    const sent = conversation('a', { primary_domain: '', detail: {}, mood: ['x', ''], type: null })
    const { status, answer } = await post('conversations', JSON.stringify([sent]))
    expect(status).toBe(200)
    expect(answer).toEqual({
      entity: 'conversations',
      read: 1,
      new: 1,
      changed: 0,
      unchanged: 0,
      refused: 0,
      refusals: [],
    })
    expect(await stored()).toEqual([
      '{"created_time":"2026-10-31T08:00:00.000Z","detail":null,"id":"a","last_updated_time":"2026-11-01T12:00:00.000Z","mood":["x",null],"primary_domain":null,"route":"DM","type":null,"user_id":"7"}',
    ])
  })

  test('are stamped by the server, and sending them again changes nothing, whatever the time', async () => {
    await post('conversations', JSON.stringify([conversation('a'), conversation('b')]))
    const before = await stored()
    clock += 3_600_000
    const again = await post(
      'conversations',
      JSON.stringify([conversation('a'), conversation('b', { route: 'Channel' })]),
    )
    expect(again.answer).toMatchObject({ read: 2, new: 0, changed: 1, unchanged: 1 })
    const after = await stored()
    expect(after[0]).toBe(before[0])
    expect(JSON.parse(after[1]!)).toMatchObject({
      route: 'Channel',
      last_updated_time: new Date(clock).toISOString(),
    })
  })

  test('keep a stamp of their own', async () => {
    const stamp = '2026-10-31T09:00:00.000Z'
    await post('conversations', JSON.stringify([conversation('a', { last_updated_time: stamp })]))
    expect(JSON.parse((await stored())[0]!).last_updated_time).toBe(stamp)
  })

  test('may come as NDJSON, as gzip, in many pieces', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) =>
      JSON.stringify(conversation(`id${i}`, { text: 'x'.repeat(500) })),
    ).join('\n')
    expect(
      (await post('conversations', lines, { 'content-type': 'application/x-ndjson' })).answer,
    ).toMatchObject({ new: 5000 })
    const packed = await post('conversations', gzipSync(lines), { 'content-encoding': 'gzip' })
    expect(packed.answer).toMatchObject({ read: 5000, unchanged: 5000 })
  })

  test('are refused one by one, with the reason and their place', async () => {
    const broken = [
      conversation('a'),
      { ...conversation('b'), user_id: '' },
      'text',
      { ...conversation('c'), created_time: 'now' },
    ]
    const { status, answer } = await post('conversations', JSON.stringify(broken))
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      read: 4,
      new: 1,
      refused: 3,
      refusals: [
        { n: 2, id: 'b', reason: 'user_id is missing or null' },
        { n: 3, id: null },
        { n: 4, id: 'c', reason: 'created_time is not a time: now' },
      ],
    })
    expect(await rows(store.engine, { sql: 'SELECT 1 FROM quarantine FINAL' })).toHaveLength(3)
  })

  test('that are cut off are an error that says what was stored', async () => {
    const { status, answer } = await post('conversations', `[${JSON.stringify(conversation('a'))},{"id":`)
    expect(status).toBe(400)
    expect(answer).toMatchObject({
      code: 'InvalidBody',
      message: expect.stringMatching(/cut off.*record before that is stored/s),
    })
    expect(await stored()).toHaveLength(1)
  })

  test('at once, from many senders, are each new once', async () => {
    const body = JSON.stringify(Array.from({ length: 200 }, (_, i) => conversation(`id${i}`)))
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('conversations', body)))
    expect(answers.reduce((sum, { answer }) => sum + (answer.new as number), 0)).toBe(200)
    expect(await stored()).toHaveLength(200)
  })
})

describe('deletions', () => {
  test('by id, one and many, leave tombstones', async () => {
    await post('conversations', JSON.stringify(['a', 'b', 'c/d', 'e'].map(id => conversation(id))))
    expect(
      (await fetch(`${base}/conversations/${encodeURIComponent('c/d')}`, { method: 'DELETE' })).status,
    ).toBe(204)
    const gone = await fetch(`${base}/conversations/a%20b`, { method: 'DELETE' })
    expect(gone.status).toBe(404)
    expect(await gone.json()).toMatchObject({
      code: 'UnknownRecord',
      message: 'There is no record "a b" in conversations.',
    })
    const many = await post('conversations/deletions', '{"ids":["a","b","z"]}')
    expect(many.answer).toEqual({ entity: 'conversations', deleted: 2, missing: 1 })
    expect((await stored()).map(record => JSON.parse(record).id)).toEqual(['e'])
    const tombstones = await rows<{ id: string }>(store.engine, {
      sql: 'SELECT id FROM tombstones FINAL ORDER BY id',
    })
    expect(tombstones.map(row => row.id)).toEqual(['a', 'b', 'c/d'])
  })

  test('must be a list of ids', async () => {
    for (const body of ['{"ids":[]}', '{"ids":[1]}', '["a"]', 'x', '{"ids":["a"],"all":true}'])
      expect((await post('conversations/deletions', body)).answer).toMatchObject({ code: 'InvalidBody' })
  })
})
