import { describe, expect, test } from 'vitest'
import { conformanceSuite } from '../support/conformance.ts'
import { POWER_QUERY } from '../support/power-query.ts'
import { afterThisTest } from '../support/temporary.ts'

/** What clients in the field need beyond the letter of the standard, the bounds of a query, and paging. */

const { service, ask, ids, refusal } = conformanceSuite({ trustedProxies: ['127.0.0.1'] })

describe('names', () => {
  test('the model has legal ones, the service document the vendor’s addresses, and both are served', async () => {
    const xml = (await ask('$metadata')).text
    for (const [, name] of xml.matchAll(/ Name="([^"]*)"/g)) expect(name).toMatch(/^[A-Za-z_]\w*$/)
    expect((await ask('')).json.value).toContainEqual(
      expect.objectContaining({ name: 'plugin_calls', url: 'plugin-calls' }),
    )
    expect(await ids('plugin-calls')).toEqual(await ids('plugin_calls'))
  })

  test('the context is the vendor’s for scripts, and one of the model for those who speak OData', async () => {
    const context = async (headers = {}) => (await ask('plugin-calls', headers)).json['@odata.context']
    expect(await context()).toBe(`${service.root}/$metadata#plugin-calls`)
    expect(await context({ 'OData-MaxVersion': '4.0' })).toBe(`${service.root}/$metadata#plugin_calls`)
  })
})

describe('addresses', () => {
  test('links and contexts are absolute, with scheme, host and path as the client used them', async () => {
    const headers = {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'data.example.com:8443',
      'X-Forwarded-Prefix': '/bot',
      Prefer: 'maxpagesize=1',
    }
    const root = 'https://data.example.com:8443/bot/export/v1/records'
    const { json } = await ask('interactions?$format=application/json;metadata=full', headers)
    expect(json['@odata.context']).toBe(`${root}/$metadata#interactions`)
    expect(json['@odata.nextLink'].startsWith(`${root}/interactions?`)).toBe(true)
    expect(json.value[0]['@odata.id']).toBe(`${root}/interactions(%27i1%27)`)
    expect((await ask('', headers)).json['@odata.context']).toBe(`${root}/$metadata`)
  })

  test('nobody else’s headers are believed', async () => {
    const other = await service.beside({})
    afterThisTest(() => other.close())
    const { json } = await other.ask('users', { 'X-Forwarded-Host': 'evil.example.com' })
    expect(json['@odata.context']).toBe(`${other.root}/$metadata#users`)
  })
})

describe('the model', () => {
  test('has keys, no relation within an object, and annotations of words and flags alone', async () => {
    const xml = (await ask('$metadata')).text
    for (const [entity] of xml.matchAll(/<EntityType .*?<\/EntityType>/gs)) expect(entity).toContain('<Key>')
    for (const [complex] of xml.matchAll(/<ComplexType .*?<\/ComplexType>/gs))
      expect(complex).not.toContain('<NavigationProperty')
    expect(xml).not.toMatch(/EnumMember|<Record|<Collection>/)
  })

  test('flat variants have no objects and no lists', async () => {
    const { json } = await ask(`${service.api.address}/export/v1/flat/interactions('i1')`)
    expect(json).toMatchObject({ detail_content: 'words 1', detail_domain: 'IT' })
    expect(Object.values(json).some(value => typeof value === 'object' && value !== null)).toBe(false)
    const user = (await ask(`${service.api.address}/export/v1/flat/users('u1')`)).json
    expect(user.external_ids_source).toBe('sso, sso, file')
  })
})

describe('what clients send', () => {
  test.each([
    ['', 'application/json;odata.metadata=minimal'],
    ['$metadata', 'application/xml'],
    ['plugin-calls?$top=1000', 'application/json;odata.metadata=minimal'],
    ['conversations?$filter=created_time ge 2026-08-01T00:00:00Z', 'application/json;odata.metadata=minimal'],
    ['conversations/$count', 'text/plain'],
  ])('Power Query: %s', async (path, type) => {
    const { status, headers, type: given } = await ask(path, POWER_QUERY)
    expect([status, headers.get('odata-version'), given]).toEqual([200, '4.0', type])
  })

  test('addresses of 2,048 characters, and of 16 kB', async () => {
    for (const length of [2048, 16_000]) {
      const path = 'interactions?$filter=id%20eq%20%27i2%27&padding='
      expect(await ids(path.padEnd(length - service.root.length - 1, 'x')), String(length)).toEqual(['i2'])
    }
  })

  test('pages by $skip and $top of 50,000', async () => {
    expect(await ids('interactions?$skip=0&$top=50000')).toHaveLength(5)
    expect(await ids('interactions?$skip=50000&$top=50000')).toEqual([])
  })

  test('a preference for more than there may be is answered with what is in force', async () => {
    const { headers } = await ask('interactions', { Prefer: 'odata.maxpagesize=50000' })
    expect(headers.get('preference-applied')).toBe('odata.maxpagesize=10000')
  })
})

describe('the bounds of a query', () => {
  const deep = (depth: number) => `${'('.repeat(depth)}true${')'.repeat(depth)}`
  const many = (count: number, one: (i: number) => string, by: string) =>
    Array.from({ length: count }, (_, i) => one(i)).join(by)

  test.each([
    ['depth of 60', `$filter=${deep(60)}`, 200],
    ['depth of 100', `$filter=${deep(100)}`, 400],
    [
      '200 links of an and-chain: length is not depth',
      `$filter=${many(200, i => `id ne '${i}'`, ' and ')}`,
      200,
    ],
    ['more than 2,000 nodes', `$filter=${many(1100, () => '1 eq 1', ' or ')}`, 400],
    ['1,000 items', `$filter=id in (${many(1000, i => `'${i}'`, ',')})`, 200],
    ['1,001 items', `$filter=id in (${many(1001, i => `'${i}'`, ',')})`, 400],
    ['20 keys', `$orderby=${many(20, () => 'route', ',')}`, 200],
    ['21 keys', `$orderby=${many(21, () => 'route', ',')}`, 400],
  ])('%s', async (_what, query, status) => {
    const answer = await ask(`conversations?${query}`)
    expect([answer.status, status === 200 ? undefined : answer.json.error.code]).toEqual([
      status,
      status === 200 ? undefined : 'LimitExceeded',
    ])
  })

  test('options of more than 16 kB are refused, and what is longer by far is not even read', async () => {
    expect(await refusal(`users?x=${'y'.repeat(17_000)}`)).toEqual([400, 'LimitExceeded'])
    expect(await refusal(`users?x=${'y'.repeat(62_000)}`)).toEqual([414, 'UrlTooLong'])
  })

  test('patterns are matched in linear time', async () => {
    const hostile = encodeURIComponent(`matchesPattern(concat(id,'${'a'.repeat(200)}!'),'^(a+)+$')`)
    expect(await ids(`users?$filter=${hostile}`)).toEqual([])
  })
})

describe('paging', () => {
  test('the order is total: ties are broken by id', async () => {
    for (const order of ['actor', 'actor desc', 'detail/domain', 'detail/domain desc,actor']) {
      const all = await ids(`interactions?$orderby=${order}`)
      for (const size of [1, 2, 3]) {
        const pages = await service.api.walk(`interactions?$orderby=${order}`, size)
        expect(
          pages.flatMap(({ value }) => value.map(({ id }) => id)),
          `${order} by ${size}`,
        ).toEqual(all)
      }
    }
  })

  test('a link keeps the query, the page size and the count', async () => {
    const first = await ask("interactions?$count=true&$filter=actor eq 'user'&$select=id", {
      Prefer: 'maxpagesize=2',
    })
    const second = (await ask(first.json['@odata.nextLink'])).json
    expect(second).toMatchObject({ '@odata.count': 3, value: [{ id: 'i5' }] })
  })

  test('there is no link when $top is used up, nor to an empty page', async () => {
    for (const query of ['$top=2', '$top=5', '', '$top=7']) {
      const pages = await service.api.walk(`interactions?${query}`, 1)
      expect(pages.map(({ value }) => value.length)).not.toContain(0)
      expect(pages.at(-1)).not.toHaveProperty(['@odata.nextLink'])
    }
  })

  test('a link that was altered, or belongs to another query, is 400', async () => {
    const link: string = (await ask('interactions', { Prefer: 'maxpagesize=1' })).json['@odata.nextLink']
    for (const other of [
      `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`,
      `${link}&$filter=true`,
      link.replace('/interactions?', '/users?'),
      link.replace('/interactions?', '/interactions/$ref?'),
    ])
      expect(await refusal(other), other).toEqual([400, 'InvalidSkipToken'])
    expect((await ask(link)).status).toBe(200)
  })

  test('a link that is stale is 410', async () => {
    const brief = await service.beside({ maxLinkAgeMs: -1 })
    afterThisTest(() => brief.close())
    const { json } = await brief.ask('interactions', { Prefer: 'maxpagesize=1' })
    expect(await brief.refusal(json['@odata.nextLink'])).toEqual([410, 'StaleSkipToken'])
  })

  test('a credential reads what its scopes name, along every path', async () => {
    const Authorization = await service.keyFor(['conversations'])
    for (const path of [
      "conversations('c1')/user/$ref",
      "conversations('c1')/interactions/$ref",
      'conversations?$expand=user/$ref',
      "conversations/$filter(@c)?@c=user/id eq 'u1'",
      "$entity?$id=users('u1')",
      'users/$filter(true)/$count',
    ])
      expect(await refusal(path, { Authorization }), path).toEqual([403, 'MissingScope'])
    const body = "$filter=user/id eq 'u1'".replaceAll(' ', '%20')
    const posted = await ask(
      'conversations/$query',
      { Authorization, 'Content-Type': 'text/plain' },
      { method: 'POST', body },
    )
    expect(posted.status).toBe(403)
    expect((await ask('conversations/$ref', { Authorization })).status).toBe(200)
  })
})
