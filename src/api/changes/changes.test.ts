import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  serveDataApi,
  store,
  type TestApi,
  type TestRecord,
  TestStores,
} from '../../../test/support/data-api.ts'
import { findEntity } from '../../schema/entities.ts'
import { deleteRecords } from '../../store/delete-records.ts'
import type { Engine } from '../../store/engine.ts'
import { rotateSigningKey } from '../signing-keys.ts'
import { trackingStart } from './tracking.ts'

const stores = new TestStores()
let engine: Engine
let api: TestApi

const user = (id: string, changes: object = {}): TestRecord => ({
  access_to_bot: true,
  email_addr: `${id}@example.com`,
  external_ids: null,
  first_interaction_time: null,
  first_name: id,
  id,
  last_name: null,
  last_updated_time: '2026-03-01T00:00:00.000Z',
  latest_interaction_time: null,
  user_preferred_language: 'EN_US',
  ...changes,
})

/** What was stored long enough ago is not told again as being written right now. */
const settle = () => new Promise(resolve => setTimeout(resolve, 30))

const erase = (...ids: string[]) => deleteRecords(engine, findEntity('users')!, ids)

interface Delta {
  readonly '@odata.context': string
  readonly '@odata.nextLink'?: string
  readonly '@odata.deltaLink'?: string
  readonly value: readonly Record<string, unknown>[]
}

const TRACK = { Prefer: 'odata.track-changes' }

/** Follows the links of a walk to its delta link. */
async function walk(link: string, headers: { readonly [name: string]: string } = TRACK) {
  const value: Record<string, unknown>[] = []
  for (let next: string | undefined = link; next; ) {
    const page = (await api.page(next, headers)) as unknown as Delta
    value.push(...page.value)
    if (!page['@odata.nextLink']) return { value, delta: page['@odata.deltaLink'], last: page }
    next = page['@odata.nextLink']
  }
  throw new Error('unreachable')
}

beforeAll(async () => {
  engine = await stores.open()
  api = await serveDataApi(engine)
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

beforeEach(async () => {
  await engine.run({ sql: 'TRUNCATE TABLE users' })
  await engine.run({ sql: 'TRUNCATE TABLE tombstones' })
  await store(
    engine,
    'users',
    ['a', 'b', 'c', 'd', 'e'].map(id => user(id)),
  )
  await settle()
})

describe('a walk that tracks changes', () => {
  test('ends with a delta link, and says that it does', async () => {
    const response = await api.fetch('users', { headers: TRACK })
    expect(response.headers.get('preference-applied')).toBe('odata.track-changes')
    const page = (await response.json()) as Delta
    expect(page['@odata.nextLink']).toBeUndefined()
    expect(page['@odata.deltaLink']).toMatch(/\/users\?\$deltatoken=/)
    const both = await api.fetch('users', {
      headers: { Prefer: 'track-changes, maxpagesize=2', 'OData-MaxVersion': '4.01' },
    })
    expect(both.headers.get('preference-applied')).toBe('maxpagesize=2, track-changes')
    expect(await both.json()).not.toHaveProperty('@odata.deltaLink')
    expect((await walk('users', { Prefer: 'track-changes, maxpagesize=2' })).delta).toBeDefined()
  })

  test('has none when nobody asked', async () => {
    expect((await walk('users', {})).delta).toBeUndefined()
    expect((await walk('users', { Prefer: 'track-changes-not' })).delta).toBeUndefined()
  })

  test.each([
    'users?$top=3',
    'users?$skip=1',
    'users?$apply=aggregate($count as n)',
    'users?$expand=interactions',
    'users?$filter=interactions/any(i:i/id ne null)',
    "conversations('x')/interactions",
    'users?$filter=first_interaction_time lt now()',
    'users?$filter=first_interaction_time%20lt%20@t&@t=now%28%29',
  ])('does not apply where more than the records decides: %s', async link => {
    if (link.includes("'x'"))
      await store(engine, 'conversations', [
        {
          created_time: '2026-03-01T00:00:00.000Z',
          id: 'x',
          last_updated_time: '2026-03-01T00:00:00.000Z',
          route: 'DM',
          user_id: 'a',
        },
      ])
    const response = await api.fetch(link, { headers: TRACK })
    expect(response.status).toBe(200)
    expect(response.headers.get('preference-applied')).toBeNull()
    expect(await response.json()).not.toHaveProperty('@odata.deltaLink')
  })
})

describe('a delta link', () => {
  test('tells nothing when nothing happened, and leads on', async () => {
    const first = await walk('users')
    const second = await walk(first.delta!)
    expect(second.value).toEqual([])
    expect(second.last['@odata.context']).toBe(`${api.address}/export/v1/records/$metadata#users/$delta`)
    expect((await walk(second.delta!)).value).toEqual([])
  })

  test('tells what is new, changed and deleted, each once, in the order of ids', async () => {
    const { delta } = await walk('users')
    await store(engine, 'users', [
      user('bb'),
      user('a', { last_name: 'A' }),
      // The same again is no change.
      user('c'),
    ])
    await store(engine, 'users', [user('a', { last_name: 'AA' })])
    await erase('d', 'nobody')
    for (const size of [1, 2, 3, 10]) {
      const changes = await walk(delta!, { Prefer: `maxpagesize=${size}` })
      expect(changes.value, `${size}`).toEqual([
        user('a', { last_name: 'AA' }),
        user('bb'),
        { '@removed': { reason: 'deleted' }, id: 'd' },
      ])
      await settle()
      expect((await walk((await walk(delta!)).delta!)).value).toEqual([])
    }
  })

  test('has what a filter lets in, and what it leaves out now', async () => {
    const { delta } = await walk(
      'users?$filter=last_name eq null&$select=id,first_name&$orderby=first_name desc',
    )
    await store(engine, 'users', [user('b', { last_name: 'B' }), user('f', { first_name: 'F' })])
    await erase('c')
    const changes = await walk(delta!)
    expect(changes.value).toEqual([
      { '@removed': { reason: 'changed' }, id: 'b' },
      { '@removed': { reason: 'deleted' }, id: 'c' },
      { first_name: 'F', id: 'f' },
    ])
    expect(changes.last['@odata.context']).toMatch(/#users\(id,first_name\)\/\$delta$/)
    await store(engine, 'users', [user('b')])
    expect((await walk(changes.delta!)).value).toContainEqual({ first_name: 'b', id: 'b' })
  })

  test('tells of a record that was deleted and stored again as it is, and the other way round', async () => {
    const { delta } = await walk('users')
    await erase('a', 'b')
    await store(engine, 'users', [user('a', { last_name: 'again' })])
    await store(engine, 'users', [user('g')])
    await erase('g')
    const changes = await walk(delta!)
    expect(changes.value).toEqual([
      user('a', { last_name: 'again' }),
      { '@removed': { reason: 'deleted' }, id: 'b' },
      { '@removed': { reason: 'deleted' }, id: 'g' },
    ])
  })

  test('tells what changed while its own walk, and the one before, were under way', async () => {
    const first = (await api.page('users', { Prefer: 'track-changes,maxpagesize=2' })) as unknown as Delta
    await store(engine, 'users', [user('a', { last_name: 'late' })])
    const { delta } = await walk(first['@odata.nextLink']!)
    await store(engine, 'users', [user('z')])
    const page = (await api.page(delta!, { Prefer: 'maxpagesize=1' })) as unknown as Delta
    expect(page.value).toEqual([user('a', { last_name: 'late' })])
    await store(engine, 'users', [user('a', { last_name: 'later' })])
    const rest = await walk(page['@odata.nextLink']!)
    expect(rest.value).toEqual([user('z')])
    expect((await walk(rest.delta!)).value).toContainEqual(user('a', { last_name: 'later' }))
  })

  test('keeps every state of a changing store, whatever is changed when', { timeout: 20_000 }, async () => {
    // A replica that is brought up to date by links alone.
    const replica = new Map<string, unknown>()
    const apply = (entries: readonly Record<string, unknown>[]) => {
      for (const entry of entries)
        if (entry['@removed']) replica.delete(entry.id as string)
        else replica.set(entry.id as string, entry)
    }
    let { delta, value } = await walk('users?$filter=access_to_bot', {
      Prefer: 'track-changes,maxpagesize=3',
    })
    apply(value)
    let random = 7
    const draw = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((random / 2_147_483_648) * below)
    }
    const mutate = async (round: number) => {
      const ids = Array.from({ length: 1 + draw(4) }, () => `u${draw(12)}`)
      if (draw(4) === 0) await erase(...ids)
      else
        await store(engine, 'users', [
          ...new Map(
            ids.map(id => [id, user(id, { access_to_bot: draw(3) > 0, last_name: `${round}` })]),
          ).values(),
        ])
    }
    for (let round = 0; round < 25; round++) {
      const writing = mutate(round)
      const changes = await walk(delta!, { Prefer: 'maxpagesize=2' })
      apply(changes.value)
      delta = changes.delta
      await writing
    }
    ;({ delta, value } = await walk(delta!))
    apply(value)
    const now = await walk('users?$filter=access_to_bot')
    expect(
      [...replica.values()].sort((a, b) => ((a as TestRecord).id < (b as TestRecord).id ? -1 : 1)),
    ).toEqual(now.value)
  })

  test('writes removals as OData 4.0 has them for clients that say they speak it', async () => {
    const { delta } = await walk('users', { ...TRACK, 'OData-MaxVersion': '4.0' })
    await store(engine, 'users', [user("o'x/ü")])
    await erase("o'x/ü")
    const base = `${api.address}/export/v1/records`
    expect((await walk(delta!, { 'OData-MaxVersion': '4.0' })).value).toEqual([
      {
        '@odata.context': `${base}/$metadata#users/$deletedEntity`,
        id: `${base}/users('o%27%27x%2F%C3%BC')`,
        reason: 'deleted',
      },
    ])
    expect((await walk(delta!, { 'OData-MaxVersion': '4.01' })).value).toEqual([
      { '@removed': { reason: 'deleted' }, id: "o'x/ü" },
    ])
  })

  test('is refused when it is damaged or of another query, and gone when its key is', async () => {
    const { delta } = await walk("users?$filter=first_name ne 'q'")
    const refusal = async (link: string) => {
      const response = await api.fetch(link)
      return [response.status, ((await response.json()) as { code: string }).code]
    }
    expect(await refusal(`${delta}x`)).toEqual([400, 'InvalidDeltaToken'])
    expect(await refusal(delta!.replace('first_name', 'last_name'))).toEqual([400, 'InvalidDeltaToken'])
    expect(await refusal(delta!.replace('/users', '/conversations').replace('first_name', 'id'))).toEqual([
      400,
      'InvalidDeltaToken',
    ])
    expect(await refusal(`${delta}&$top=5`)).toEqual([400, 'InvalidDeltaToken'])
    const skip = ((await api.page('users', { Prefer: 'maxpagesize=1' }))['@odata.nextLink'] as string).split(
      '=',
    )[1]
    expect(await refusal(`users?$deltatoken=${skip}`)).toEqual([400, 'InvalidDeltaToken'])
    expect(await refusal('users/$count?$deltatoken=x')).toEqual([501, 'NotSupported'])
    expect(await refusal("users('a')?$deltatoken=x")).toEqual([501, 'NotSupported'])
    await rotateSigningKey(engine)
    await rotateSigningKey(engine)
    const other = await serveDataApi(engine, { key: api.key })
    const response = await other.fetch(delta!.replace(api.address, other.address))
    expect([response.status, await response.json()]).toMatchObject([410, { code: 'StaleDeltaToken' }])
    await other.close()
  })
})

test('what is being written while tracking begins counts as later', async () => {
  const writing = engine.run({
    sql: "INSERT INTO users (id, record, stored_time) SELECT toString(number), '{}', now64(6) FROM numbers(3) WHERE sleepEachRow(0.2) = 0",
    settings: { max_block_size: 1 },
  })
  await settle()
  const start = await trackingStart(engine)
  await writing
  const [found] = JSON.parse(
    (
      await engine.run({
        sql: "SELECT [count(), countIf(stored_time >= toDateTime64({start:String}, 6, 'UTC'))] FROM users WHERE record = '{}'",
        params: { start },
        format: 'JSONCompactEachRow',
        settings: { output_format_json_quote_64bit_integers: 0 },
      })
    ).toString(),
  ) as [number[]]
  expect(found).toEqual([3, 3])
})
