import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults } from '../src/faults/index.ts'
import type { Engine } from '../src/store/engine.ts'
import { store, TestStores } from './support/data-api.ts'
import { type FaultyApi, type Got, serveFaulty } from './support/faulty-api.ts'
import { recordsNumbered } from './support/records.ts'

/** Each fault of the transport alone, as a client that expects it sees it. */

const RECORDS = 25
/** Three pages of ten. */
const PAGES = { prefer: 'odata.maxpagesize=10' }

const stores = new TestStores()
let truth: Engine

beforeAll(async () => {
  truth = await stores.open()
  await store(truth, 'conversations', recordsNumbered('conversations', RECORDS))
  await store(truth, 'users', recordsNumbered('users', RECORDS))
})
afterAll(() => stores.close())

interface Page {
  readonly value?: readonly { readonly id: string }[] | null
  readonly '@odata.nextLink'?: string
}

const idsOf = ({ json }: Got): string[] => ((json as Page).value ?? []).map(({ id }) => id)
const nextOf = ({ json }: Got): string | undefined => (json as Page)['@odata.nextLink']
const ids = (from: number, to: number): string[] =>
  recordsNumbered('conversations', RECORDS)
    .slice(from, to)
    .map(({ id }) => id)

/** All pages, by their links. */
async function walk(api: FaultyApi, first = 'conversations'): Promise<Got[]> {
  const pages = [await api.get(first, PAGES)]
  for (let next = nextOf(pages[0]!); next; next = nextOf(pages.at(-1)!))
    pages.push(await api.get(next, PAGES))
  return pages
}

async function token(api: FaultyApi): Promise<{ access_token: string; expires_in: number }> {
  const [, id] = api.key.split('_')
  const answer = await fetch(`${api.address}/oauth/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: id, client_secret: api.key, grant_type: 'client_credentials' }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { access_token: string; expires_in: number }
}

/** How the fault is planned, and what a client sees. */
type Case = readonly [plan: string, sees: (api: FaultyApi) => Promise<void>]

const cases: Readonly<Record<string, readonly Case[]>> = {
  'too-many-requests': [
    [
      'share: 1, times: 2',
      async api => {
        for (const _ of [1, 2]) {
          const { status, headers } = await api.get('conversations')
          expect([status, headers.get('retry-after')]).toEqual([429, null])
        }
        expect(idsOf(await api.get('conversations'))).toHaveLength(RECORDS)
      },
    ],
    [
      'share: 1, retry_after: 7',
      async api => expect((await api.get('conversations')).headers.get('retry-after')).toBe('7'),
    ],
    [
      'share: 1, retry_after: date',
      async api =>
        expect((await api.get('conversations')).headers.get('retry-after')).toBe(
          'Thu, 20 Aug 2026 00:00:30 GMT',
        ),
    ],
  ],
  'server-error': [
    [
      'share: 1',
      async api => {
        const seen = new Set<number>()
        for (let i = 0; i < 40; i++) seen.add((await api.get('users?$top=0')).status)
        expect([...seen].sort()).toEqual([500, 502, 503, 504])
      },
    ],
    [
      'share: 1, html: true, statuses: [502]',
      async api => expect(await api.get('users')).toMatchObject({ status: 502, text: /<title>502/ }),
    ],
  ],
  stall: [
    [
      'share: 1, times: 1',
      async api => {
        expect(idsOf(await api.get('conversations'))).toHaveLength(RECORDS)
        expect(api.waits).toEqual([30_000])
      },
    ],
  ],
  'slow-bytes': [
    [
      'share: 1, pieces: 8',
      async api => {
        expect(idsOf(await api.get('conversations'))).toHaveLength(RECORDS)
        expect(api.waits).toEqual(Array(8).fill(200))
      },
    ],
  ],
  'cut-connection': [
    [
      'share: 1, times: 1',
      async api => {
        await expect(api.get('conversations')).rejects.toThrow()
        expect(idsOf(await api.get('conversations'))).toHaveLength(RECORDS)
      },
    ],
  ],
  'truncated-json': [
    [
      'share: 1',
      async api => {
        const { status, text, json } = await api.get('conversations')
        expect([status, json]).toEqual([200, undefined])
        expect(text).toMatch(/^\{/)
      },
    ],
  ],
  'malformed-json': [
    [
      'share: 1',
      async api => {
        const texts = new Set<string>()
        for (let i = 0; i < 20; i++) {
          const { status, text, json } = await api.get('conversations')
          expect([status, json]).toEqual([200, undefined])
          texts.add(text)
        }
        expect(texts.size).toBe(4)
      },
    ],
  ],
  'wrong-content-type': [
    [
      'share: 1',
      async api => {
        const page = await api.get('conversations')
        expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
        expect(idsOf(page)).toHaveLength(RECORDS)
      },
    ],
  ],
  'wrong-gzip': [
    ...['plain', 'damaged'].map(
      (form): Case => [
        `share: 1, times: 1, forms: [${form}]`,
        async api => {
          await expect(api.get('conversations'), form).rejects.toThrow()
          expect(idsOf(await api.get('conversations'))).toHaveLength(RECORDS)
        },
      ],
    ),
    [
      // Node's fetch takes the end of such a body for the end of its text.
      'share: 1, times: 1, forms: [truncated]',
      async api => expect((await api.get('conversations')).json).toBeUndefined(),
    ],
  ],
  'repeated-page': [
    [
      'share: 1',
      async api =>
        expect((await walk(api)).map(idsOf)).toEqual([
          ids(0, 10),
          ids(0, 10),
          ids(10, 20),
          ids(10, 20),
          ids(20, 25),
        ]),
    ],
  ],
  'empty-page': [
    [
      'share: 1',
      async api =>
        expect((await walk(api)).map(idsOf)).toEqual([[], ids(0, 10), [], ids(10, 20), [], ids(20, 25)]),
    ],
    [
      `share: 1, value: ['null']`,
      async api => expect((await api.get('users')).json).toMatchObject({ value: null }),
    ],
    [
      'share: 1, value: [absent]',
      async api => {
        const [first, second] = await walk(api, 'users')
        expect(Object.keys(first!.json as object)).toEqual(['@odata.context', '@odata.nextLink'])
        expect(idsOf(second!)).toHaveLength(10)
      },
    ],
  ],
  'link-spelling': ['@odata.nextlink', 'odata.nextLink', 'odata.nextlink'].map(spelling => [
    `spellings: ['${spelling}']`,
    async api => {
      const first = await api.get('conversations', PAGES)
      const link = (first.json as Record<string, string>)[spelling]!
      expect(nextOf(first)).toBeUndefined()
      expect(idsOf(await api.get(link))).toEqual(ids(10, 20))
    },
  ]),
  'page-size': [
    [
      'size: 10',
      async api => {
        const page = await api.get('conversations', { prefer: 'odata.maxpagesize=1000' })
        expect(idsOf(page)).toEqual(ids(0, 10))
        expect(page.headers.get('preference-applied')).toBeNull()
      },
    ],
  ],
  'top-truncates': [
    [
      '',
      async api => {
        expect((await walk(api, 'conversations?$top=20')).map(idsOf)).toEqual([ids(0, 10)])
        expect(await walk(api)).toHaveLength(3)
      },
    ],
  ],
  'skip-by-position': [
    [
      '',
      async api => {
        // Between the two pages a record goes: the one that moves up in its place is never given.
        const own = await stores.open()
        await store(own, 'conversations', recordsNumbered('conversations', RECORDS))
        const moved = await serveFaulty(own, 'faults: [{ fault: skip-by-position }]')
        const page = async (skip: number): Promise<string[]> =>
          idsOf(await moved.get(`conversations?$orderby=id&$top=10&$skip=${skip}`))
        expect(await page(0)).toEqual(ids(0, 10))
        await own.run({ sql: `DELETE FROM conversations WHERE id = 'c00003'` })
        expect(await page(10)).toEqual(ids(11, 21))
        expect(idsOf(await api.get('conversations?$top=3&$skip=2'))).toEqual(ids(2, 5))
      },
    ],
  ],
  'count-ignored': [
    [
      '',
      async api => {
        const { json } = await api.get('conversations?$count=true')
        expect(Object.keys(json as object)).toEqual(['@odata.context', 'value'])
      },
    ],
  ],
  'wrong-count': [
    ['form: missing', async api => expect((await api.get('conversations/$count')).status).toBe(404)],
    [
      'form: wrong',
      async api => {
        const said = Number((await api.get('conversations/$count')).text)
        expect(Math.abs(said - RECORDS)).toBe(1)
      },
    ],
    [
      'form: late',
      async api => {
        expect((await api.get('users/$count')).text).toBe(String(RECORDS))
        await store(truth, 'users', recordsNumbered('users', RECORDS + 2))
        expect((await api.get('users/$count')).text).toBe(String(RECORDS))
        expect((await api.get('users/$count?$filter=true')).text).toBe(String(RECORDS + 2))
      },
    ],
  ],
  'expiring-links': [
    [
      'time: 5m',
      async api => {
        const next = nextOf(await api.get('conversations', PAGES))!
        await api.source.advance(300_000)
        expect(idsOf(await api.get(next))).toEqual(ids(10, 20))
        await api.source.advance(1)
        expect((await api.get(next)).status).toBe(410)
      },
    ],
  ],
  'short-tokens': [
    [
      'says: 3600',
      async api => {
        const { access_token, expires_in } = await token(api)
        expect(expires_in).toBe(3600)
        const authorization = `Bearer ${access_token}`
        await api.source.advance(59_999)
        expect((await api.get('users', { authorization })).status).toBe(200)
        await api.source.advance(1)
        expect((await api.get('users', { authorization })).status).toBe(401)
        expect((await api.get('users')).status).toBe(200)
      },
    ],
    ['time: 90s', async api => expect((await token(api)).expires_in).toBe(90)],
  ],
  unauthorized: [
    [
      'share: 1, after: 1, times: 1',
      async api => {
        const statuses: number[] = []
        for (let i = 0; i < 3; i++) statuses.push((await api.get('conversations')).status)
        expect(statuses).toEqual([200, 401, 200])
      },
    ],
  ],
  'forbidden-entity': [
    [
      'entities: [users]',
      async api => {
        expect((await api.get('users')).status).toBe(403)
        expect((await api.get('users/$count')).status).toBe(403)
        expect((await api.get('conversations')).status).toBe(200)
      },
    ],
  ],
  'clock-skew': [
    [
      '',
      async api =>
        expect((await api.get('conversations')).headers.get('date')).toBe('Thu, 20 Aug 2026 00:07:00 GMT'),
    ],
    [
      'by: 3m, behind: true',
      async api =>
        expect((await api.get('conversations')).headers.get('date')).toBe('Wed, 19 Aug 2026 23:57:00 GMT'),
    ],
  ],
  'broken-records': [
    ['no-id', (record: object) => !('id' in record)],
    [
      'bad-time',
      (record: object) => 'last_updated_time' in record && record.last_updated_time === 'yesterday',
    ],
    [
      'wrong-type',
      (record: object) => 'last_updated_time' in record && typeof record.last_updated_time === 'number',
    ],
    ['no-object', (record: unknown) => record === 'broken'],
  ].map(([form, isBroken]) => [
    `share: 1, records: 2, forms: [${form}]`,
    async api => {
      const { value } = (await api.get('conversations', PAGES)).json as { value: object[] }
      expect(value).toHaveLength(12)
      expect(value.filter(isBroken as (record: object) => boolean)).toHaveLength(2)
    },
  ]),
}

describe('a client sees', () => {
  for (const [fault, plans] of Object.entries(cases))
    for (const [plan, sees] of plans)
      test(`${fault} ${plan}`, async () => {
        const api = await serveFaulty(truth, `faults: [{ fault: ${fault}${plan && `, ${plan}`} }]`)
        await sees(api)
        expect(api.struck()[fault], 'how often it struck').toBeGreaterThan(0)
      })

  test('a page that is spoilt as it is, whatever else would change it', async () => {
    const others = [
      'broken-records',
      'empty-page',
      'link-spelling',
      'count-ignored',
      'top-truncates',
      'repeated-page',
    ]
    for (const spoiling of ['truncated-json', 'malformed-json', 'wrong-gzip']) {
      const plan = [spoiling, ...others].map(name => `{ fault: ${name}, share: 1 }`).join()
      const api = await serveFaulty(truth, `faults: [${plan}, { fault: expiring-links }]`)
      for (let i = 0; i < 10; i++)
        expect(await api.get('conversations?$count=true', PAGES).catch(() => ({}))).not.toHaveProperty(
          'status',
          500,
        )
      expect(api.struck(), spoiling).toMatchObject({ [spoiling]: 10, 'broken-records': 0, 'empty-page': 0 })
    }
  })

  test('every fault of the transport is here', () => {
    const known = faults.filter(({ layer }) => layer === 'transport').map(({ name }) => name)
    expect(Object.keys(cases).sort()).toEqual(known.sort())
  })
})

describe('chance', () => {
  const plan = (seed: number, more = ''): string =>
    `{ seed: ${seed}, faults: [{ fault: server-error, share: 0.3 ${more}}] }`
  const statuses = async (api: FaultyApi, links: readonly string[]): Promise<number[]> => {
    const seen: number[] = []
    for (const link of links) seen.push((await api.get(link)).status)
    return seen
  }
  const forty = Array<string>(40).fill('conversations?$top=0')

  test('is the same for one seed and the same requests, and another for another seed', async () => {
    const first = await statuses(await serveFaulty(truth, plan(1)), forty)
    expect(await statuses(await serveFaulty(truth, plan(1)), forty)).toEqual(first)
    expect(await statuses(await serveFaulty(truth, plan(2)), forty)).not.toEqual(first)
    expect(first.filter(status => status >= 500).length).toBeGreaterThan(4)
    expect(first.filter(status => status === 200).length).toBeGreaterThan(15)
  })

  test('strikes in bursts, within limits, and only where it is meant to', async () => {
    const api = await serveFaulty(truth, plan(1, ', burst: 3, times: 6, after: 2, entities: [users]'))
    const seen = await statuses(api, Array(60).fill('users?$top=0'))
    expect(seen.slice(0, 2)).toEqual([200, 200])
    const runs = seen.map(status => (status === 200 ? '.' : 'x')).join('')
    expect(runs.match(/x+/g)!.map(run => run.length % 3)).not.toContain(1)
    expect(runs.replaceAll('.', '')).toBe('xxxxxx')
    expect(new Set(await statuses(api, forty))).toEqual(new Set([200]))
  })

  test('strikes in its time alone', async () => {
    const api = await serveFaulty(
      truth,
      'faults: [{ fault: unauthorized, share: 1, from: 1h, until: 2026-08-20T02:00:00Z }]',
    )
    const seen = [(await api.get('users')).status]
    for (const _ of [1, 2]) {
      await api.source.advance(3_600_000)
      seen.push((await api.get('users')).status)
    }
    expect(seen).toEqual([200, 401, 200])
  })
})
