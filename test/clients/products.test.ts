import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Page, serveDataApi, type TestApi, type TestRecord } from '../support/data-api.ts'
import { POWER_QUERY } from '../support/power-query.ts'
import { type ServedCompany, serveCompany } from './company.ts'
import { StrictReader } from './strict-reader.ts'

/**
 * The requests of products that cannot run here, as far as they are known: Power Query's headers are from a recorded trace,
 * everything else is put together from manuals. Answers are read as strictly as Microsoft's OData library reads them.
 */

type Headers = Readonly<Record<string, string>>

let company: ServedCompany
/** The same records behind a proxy that ends TLS: what clients see is not where the server listens. */
let published: TestApi
const PUBLIC = 'https://data.example.com'
beforeAll(async () => {
  company = await serveCompany()
  published = await serveDataApi(company.engine, { publicUrl: PUBLIC, key: company.api.key })
})
afterAll(async () => {
  await published.close()
  await company.close()
})

const basic = (): string => `Basic ${Buffer.from(`anything:${company.api.key}`).toString('base64')}`

/** A product: sends its headers with every request, and insists on what every answer must have. */
function product(root: () => string, headers: Headers, version = '4.0') {
  const ask = async (path: string, more: Headers = {}): Promise<Response> => {
    const response = await fetch(new URL(path, root()), {
      headers: { Authorization: basic(), ...headers, ...more },
    })
    expect([path, response.status, response.headers.get('odata-version')]).toEqual([path, 200, version])
    return response
  }
  return {
    ask,
    text: async (path: string, more?: Headers): Promise<string> => (await ask(path, more)).text(),
    page: async (path: string, more?: Headers): Promise<Page> =>
      (await (await ask(path, more)).json()) as Page,
    reader: async (more?: Headers) => new StrictReader(root(), await (await ask('$metadata', more)).text()),
  }
}

/** Everything from a page on, along the links. */
async function walk(
  { page }: ReturnType<typeof product>,
  reader: StrictReader,
  path: string,
): Promise<TestRecord[]> {
  const read: TestRecord[] = []
  for (let link: string | undefined = path; link; ) {
    const answer: Page = await page(link)
    read.push(...(reader.records(answer) as TestRecord[]))
    link = answer['@odata.nextLink']
  }
  return read
}

const SETS = {
  users: 'users',
  conversations: 'conversations',
  interactions: 'interactions',
  plugin_calls: 'plugin-calls',
  plugin_resources: 'plugin-resources',
} as const

describe('Power Query (Power BI, Excel)', () => {
  const client = product(() => company.root, POWER_QUERY)

  test('asks without a password first, and is offered Basic in a field of its own', async () => {
    const { request } = await import('node:http')
    const offered = await new Promise<string[]>((resolve, reject) =>
      request(company.root, response => {
        response.resume()
        expect(response.statusCode).toBe(401)
        resolve(response.headersDistinct['www-authenticate'] ?? [])
      })
        .on('error', reject)
        .end(),
    )
    expect(offered.map(challenge => challenge.split(' ')[0])).toEqual(['Bearer', 'Basic'])
  })

  test('connects: service document, then metadata as XML', async () => {
    const service = await client.ask('')
    expect(service.headers.get('content-type')).toBe('application/json;odata.metadata=minimal')
    const { '@odata.context': context, value } = (await service.json()) as unknown as {
      '@odata.context': string
      value: { name: string; kind: string; url: string }[]
    }
    expect(context).toBe(`${company.root}$metadata`)
    expect(value.map(({ name }) => name).sort()).toEqual(Object.keys(SETS).sort())
    for (const { kind, url } of value) {
      expect(kind).toBe('EntitySet')
      await client.page(new URL(url, company.root).href)
    }
    const metadata = await client.ask('$metadata')
    expect(metadata.headers.get('content-type')).toBe('application/xml')
    expect(metadata.headers.get('content-encoding')).toBe('gzip')
  })

  test('previews, then loads every table by the links, undocumented attributes and all', async () => {
    const reader = await client.reader()
    for (const [set, entity] of Object.entries(SETS)) {
      expect(reader.records(await client.page(`${set}?$top=0`))).toEqual([])
      expect(reader.records(await client.page(`${set}?$top=1000`)).length).toBeGreaterThan(0)
      expect(await walk(client, reader, set)).toEqual(company.records(entity))
    }
  })

  test('leaves filters, sorts, columns, joins and counts to the server', async () => {
    const reader = await client.reader()
    const query =
      'conversations?$filter=created_time%20ge%202026-08-02T00%3A00%3A00Z%20and%20created_time%20lt%202026-08-04T00%3A00%3A00Z%20and%20route%20eq%20%27DM%27' +
      '&$orderby=created_time%20desc&$select=id%2Ccreated_time%2Cprimary_domain&$top=1000'
    const expected = company
      .records('conversations')
      .filter(
        ({ created_time: at, route }) => `${at}` >= '2026-08-02' && `${at}` < '2026-08-04' && route === 'DM',
      )
      .sort((a, b) => (`${a.created_time}` < `${b.created_time}` ? 1 : -1))
      .map(({ id, created_time, primary_domain }) => ({ created_time, id, primary_domain }))
    expect(await walk(client, reader, query)).toEqual(expected)
    expect(expected.length).toBeGreaterThan(10)
    expect(await client.text('conversations/$count?$filter=route%20eq%20%27DM%27')).toBe('44')
    const joined = await walk(
      client,
      reader,
      'plugin_calls?$expand=user($select=email_addr)&$select=id,user&$top=5',
    )
    expect(joined.map(({ user }) => (user as TestRecord).email_addr)).not.toContain(undefined)
  })
})

describe('.NET', () => {
  for (const [name, headers, version] of [
    [
      'Microsoft.OData.Client',
      {
        'User-Agent': 'Microsoft.OData.Client/7.21.1',
        'OData-Version': '4.0',
        'OData-MaxVersion': '4.0',
        Accept: 'application/json;odata.metadata=minimal',
        'Accept-Charset': 'UTF-8',
      },
      '4.0',
    ],
    [
      'Microsoft.OData.Client 8',
      {
        'User-Agent': 'Microsoft.OData.Client/8.2.3',
        'OData-Version': '4.0',
        'OData-MaxVersion': '4.01',
        Accept: 'application/json;odata.metadata=minimal',
        'Accept-Charset': 'UTF-8',
      },
      '4.01',
    ],
    ['Simple.OData.Client', { Accept: 'application/json, application/xml, application/text' }, '4.0'],
  ] as const)
    test(`${name} reads metadata first, then sets, by key, with relations`, async () => {
      const client = product(() => company.root, headers, version)
      const reader = await client.reader({ Accept: 'application/xml' })
      for (const [set, entity] of Object.entries(SETS))
        expect(await walk(client, reader, `${set}?$count=true`)).toEqual(company.records(entity))
      const [call] = company.records('plugin-calls') as [TestRecord]
      const one = (await (
        await client.ask(`plugin_calls('${call.id}')?$expand=interaction`)
      ).json()) as Record<string, unknown>
      const { '@odata.context': context, ...record } = one
      reader.records({
        '@odata.context': `${context}`.replace('/$entity', ''),
        value: [record as TestRecord],
      })
      expect((record.interaction as TestRecord).id).toBe(call.interaction_id)
    })
})

describe('tools that only know user and password, and tables', () => {
  const flat = (headers: Headers) => product(() => company.flatRoot, headers)

  test('Azure Data Factory and Tableau: metadata without objects or lists, every row', async () => {
    for (const headers of [
      {
        Accept: 'application/json;odata.metadata=minimal',
        'OData-MaxVersion': '4.0',
        'User-Agent': 'azure-data-factory/2.0',
      },
      { Accept: 'application/json', 'User-Agent': 'Tableau' },
    ]) {
      const client = flat(headers)
      const metadata = await client.text('$metadata', { Accept: 'application/xml' })
      expect(metadata).not.toMatch(/ComplexType|OpenType|Type="Collection\(Edm/)
      const reader = new StrictReader(company.flatRoot, metadata)
      for (const [set, entity] of Object.entries(SETS)) {
        const rows = await walk(client, reader, set)
        expect(rows.map(({ id }) => id)).toEqual(company.records(entity).map(({ id }) => id))
        const values = new Set(
          rows.flatMap(row => Object.values(row)).map(value => typeof value === 'object' && value),
        )
        expect([...values].filter(value => value !== false && value !== null)).toEqual([])
      }
    }
  })

  test('SAP Analytics Cloud: batches by $skip and $top come whole, without links', async () => {
    const client = flat({ Accept: 'application/json' })
    const reader = await client.reader({ Accept: 'application/xml' })
    const stored = company.records('plugin-resources')
    expect(await client.text('plugin_resources/$count', { Accept: 'text/plain' })).toBe(`${stored.length}`)
    const query = 'plugin_resources?$select=id,detail_name,cited&$orderby=id'
    const small: TestRecord[] = []
    for (let skip = 0; ; skip += 1000) {
      const { value } = await client.page(`${query}&$skip=${skip}&$top=1000`)
      small.push(...value)
      if (value.length < 1000) break
    }
    expect(small).toEqual(
      stored.map(({ id, cited, detail }) => ({
        cited,
        detail_name: (detail as { name: string } | null)?.name ?? null,
        id,
      })),
    )
    const whole = await client.page(`${query}&$skip=0&$top=50000`)
    expect([whole.value, whole['@odata.nextLink']]).toEqual([small, undefined])
    expect(await walk(client, reader, `${query}&$skip=50000&$top=50000`)).toEqual([])
  })

  test('Qlik: pages by $skip while a page is full', async () => {
    const client = flat({ Accept: 'application/json', 'User-Agent': 'Mozilla/5.0 (compatible; Qlik)' })
    const read: TestRecord[] = []
    for (let skip = 0; ; skip += 500) {
      const { value } = await client.page(`users?$skip=${skip}&$top=500`)
      read.push(...value)
      if (value.length < 500) break
    }
    expect(read.map(({ id }) => id)).toEqual(company.records('users').map(({ id }) => id))
    expect(read.map(user => user.external_ids_external_id).filter(text => text !== null)).toContain('00u1')
  })
})

test('behind a proxy, contexts and links have the address that the client used', async () => {
  const answer = async (path: string) =>
    await (
      await fetch(path.replace(PUBLIC, published.address), {
        headers: { Authorization: basic(), 'OData-MaxVersion': '4.0', Prefer: 'odata.maxpagesize=1000' },
      })
    ).text()
  const root = `${PUBLIC}/export/v1/records/`
  const reader = new StrictReader(root, await answer(`${root}$metadata`))
  const read: TestRecord[] = []
  for (let link: string | undefined = `${root}plugin-resources`; link; ) {
    const page = JSON.parse(await answer(link)) as Page
    read.push(...(reader.records(page) as TestRecord[]))
    link = page['@odata.nextLink']
  }
  expect(read).toEqual(company.records('plugin-resources'))
  expect(JSON.parse(await answer(root))['@odata.context']).toBe(`${root}$metadata`)
})
