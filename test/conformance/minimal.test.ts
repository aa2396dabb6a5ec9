import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { conformanceSuite } from '../support/conformance.ts'

/**
 * OData 4.01 Protocol, 13.1.1 and 13.2.1: the minimal conformance level, as far as it is about reading. `4.0/n` and `4.01/n`
 * are the numbers of the standard's items.
 */

const { service, ask, ids, refusal } = conformanceSuite()

describe('what is published', () => {
  test('M1 the root is a service document of every set, with its context', async () => {
    const { status, json } = await ask(`${service.root}/`)
    expect([status, json['@odata.context']]).toEqual([200, `${service.root}/$metadata`])
    expect(json.value).toHaveLength(5)
    for (const { name, kind, url } of json.value) {
      expect([kind, name]).toEqual(['EntitySet', url.replace('-', '_')])
      expect((await ask(new URL(url, json['@odata.context']).href)).status).toBe(200)
    }
  })

  test('M2 collections and records follow the JSON format, in its encodings', async () => {
    const collection = await ask('users')
    expect(collection.json['@odata.context']).toBe(`${service.root}/$metadata#users`)
    expect(collection.json.value[0]).toMatchObject({
      access_to_bot: true,
      external_ids: [{ external_id: '7' }, { external_id: '9' }, { external_id: null }],
      first_name: "Ann O'Neil",
      last_name: 'Zöe 🎈',
      last_updated_time: '2026-08-02T06:02:51.061Z',
    })
    const one = await ask("users('u1')")
    const { '@odata.context': context, ...record } = one.json
    expect(context).toBe(`${service.root}/$metadata#users/$entity`)
    expect(record).toEqual(collection.json.value[0])
  })

  test('M3 every partial result has a link to the next, and the last page has none', async () => {
    const pages = await service.api.walk('interactions', 2)
    expect(pages.map(page => [page.value.length, '@odata.nextLink' in page])).toEqual([
      [2, true],
      [2, true],
      [1, false],
    ])
    expect((await ask('interactions')).json).not.toHaveProperty(['@odata.nextLink'])
  })

  test('4.0/8 only types of the standard are exposed', async () => {
    const { text } = await ask('$metadata')
    const own = [...text.matchAll(/<(?:Complex|Entity|Enum)Type Name="(\w+)"/g)].map(
      ([, name]) => `Debrief.${name}`,
    )
    const known = [...own, 'Edm.String', 'Edm.Boolean', 'Edm.DateTimeOffset']
    for (const [, type] of text.matchAll(/ Type="(?:Collection\()?([\w.]+)/g)) expect(known).toContain(type)
  })

  test('4.0/9 nothing has to be understood but the payload: no annotation of ours is in it', async () => {
    const { text } = await ask('conversations?$expand=user')
    const names = [...text.matchAll(/"([^"]*@[^"]*)":/g)].map(([, name]) => name)
    expect(names).toEqual(['@odata.context'])
  })

  test('4.0/10 nothing is changed by anything that is sent', async () => {
    const before = (await ask("conversations('c1')")).text
    for (const method of ['DELETE', 'PATCH', 'POST', 'PUT']) {
      const answer = await ask("conversations('c1')", {}, { method })
      expect([answer.status, answer.headers.get('allow')], method).toEqual([405, 'GET, HEAD'])
    }
    expect((await ask("conversations('c1')")).text).toBe(before)
  })

  test('4.0/12 relations can be expanded', async () => {
    const { json } = await ask("conversations('c1')?$expand=user($select=id),interactions($select=id;$top=1)")
    expect(json).toMatchObject({ user: { id: 'u1' }, interactions: [{ id: 'i1' }] })
  })

  test('4.0/13 and 4.01/10 the model is published, as XML and as JSON', async () => {
    expect(await ask('$metadata')).toMatchObject({ status: 200, type: 'application/xml' })
    expect((await ask('$metadata?$format=json')).json).toMatchObject({ $EntityContainer: 'Debrief.DataApi' })
  })

  test('M17 no two names in one scope differ by case alone', async () => {
    const { Debrief } = (await ask('$metadata?$format=json')).json
    const scopes: object[] = [Debrief, ...Object.values<object>(Debrief)]
    for (const scope of scopes) {
      const names = Object.keys(scope).map(name => name.toLowerCase())
      expect(new Set(names).size).toBe(names.length)
    }
  })

  test('4.01/12 and 4.01/13 versions and capabilities are in the model', async () => {
    const { text } = await ask('$metadata')
    expect(text).toContain('<Annotation Term="Org.OData.Core.V1.ODataVersions" String="4.0 4.01"/>')
    expect(text).toContain('<Annotation Term="Org.OData.Capabilities.V1.BatchSupported" Bool="false"/>')
    expect((await ask('$metadata?$format=json')).json.Debrief.DataApi).toMatchObject({
      '@Core.ODataVersions': '4.0 4.01',
      '@Capabilities.BatchSupported': false,
    })
  })
})

describe('headers', () => {
  test('M4 every answer has OData-Version once, errors too', async () => {
    const versions = (path: string, headers: Record<string, string> = {}) =>
      new Promise<string[]>((resolve, reject) => {
        const Authorization = `Bearer ${service.api.key}`
        request(`${service.root}/${path}`, { headers: { Authorization, ...headers } }, response => {
          const { rawHeaders } = response.resume()
          resolve(
            rawHeaders.filter((_, i) => rawHeaders[i - 1]?.toLowerCase() === 'odata-version' && i % 2 === 1),
          )
        })
          .on('error', reject)
          .end()
      })
    for (const path of [
      '',
      '$metadata',
      'users',
      "users('u1')",
      'users/$count',
      'nothing',
      'users?$filter=x',
      '%ZZ',
    ]) {
      expect(await versions(path), path).toEqual(['4.0'])
      if (path !== '%ZZ') expect(await versions(path, { 'OData-MaxVersion': '4.01' }), path).toEqual(['4.01'])
    }
    expect(await versions('users', { Authorization: 'Bearer nothing' })).toEqual(['4.0'])
  })

  test('M4 versions below 4.0 fail, and those above 4.01 get 4.01', async () => {
    const version = async (most: string) => {
      const { status, headers } = await ask('users', { 'OData-MaxVersion': most })
      return [status, headers.get('odata-version')]
    }
    expect(await version('3.0')).toEqual([400, '4.0'])
    expect(await version('4.0')).toEqual([200, '4.0'])
    expect(await version('4.02')).toEqual([200, '4.01'])
    expect(await version('5.0')).toEqual([200, '4.01'])
  })

  test('M5 Accept is obeyed or the answer is 406, and unknown parameters are refused', async () => {
    const type = async (accept: string) => {
      const answer = await ask('users', { Accept: accept })
      return answer.status === 200 ? answer.type : answer.status
    }
    expect(await type('*/*')).toBe('application/json;odata.metadata=minimal')
    expect(await type('application/json;metadata=none')).toBe('application/json;odata.metadata=none')
    expect(await type('application/json;strange=1')).toBe(406)
    expect(await type('application/json;strange=1,application/json;q=0.5')).toBe(
      'application/json;odata.metadata=minimal',
    )
    expect(await type('application/json;q=0')).toBe(406)
    expect(await type('application/xml')).toBe(406)
  })

  test('M5 there is no charset unless it is asked for, and none but UTF-8', async () => {
    expect((await ask('users', { Accept: 'application/json;charset=utf-8' })).type).toMatch(/;charset=utf-8$/)
    expect(await refusal('users', { Accept: 'application/json;charset=latin1' })).toEqual([
      406,
      'NotAcceptable',
    ])
    expect(await refusal('users', { 'Accept-Charset': 'iso-8859-1' })).toEqual([406, 'NotAcceptable'])
    expect((await ask('users', { 'Accept-Charset': 'iso-8859-1, *;q=0.5' })).status).toBe(200)
  })

  test('M10 headers and preferences go with and without their prefix, and unknown ones are ignored', async () => {
    for (const name of ['maxpagesize', 'odata.maxpagesize']) {
      const { json, headers } = await ask('interactions', { Prefer: `${name}=2, strange=1, return=minimal` })
      expect(json.value).toHaveLength(2)
      expect(headers.get('preference-applied')).toBe('odata.maxpagesize=2')
    }
    const newer = { Prefer: 'maxpagesize=2', 'OData-MaxVersion': '4.01' }
    expect((await ask('interactions', newer)).headers.get('preference-applied')).toBe('maxpagesize=2')
    for (const name of ['metadata', 'odata.metadata'])
      expect((await ask('users', { Accept: `application/json;${name}=none` })).json).not.toHaveProperty(
        '@odata.context',
      )
    for (const name of ['Isolation', 'OData-Isolation'])
      expect(await refusal('users', { [name]: 'snapshot' })).toEqual([412, 'IsolationNotSupported'])
  })

  test('M10 what may be ignored is, and nulls stay', async () => {
    const prefer = 'omit-values=nulls, include-annotations="*", return=minimal, respond-async, wait=1'
    const { status, headers, text } = await ask("users('u2')", { Prefer: prefer })
    expect([status, headers.get('preference-applied')]).toEqual([200, null])
    expect(text).toBe((await ask("users('u2')")).text)
    expect(JSON.parse(text)).toMatchObject({ first_name: null, external_ids: null })
  })

  test('M11 control information: full works, minimal is usual, none has less', async () => {
    const keys = async (metadata: string) =>
      Object.keys(
        (await ask(`users('u1')${metadata && `?$format=application/json;metadata=${metadata}`}`)).json,
      )
    expect((await keys('')).filter(name => name.includes('@'))).toEqual(['@odata.context'])
    expect(await keys('minimal')).toEqual(await keys(''))
    expect((await keys('none')).filter(name => name.includes('@'))).toEqual([])
    expect(await keys('full')).toEqual(
      expect.arrayContaining([
        '@odata.type',
        '@odata.id',
        '@odata.etag',
        'conversations@odata.navigationLink',
      ]),
    )
  })
})

describe('requests', () => {
  test('M7 every supported option is parsed by the full grammar, and what is not supported is 501, by its name', async () => {
    expect(await refusal("users?$filter=first_name eq 'x")).toEqual([400, 'InvalidSyntax'])
    expect(await refusal('users?$filter=first_name eq')).toEqual([400, 'InvalidSyntax'])
    expect(await refusal('users?$orderby=id,')).toEqual([400, 'InvalidSyntax'])
    expect(await refusal('users?$top=-1')).toEqual([400, 'InvalidSyntax'])
    for (const [query, name] of [
      ["$filter=first_name has Debrief.x'1'", 'has'],
      ["$filter=geo.length(geography'SRID=0;LineString(1 1,2 2)') gt 1", 'geo.length'],
      ['$filter=Debrief.x() eq 1', 'Debrief.x'],
      ['$schemaversion=1', '$schemaversion'],
      ['$index=1', '$index'],
    ] as const) {
      const { status, json } = await ask(`users?${query}`)
      expect([status, json.error.code], query).toEqual([501, 'NotSupported'])
      expect(json.message, query).toContain(name)
    }
  })

  test('M8 an unknown name with a dollar sign is an error, one without is ignored', async () => {
    expect(await refusal('users?$limit=1')).toEqual([400, 'UnknownName'])
    expect(await refusal('users?%24limit=1')).toEqual([400, 'UnknownName'])
    expect(await ids('users?limit=1&foo&=bar')).toEqual(['u1', 'u2'])
  })

  test('M12 options go with and without a dollar sign, in any case, but only once', async () => {
    for (const query of ['$top=1&$select=id', 'top=1&select=id', '$TOP=1&Select=id', '%24top=1&SELECT=id'])
      expect((await ask(`users?${query}`)).json.value, query).toEqual([{ id: 'u1' }])
    for (const query of [
      '$top=1&top=1',
      '$top=1&$TOP=2',
      'filter=true&%24Filter=true',
      '@a=1&@a=2&$filter=@a eq 1',
    ])
      expect(await refusal(`users?${query}`), query).toEqual([400, 'InvalidSyntax'])
  })

  test('M13 operators, functions and directions are read in any case, names of attributes as they are declared', async () => {
    expect(
      await ids("interactions?$filter=NOT (actor EQ 'bot') And CONTAINS(id,'i')&$orderby=id DESC"),
    ).toEqual(['i5', 'i3', 'i1'])
    expect(await refusal("interactions?$filter=Actor eq 'bot'")).toEqual([400, 'UnknownName'])
    expect(Object.keys((await ask('plugin-calls?$top=1&$select=used,id')).json.value[0])).toEqual([
      'id',
      'used',
    ])
  })

  test('M14 literals go with and without the prefix of their type, and text where another type is meant', async () => {
    for (const literal of ["duration'PT1H'", "'PT1H'"])
      expect(await ids(`conversations?$filter=last_updated_time sub created_time gt ${literal}`)).toEqual([
        'c1',
      ])
    for (const literal of [
      '2026-08-02T10:00:00Z',
      "'2026-08-02T10:00:00Z'",
      "cast('2026-08-02T10:00:00Z',Edm.DateTimeOffset)",
    ])
      expect(await ids(`conversations?$filter=created_time eq ${literal}`), literal).toEqual(['c2'])
    expect(await ids("conversations?$filter=cast('2',Edm.Int32) add 1 eq 3")).toHaveLength(3)
    for (const literal of ['true', "'true'"])
      expect(await ids(`users?$filter=access_to_bot eq ${literal}`)).toEqual(['u1'])
  })

  test('M14 parameter aliases stand for values in options and for keys', async () => {
    expect(await ids("conversations?$filter=route eq @t&@t='DM'")).toEqual(['c1'])
    expect(await ids("interactions?$filter=contains(id,@a) or id in (@b,'i2')&@a='5'&@b='i1'")).toEqual([
      'i1',
      'i2',
      'i5',
    ])
    for (const path of ["conversations(@k)?@k='c%2F3'", "conversations(id=@k)?@k='c/3'"])
      expect((await ask(path)).json.id).toBe('c/3')
    expect((await ask("conversations('c1')/interactions(@i)?@i='i2'&$select=id")).json.id).toBe('i2')
    expect(await refusal('conversations(@k)')).toEqual([400, 'InvalidSyntax'])
  })

  test('M16 in, divby, and where a substring begins behind its text', async () => {
    expect(await ids("conversations?$filter=id in ('c1','c2','x')")).toEqual(['c1', 'c2'])
    expect(
      (await ask('users?$compute=3 divby 2 as half,3 div 2 as whole&$select=half,whole&$top=1')).json.value,
    ).toEqual([{ half: 1.5, whole: 1 }])
    expect(await ids("conversations?$filter=substring(id,-1) eq '3'")).toEqual(['c/3'])
  })

  test('4.01/9.8 a relation to one is compared with null', async () => {
    expect(await ids('conversations?$filter=user eq null')).toEqual(['c2'])
    expect(await ids('interactions?$filter=parent ne null')).toEqual(['i2', 'i3', 'i4', 'i5'])
  })

  test('4.01/9.13 the number of part of a collection is a value', async () => {
    expect(await ids("users?$filter=external_ids/$count($filter=source eq 'sso') eq 2")).toEqual(['u1'])
    expect(await ids("conversations?$filter=interactions/$count($filter=actor eq 'bot') eq 2")).toEqual([
      'c1',
    ])
  })
})
