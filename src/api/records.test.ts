import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  idsOf,
  recordsOf,
  serveDataApi,
  store,
  type TestApi,
  type TestRecord,
  TestStores,
} from '../../test/support/data-api.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import { type Engine, rows } from '../store/engine.ts'
import { MAX_PAGE_SIZE } from './collection-request.ts'
import type { ErrorBody } from './errors.ts'
import { preferredPageSize } from './preferences.ts'

const stores = new TestStores()
let engine: Engine
let api: TestApi
/** What is stored, as it was written. */
const texts = new Map<string, string>()
let calls: TestRecord[]

const time = (i: number): string => new Date(Date.UTC(2025, 7, 1, 0, 0, 0, i)).toISOString()

/** Forty-seven calls: few distinct times and names, so that every order has ties; every third has no update time. */
const call = (i: number): TestRecord => ({
  conversation_id: 'c',
  created_time: time((i * 7) % 5),
  id: `${'-_Az09'[i % 6]}${String((i * 29) % 47).padStart(2, '0')}`,
  interaction_id: `i${i % 4}`,
  last_updated_time: '2025-08-02T06:02:51.061Z',
  plugin_name: ['Größe', 'zeta', 'Alpha', '🎈', 'alpha', ''][(i * 11) % 6],
  plugin_update_time: i % 3 === 0 ? null : time((i * 13) % 4),
  served: i % 2 === 0,
  used: i % 4 === 0,
  user_id: '12625933170243222409',
})

/** Texts of users whose every byte matters. */
const USERS = [
  // Escapes that JSON.stringify would not write, keys out of order, and attributes nobody knows.
  String.raw`{"id":"u1","last_name":"\u00e9\/\u2028\ud834\udd1e\b\f\t\r\n\"\\","email_addr":"a@b.c","access_to_bot":true,"zeta":{"b":1,"a":[]},"last_updated_time":"2025-08-02T06:02:51.061Z","user_preferred_language":"EN_US","first_name":null,"external_ids":null,"first_interaction_time":null,"latest_interaction_time":null}`,
  // Everything unescaped that may be, and numbers as they came.
  `{"access_to_bot":false,"Access_To_Bot":1.50,"email_addr":"ü@ü.example","external_ids":[{"external_id":"0","connector_name":null,"source":"X","level":1e2}],"first_interaction_time":"2025-04-21T17:39:11.483Z","first_name":"\u2028\u2029𝄞☃ de\u0301\u202e","id":"u2","last_name":"","last_updated_time":"2025-08-02T06:02:51.061Z","latest_interaction_time":null,"number":-0.0,"big":12345678901234567890,"user_preferred_language":"","empty":{},"":[[],{}]}`,
  // Twice the same key.
  `{"id":"u3","email_addr":"x","email_addr":"x","access_to_bot":true,"last_updated_time":"2025-08-02T06:02:51Z","user_preferred_language":"de"}`,
  // What could be taken for our own marks.
  String.raw`{"id":"\n[\"u4\"]\n","email_addr":"],\"@odata.nextLink\":\"x","access_to_bot":true,"last_updated_time":"2025-08-02T06:02:51+02:00","user_preferred_language":"de"}`,
]

beforeAll(async () => {
  engine = await stores.open()
  calls = Array.from({ length: 47 }, (_, i) => call(i))
  expect(new Set(calls.map(({ id }) => id)).size).toBe(47)
  await store(engine, 'plugin-calls', calls)
  for (const text of USERS) texts.set(JSON.parse(text).id, text)
  await store(engine, 'users', USERS)
  await engine.run({
    sql: `INSERT INTO conversations (created_time, id, last_updated_time, route, user_id, record)
          SELECT now64(3), leftPad(toString(number), 5, '0') AS id, now64(3), 'DM', 'u', concat('{"id":"', id, '"}')
          FROM numbers(10001)`,
  })
  api = await serveDataApi(engine)
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

const byId = (a: TestRecord, b: TestRecord): number => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))

const errorOf = async (response: Response): Promise<ErrorBody['error']> =>
  ((await response.json()) as ErrorBody).error

describe('a collection', () => {
  test('is an envelope: the context, a link when more follows, the records', async () => {
    const first = await api.page('plugin-calls', { Prefer: 'odata.maxpagesize=40' })
    expect(Object.keys(first)).toEqual(['@odata.context', 'value', '@odata.nextLink'])
    expect(first['@odata.context']).toBe(`${api.address}/export/v1/records/$metadata#plugin-calls`)
    expect(first.value).toHaveLength(40)
    const last = await api.page(first['@odata.nextLink']!)
    expect(Object.keys(last)).toEqual(['@odata.context', 'value'])
    expect(last.value).toHaveLength(7)
  })

  test('says what its representation is', async () => {
    const response = await api.fetch('plugin-calls?$top=1')
    expect(response.headers.get('content-type')).toMatch(/^application\/json;\s*odata\.metadata=minimal/)
    expect(response.headers.get('odata-version')).toBe('4.0')
    expect(Number(response.headers.get('content-length'))).toBe((await response.arrayBuffer()).byteLength)
  })

  test('with nothing in it is an empty list', async () => {
    expect(await api.page('interactions')).toEqual({
      '@odata.context': `${api.address}/export/v1/records/$metadata#interactions`,
      value: [],
    })
    expect(await api.page('interactions?$count=true&$top=5&$skip=3&$orderby=created_time')).toMatchObject({
      '@odata.count': 0,
      value: [],
    })
  })

  test('has one content under both spellings of its name', async () => {
    const hyphen = await api.walk('plugin-calls', 20)
    const underscore = await api.walk('plugin_calls', 20)
    expect(recordsOf(underscore)).toEqual(recordsOf(hyphen))
    expect(recordsOf(hyphen)).toEqual([...calls].sort(byId))
    expect(await (await api.fetch('plugin_calls/$count')).text()).toBe('47')
  })

  test('gives every record byte for byte as it was stored', async () => {
    for (const size of [1, 2, 1000]) {
      let link: string | undefined = 'users'
      const given: string[] = []
      while (link) {
        const response = await api.fetch(link, { headers: { Prefer: `maxpagesize=${size}` } })
        const body = await response.text()
        const page = JSON.parse(body) as { value: TestRecord[]; '@odata.nextLink'?: string }
        const expected = page.value.map(({ id }) => texts.get(id)).join()
        expect(body).toContain(`"value":[${expected}]`)
        given.push(...page.value.map(({ id }) => id))
        link = page['@odata.nextLink']
      }
      expect(given.sort()).toEqual([...texts.keys()].sort())
    }
  })
})

describe('$top', () => {
  for (const [top, sizes] of [
    [0, [0]],
    [1, [1]],
    [9, [9]],
    [10, [10]],
    [11, [10, 1]],
    [20, [10, 10]],
    [35, [10, 10, 10, 5]],
    [46, [10, 10, 10, 10, 6]],
    [47, [10, 10, 10, 10, 7]],
    [48, [10, 10, 10, 10, 7]],
    [9_007_199_254_740_991, [10, 10, 10, 10, 7]],
  ] as const)
    test(`${top} gives pages of ${sizes.join(', ')}`, async () => {
      const pages = await api.walk(`plugin-calls?$top=${top}`, 10)
      expect(pages.map(page => page.value.length)).toEqual(sizes)
      expect(recordsOf(pages)).toEqual([...calls].sort(byId).slice(0, top))
    })

  test('counts what it gives, behind $skip', async () => {
    const pages = await api.walk('plugin-calls?$top=25&$skip=20', 10)
    expect(pages.map(page => page.value.length)).toEqual([10, 10, 5])
    expect(recordsOf(pages)).toEqual([...calls].sort(byId).slice(20, 45))
  })
})

describe('$skip', () => {
  for (const skip of [0, 1, 10, 46, 47, 1000])
    test(`${skip} leaves out so many, once`, async () => {
      expect(recordsOf(await api.walk(`plugin-calls?$skip=${skip}`, 10))).toEqual(
        [...calls].sort(byId).slice(skip),
      )
    })
})

describe('counting', () => {
  test('$count=true counts what the filter leaves, whatever the page', async () => {
    const pages = await api.walk('plugin-calls?$count=true&$filter=served eq true&$skip=3&$top=15', 10)
    const served = calls.filter(record => record.served).length
    expect(pages.map(page => page['@odata.count'])).toEqual([served, served])
    expect((await api.page('plugin-calls?$count=true&$top=0'))['@odata.count']).toBe(47)
    expect(await api.page('plugin-calls?$count=false&$top=0')).not.toHaveProperty('@odata.count')
  })

  test('/$count answers the number alone, as text', async () => {
    const count = async (path: string) => {
      const response = await api.fetch(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/plain\b/)
      return response.text()
    }
    expect(await count('plugin-calls/$count')).toBe('47')
    expect(await count('interactions/$count')).toBe('0')
    expect(await count('plugin-calls/$count?$filter=plugin_update_time eq null')).toBe('16')
    expect(await count('plugin-calls/%24count?%24filter=plugin_update_time%20eq%20null')).toBe('16')
    expect(await count("plugin-calls/$count?$filter=plugin_name eq '🎈'")).toBe(
      String(calls.filter(record => record.plugin_name === '🎈').length),
    )
  })

  test('counts a record once, however often it was stored', async () => {
    const again = calls
      .slice(0, 10)
      .map(record => ({ ...record, last_updated_time: '2025-08-03T00:00:00.000Z' }))
    const fresh = await stores.open()
    await store(fresh, 'plugin-calls', calls)
    await store(fresh, 'plugin-calls', again)
    const other = await serveDataApi(fresh)
    afterThisTest(() => other.close())
    const [raw] = await rows<{ n: number }>(fresh, { sql: 'SELECT count() AS n FROM plugin_calls' })
    expect(raw!.n, 'the table has two versions').toBe(57)
    expect(await (await other.fetch('plugin-calls/$count')).text()).toBe('47')
    expect((await other.page('plugin-calls?$count=true'))['@odata.count']).toBe(47)
    expect(recordsOf(await other.walk('plugin-calls', 10))).toHaveLength(47)
  })
})

describe('$select', () => {
  test('gives the attributes asked for, in the record’s order, over all pages', async () => {
    const pages = await api.walk('plugin-calls?$select=served,id,plugin_update_time', 10)
    expect(pages).toHaveLength(5)
    expect(recordsOf(pages).map(record => JSON.stringify(record))).toEqual(
      [...calls]
        .sort(byId)
        .map(({ id, plugin_update_time, served }) => JSON.stringify({ id, plugin_update_time, served })),
    )
  })

  test('can be walked in an order by what was not selected', async () => {
    const all = await api.walk('plugin-calls?$orderby=created_time desc,plugin_name', 7)
    const some = await api.walk('plugin-calls?$orderby=created_time desc,plugin_name&$select=id', 7)
    expect(recordsOf(some)).toEqual(recordsOf(all).map(({ id }) => ({ id })))
  })

  test('keeps texts as they are, whatever is in them', async () => {
    const given = recordsOf(await api.walk('users?$select=id,last_name,first_name', 1))
    for (const { id, last_name, first_name } of given) {
      const { last_name: l = null, first_name: f = null } = JSON.parse(texts.get(id)!)
      expect({ last_name, first_name }, id).toEqual({ last_name: l, first_name: f })
    }
    expect(given).toHaveLength(USERS.length)
  })
})

describe('$orderby', () => {
  type Key = readonly [attribute: string, descending?: boolean]

  /** The order of the protocol, in JavaScript: nulls lowest, false before true, texts by their bytes. */
  const compare = (a: unknown, b: unknown): number => {
    if (a === b) return 0
    if (a === null) return -1
    if (b === null) return 1
    if (typeof a === 'boolean') return Number(a) - Number(b)
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
  }
  const sorted = (keys: readonly Key[]): TestRecord[] =>
    [...calls].sort((a, b) => {
      for (const [attribute, descending] of keys) {
        const order = compare(a[attribute], b[attribute])
        if (order !== 0) return descending ? -order : order
      }
      return byId(a, b)
    })

  const orders: readonly (readonly Key[])[] = [
    [['id']],
    [['id', true]],
    [['created_time']],
    [['created_time', true]],
    [['plugin_name']],
    [['plugin_name', true]],
    [['served'], ['used', true]],
    [['plugin_update_time']],
    [['plugin_update_time', true]],
    [['plugin_update_time'], ['plugin_name', true]],
    [['plugin_update_time', true], ['created_time'], ['plugin_name', true]],
    [['served', true], ['plugin_update_time'], ['id', true]],
    [['user_id'], ['conversation_id', true], ['last_updated_time', true]],
  ]
  for (const keys of orders) {
    const option = keys.map(([name, descending]) => `${name}${descending ? ' desc' : ''}`).join(',')
    test(`${option}: walked page by page it is the whole, sorted`, async () => {
      const expected = sorted(keys).map(({ id }) => id)
      for (const size of [1, 4, 46, 47, 48])
        expect(idsOf(await api.walk(`plugin-calls?$orderby=${option}`, size)), `pages of ${size}`).toEqual(
          expected,
        )
    })
  }

  test('goes with everything else', async () => {
    const pages = await api.walk(
      'plugin-calls?$orderby=plugin_update_time desc,plugin_name&$filter=served eq true&$skip=2&$top=17&$select=id&$count=true',
      4,
    )
    const served = sorted([['plugin_update_time', true], ['plugin_name']]).filter(record => record.served)
    expect(idsOf(pages)).toEqual(served.slice(2, 19).map(({ id }) => id))
    expect(pages.map(page => page.value.length)).toEqual([4, 4, 4, 4, 1])
    expect(pages.every(page => page['@odata.count'] === served.length)).toBe(true)
  })
})

describe('the last page', () => {
  test('has no link, also when it is full', async () => {
    for (const [size, expected] of [
      [47, [47]],
      [46, [46, 1]],
      [48, [47]],
    ] as const) {
      const pages = await api.walk('plugin-calls', size)
      expect(pages.map(page => page.value.length)).toEqual(expected)
    }
    const even = await api.walk('plugin-calls?$filter=plugin_update_time eq null', 8)
    expect(even.map(page => page.value.length)).toEqual([8, 8])
    const manyEven = await api.walk('plugin-calls?$filter=plugin_update_time eq null', 1)
    expect(manyEven.map(page => page.value.length)).toEqual(Array(16).fill(1))
  })
})

describe('the page size', () => {
  const sizeOf = async (prefer?: string) => {
    const response = await api.fetch('conversations', {
      headers: prefer === undefined ? {} : { Prefer: prefer },
    })
    expect(response.status, prefer).toBe(200)
    const { value } = (await response.json()) as { value: unknown[] }
    return [value.length, response.headers.get('preference-applied')]
  }

  test('is 1,000 unless the client prefers another', async () => {
    expect(await sizeOf()).toEqual([1000, null])
    expect(await sizeOf('return=minimal')).toEqual([1000, null])
    expect(await sizeOf('odata.maxpagesize=5')).toEqual([5, 'odata.maxpagesize=5'])
    expect(await sizeOf('maxpagesize=5')).toEqual([5, 'odata.maxpagesize=5'])
    expect(await sizeOf('respond-async, odata.maxpagesize="7", x=y')).toEqual([7, 'odata.maxpagesize=7'])
  })

  test('is 10,000 at most, and says so', async () => {
    for (const size of ['10000', '10001', '999999999', '99999999999999999999'])
      expect(await sizeOf(`maxpagesize=${size}`), size).toEqual([10_000, 'odata.maxpagesize=10000'])
    const pages = await api.walk('conversations', 50_000)
    expect(pages.map(page => page.value.length)).toEqual([10_000, 1])
  })

  test('is what a client asks for that pages by position, up to 50,000', async () => {
    const sizes = async (options: string, headers = {}) =>
      (await api.page(`conversations?${options}`, headers)).value.length
    expect(await sizes('$skip=0&$top=5000')).toBe(5000)
    expect(await sizes('$top=50000&$skip=1')).toBe(10_000)
    expect(await sizes('$skip=0&$top=5000', { Prefer: 'maxpagesize=20' })).toBe(20)
    expect(await sizes('$top=5000')).toBe(1000)
    expect(await sizes('$skip=5')).toBe(1000)
  })

  test('is kept by the links, whatever a client prefers later', async () => {
    const first = await api.page('conversations', { Prefer: 'maxpagesize=30' })
    for (const headers of [{}, { Prefer: 'maxpagesize=30' }, { Prefer: 'maxpagesize=500' }]) {
      const second = await api.page(first['@odata.nextLink']!, headers)
      expect(second.value).toHaveLength(30)
      expect(second.value[0]!.id).toBe('00030')
    }
    const { headers } = await api.fetch(first['@odata.nextLink']!, { headers: { Prefer: 'maxpagesize=500' } })
    expect(headers.get('preference-applied')).toBe('odata.maxpagesize=30')
  })

  test('that is no number above zero is 400, and says what it must be', async () => {
    for (const value of ['0', '-1', '1.5', 'ten', '', '1e3', '00']) {
      const response = await api.fetch('plugin-calls', { headers: { Prefer: `odata.maxpagesize=${value}` } })
      expect(response.status, value).toBe(400)
      expect(await errorOf(response)).toEqual({
        code: 'InvalidPreference',
        message: `Prefer: maxpagesize is "${value}"; it must be a whole number above zero.`,
        target: 'Prefer',
      })
    }
  })

  test('is read out of a header of many preferences', () => {
    expect(preferredPageSize(undefined)).toBeUndefined()
    expect(preferredPageSize('')).toBeUndefined()
    expect(preferredPageSize('odata.continue-on-error, wait=5')).toBeUndefined()
    expect(preferredPageSize('notmaxpagesize=5')).toBeUndefined()
    expect(preferredPageSize('wait=5,OData.MaxPageSize = 12 ;x')).toBe(12)
    expect(preferredPageSize('maxpagesize=007')).toBe(7)
    expect(MAX_PAGE_SIZE).toBe(10_000)
  })
})

describe('a link', () => {
  test('carries the whole query as it was written', async () => {
    const query =
      '%24filter=served%20eq%20@s%20or%20plugin_name%20eq%20%27a%26b%3D%2B%27&$orderby=created_time+desc&@s=true&mine=1&$count=true&top=30'
    const { '@odata.nextLink': next } = await api.page(`plugin-calls?${query}`, { Prefer: 'maxpagesize=5' })
    expect(next).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/export\/v1\/records\/plugin-calls\?/)
    expect(next!.split('?')[1]!.split('&$skiptoken=')[0]).toBe(query)
    const { '@odata.nextLink': later } = await api.page(next!)
    expect(later!.split('?')[1]!.split('&$skiptoken=')[0], 'and one token, not two').toBe(query)
    expect(later!.match(/skiptoken/g)).toHaveLength(1)
  })

  test('may have its options encoded or in another order', async () => {
    const first = await api.page('plugin-calls?$filter=served eq true&$orderby=created_time&$top=12', {
      Prefer: 'maxpagesize=5',
    })
    const expected = await api.page(first['@odata.nextLink']!)
    const [base, query] = first['@odata.nextLink']!.split('?') as [string, string]
    const options = query.split('&')
    const encoded = query.replaceAll('$', '%24')
    for (const other of [options.reverse().join('&'), encoded, `&${query}&`, query.replace('$top', 'TOP')]) {
      const page = await api.page(`${base}?${other}`)
      expect(page.value, other).toEqual(expected.value)
      expect(page['@odata.nextLink']!.match(/skiptoken/g), other).toHaveLength(1)
    }
  })

  test('is refused when its token is damaged, or moved to another query', async () => {
    const { '@odata.nextLink': next } = await api.page('plugin-calls?$filter=served eq true', {
      Prefer: 'maxpagesize=5',
    })
    const token = next!.split('$skiptoken=')[1]!
    const wrong: [link: string, message: RegExp][] = [
      [next!.slice(0, -1), /damaged/],
      [`${next}A`, /damaged/],
      [next!.replace('skiptoken=', 'skiptoken=A'), /damaged/],
      ['plugin-calls?$skiptoken=x', /damaged/],
      [`plugin-calls?$skiptoken=${token}`, /another query/],
      [`plugin-calls?$filter=served eq false&$skiptoken=${token}`, /another query/],
      [`plugin-calls?$filter=served eq true&$top=5&$skiptoken=${token}`, /another query/],
      [`plugin-calls?$filter=served eq true&$orderby=id desc&$skiptoken=${token}`, /another query/],
      [`conversations?$skiptoken=${token}`, /another query/],
    ]
    for (const [link, message] of wrong) {
      const response = await api.fetch(link)
      expect(response.status, link).toBe(400)
      const error = await errorOf(response)
      expect(error).toMatchObject({ code: 'InvalidSkipToken', target: '$skiptoken' })
      expect(error.message).toMatch(message)
      expect(error.message).toMatch(/begin again without \$skiptoken\.$/)
    }
    for (const empty of ['plugin-calls?$skiptoken=', 'plugin-calls?$skiptoken'])
      expect((await api.fetch(empty)).status, empty).toBe(400)
  })

  test('is good after the server was started again', async () => {
    const query = 'plugin-calls?$orderby=plugin_update_time desc&$top=40'
    const expected = idsOf(await api.walk(query, 6))
    const before = await serveDataApi(engine)
    const first = await before.page(query, { Prefer: 'maxpagesize=6' })
    const second = await before.page(first['@odata.nextLink']!)
    await before.close()
    // Until fetch has seen its connections close.
    await new Promise(resolve => setTimeout(resolve, 50))
    const after = await serveDataApi(engine, { key: before.key, port: Number(new URL(before.address).port) })
    afterThisTest(() => after.close())
    expect(idsOf([first, second, ...(await after.walk(second['@odata.nextLink']!))])).toEqual(expected)
  })

  test('asked for twice gives the same page', async () => {
    let link = (await api.page('plugin-calls?$orderby=plugin_name', { Prefer: 'maxpagesize=5' }))[
      '@odata.nextLink'
    ]
    for (let page = 0; link; page++) {
      const [a, b] = await Promise.all([api.page(link), api.page(link)])
      const c = await api.page(link)
      for (const other of [b, c]) expect(other.value, `page ${page}`).toEqual(a.value)
      link = c['@odata.nextLink']
    }
  })
})

test('many walks at once all get everything', async () => {
  const expected = idsOf(await api.walk('plugin-calls?$orderby=created_time', 47))
  const walks = await Promise.all(
    Array.from({ length: 10 }, (_, i) => api.walk('plugin-calls?$orderby=created_time', 3 + (i % 3))),
  )
  for (const pages of walks) expect(idsOf(pages)).toEqual(expected)
})
