import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveDataApi, store, type TestApi, TestStores } from '../../test/support/data-api.ts'
import type { Engine } from '../store/engine.ts'
import { createKey } from './credentials/keys.ts'

const stores = new TestStores()
let engine: Engine
let api: TestApi

/** Byte for byte as stored: escapes, an attribute nobody knows, a number as it came. */
const ODD = String.raw`{"id":"a/b ('ü')","created_time":"2025-08-01T16:45:27.511Z","detail":{"content":"Gr\u00f6\u00dfe \/ \"x\"","zeta":1.50},"last_updated_time":"2025-08-02T06:02:51.061Z","primary_domain":null,"route":"DM","type":null,"user_id":"u1","zeta":[1e2]}`
const conversation = (id: string) => ({
  created_time: '2025-08-01T16:45:27.511Z',
  detail: null,
  id,
  last_updated_time: '2025-08-02T06:02:51.061Z',
  primary_domain: 'IT',
  route: 'Größe',
  type: null,
  user_id: id === 'c2' ? 'gone' : 'u1',
})
const interaction = (i: number) => ({
  actor: 'user',
  conversation_id: i % 2 ? 'c1' : "a/b ('ü')",
  created_time: '2025-08-01T16:45:27.511Z',
  detail: null,
  id: `i${i}`,
  label: null,
  last_updated_time: '2025-08-02T06:02:51.061Z',
  parent_interaction_id: i > 1 ? `i${i - 2}` : null,
  platform: 'slack',
  type: 'INTERACTION_TYPE_FREE_TEXT',
  user_id: 'u1',
})
const user = {
  access_to_bot: true,
  email_addr: 'a@b.c',
  external_ids: [{ connector_name: 'x', external_id: '1', source: 'y' }],
  first_interaction_time: null,
  first_name: null,
  id: 'u1',
  last_name: 'L',
  last_updated_time: '2025-08-02T06:02:51.061Z',
  latest_interaction_time: null,
  user_preferred_language: 'EN_US',
}

let base: string
beforeAll(async () => {
  engine = await stores.open()
  await store(engine, 'conversations', [ODD, conversation('c1'), conversation('c2')])
  await store(
    engine,
    'interactions',
    Array.from({ length: 10 }, (_, i) => interaction(i)),
  )
  await store(engine, 'users', [user])
  api = await serveDataApi(engine)
  base = `${api.address}/export/v1/records`
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await api.fetch(path, { headers })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    type: response.headers.get('content-type'),
    text,
    get json() {
      return JSON.parse(text)
    },
  }
}

describe('the service document', () => {
  test('has every set with its name, kind and address', async () => {
    for (const path of [base, `${base}/`, `${base}?$format=json`]) {
      const { status, type, json } = await get(path, { Accept: 'application/json' })
      expect([status, type], path).toEqual([200, 'application/json;odata.metadata=minimal'])
      expect(json['@odata.context']).toBe(`${base}/$metadata`)
      expect(json.value.map(({ name, kind, url }: Record<string, string>) => [name, kind, url])).toEqual([
        ['users', 'EntitySet', 'users'],
        ['conversations', 'EntitySet', 'conversations'],
        ['interactions', 'EntitySet', 'interactions'],
        ['plugin_calls', 'EntitySet', 'plugin-calls'],
        ['plugin_resources', 'EntitySet', 'plugin-resources'],
      ])
      // Addresses are relative to the context.
      for (const { url } of json.value)
        expect((await get(new URL(url, json['@odata.context']).href)).status).toBe(200)
    }
  })

  test('has what the credential may read, and needs one', async () => {
    const { key } = await createKey(engine, 'narrow', ['plugin-calls'])
    const response = await fetch(base, { headers: { Authorization: key } })
    expect(((await response.json()) as { value: { name: string }[] }).value.map(({ name }) => name)).toEqual([
      'plugin_calls',
    ])
    for (const path of [base, `${base}/`, `${base}/$metadata`]) expect((await fetch(path)).status).toBe(401)
    expect((await fetch(`${base}/$metadata`, { headers: { Authorization: key } })).status).toBe(200)
  })

  test('has absolute addresses where nothing says what they would be relative to', async () => {
    const { json, type } = await get(base, { Accept: 'application/json;odata.metadata=none' })
    expect(type).toBe('application/json;odata.metadata=none')
    expect(Object.keys(json)).toEqual(['value'])
    expect(json.value[3].url).toBe(`${base}/plugin-calls`)
  })

  test('takes no other option', async () => {
    expect((await get(`${base}?$top=1`)).status).toBe(400)
    expect((await get(`${base}/$metadata?$filter=x`)).status).toBe(400)
    expect((await get(`${base}?$format=xml`)).status).toBe(406)
  })
})

describe('$metadata', () => {
  test('is XML, and JSON for those who accept nothing else', async () => {
    const xml = await get('$metadata')
    expect(xml.type).toBe('application/xml')
    expect(xml.text).toContain('<edmx:Edmx')
    expect(xml.text).toContain('Version="4.0"')
    expect(xml.text).toContain('EntitySet Name="plugin_calls"')
    const newer = await get('$metadata', { 'OData-MaxVersion': '4.01' })
    expect(newer.headers.get('odata-version')).toBe('4.01')
    expect(newer.text).toContain('Version="4.01"')
    const json = await get('$metadata', { Accept: 'application/json' })
    expect(json.type).toBe('application/json')
    expect(json.json.$EntityContainer).toBe('Debrief.DataApi')
    expect((await get('$metadata?$format=json')).text).toBe(json.text)
    expect((await get('%24metadata')).text).toBe(xml.text)
  })
})

describe('control information', () => {
  const ODD_PATH = "conversations('a%2Fb%20(''%C3%BC'')')"

  test('none is the records alone', async () => {
    const { text, type } = await get('conversations?$count=true', {
      Accept: 'application/json;odata.metadata=none',
      Prefer: 'maxpagesize=1',
    })
    expect(type).toBe('application/json;odata.metadata=none')
    expect(text.startsWith(`{"@odata.count":3,"value":[${ODD}],"@odata.nextLink":`)).toBe(true)
    expect((await get(`${ODD_PATH}?$format=application/json;metadata=none`)).text).toBe(ODD)
  })

  test('full is put before the attributes, whose bytes stay as they are', async () => {
    const accept = { Accept: 'application/json;odata.metadata=full' }
    const { json, text } = await get('conversations', accept)
    // A type stands right before its attribute: Olingo's client takes it for the next one's.
    expect(text).toContain('"created_time@odata.type":"#DateTimeOffset","created_time":"2025-')
    expect(text.replace(/"\w+@odata\.type":"[^"]*",/g, '')).toContain(ODD.slice(1))
    const [odd, c1] = json.value
    const id = `${base}/conversations(%27a%2Fb%20%28%27%27%C3%BC%27%27%29%27)`
    expect(odd).toMatchObject({
      '@odata.type': '#Debrief.conversation',
      '@odata.id': id,
      '@odata.editLink': id,
      'created_time@odata.type': '#DateTimeOffset',
      'detail@odata.type': '#Debrief.conversation_detail',
      'interactions@odata.navigationLink': `${id}/interactions`,
      'user@odata.navigationLink': `${id}/user`,
    })
    expect(Object.keys(c1).filter(name => !name.includes('@'))).toEqual(Object.keys(conversation('c1')))
    // Its links lead where they say.
    const record = await get(odd['@odata.id'])
    expect(record.text).toBe(`{"@odata.context":"${base}/$metadata#conversations/$entity",${ODD.slice(1)}`)
    expect(record.headers.get('etag')).toBe(odd['@odata.etag'])
    expect((await get(odd['interactions@odata.navigationLink'])).json.value).toHaveLength(5)
    const user = await get('users', accept)
    expect(user.json.value[0]['external_ids@odata.type']).toBe('#Collection(Debrief.user_external_ids)')
  })

  test('full goes with $select, links and everything else', async () => {
    const accept = { Accept: 'application/json;metadata=full', Prefer: 'maxpagesize=1' }
    const first = await get('conversations?$select=route&$orderby=id', accept)
    expect(Object.keys(first.json.value[0]).filter(name => !name.includes('@'))).toEqual(['route'])
    expect(first.json.value[0]).toHaveProperty(['user@odata.navigationLink'])
    expect(first.json.value[0]).not.toHaveProperty(['created_time@odata.type'])
    const second = await get(first.json['@odata.nextLink'], accept)
    expect(second.json.value[0]['@odata.id']).toBe(`${base}/conversations(%27c1%27)`)
    // Whoever follows the link otherwise gets it otherwise, though it was read ahead.
    const third = await get(second.json['@odata.nextLink'])
    expect(third.json.value).toEqual([{ route: 'Größe' }])
    expect((await get('conversations?$expand=user&$top=1', accept)).json.value[0].user.id).toBe('u1')
    expect((await get('conversations?$apply=aggregate($count as n)', accept)).json.value).toEqual([{ n: 3 }])
  })

  test('of numbers is text for those who ask for it', async () => {
    const { json, type } = await get('conversations?$count=true', {
      Accept: 'application/json;IEEE754Compatible=true',
    })
    expect(json['@odata.count']).toBe('3')
    expect(type).toBe('application/json;odata.metadata=minimal;IEEE754Compatible=true')
    const accept = { Accept: 'application/json;IEEE754Compatible=true', Prefer: 'maxpagesize=1' }
    const lengths = '$compute=2 mul 3 as size&$select=size&$orderby=id'
    const first = await get(`conversations?${lengths}`, accept)
    expect(first.json.value).toEqual([{ size: '6' }])
    // Whoever follows the link otherwise gets it otherwise, though it was read ahead.
    const second = await get(first.json['@odata.nextLink'], accept)
    expect(second.json.value).toEqual([{ size: '6' }])
    expect((await get(second.json['@odata.nextLink'])).json.value[0]).toEqual({ size: 6 })
    const counted = await get('conversations?$apply=aggregate($count as n)', accept)
    expect(counted.json.value).toEqual([{ n: '3' }])
  })
})

describe('names', () => {
  test('with a hyphen are the vendor’s, with an underscore those of $metadata', async () => {
    const context = async (path: string, headers = {}) => (await get(path, headers)).json['@odata.context']
    expect(await context('plugin-calls')).toBe(`${base}/$metadata#plugin-calls`)
    expect(await context('plugin_calls')).toBe(`${base}/$metadata#plugin_calls`)
    // A library that checks contexts says that it speaks OData.
    for (const headers of [{ 'OData-MaxVersion': '4.0' }, { 'OData-Version': '4.0' }])
      expect(await context('plugin-calls', headers)).toBe(`${base}/$metadata#plugin_calls`)
    expect(await context('conversations?$select=id,detail/content')).toBe(
      `${base}/$metadata#conversations(id,detail/content)`,
    )
    expect(await context('conversations?$expand=user')).toBe(`${base}/$metadata#conversations(user())`)
  })

  test('are kept by the links', async () => {
    await store(
      engine,
      'plugin-calls',
      ['p1', 'p2'].map(id => ({
        conversation_id: 'c1',
        created_time: '2025-08-01T16:45:27.511Z',
        id,
        interaction_id: 'i1',
        last_updated_time: '2025-08-02T06:02:51.061Z',
        plugin_name: 'x',
        plugin_update_time: null,
        served: true,
        used: false,
        user_id: 'u1',
      })),
    )
    for (const name of ['plugin-calls', 'plugin_calls']) {
      const { json } = await get(name, { Prefer: 'maxpagesize=1' })
      expect(json['@odata.nextLink'].startsWith(`${base}/${name}?$skiptoken=`)).toBe(true)
      expect((await get(json['@odata.nextLink'])).json.value[0].id).toBe('p2')
    }
  })
})

describe('one record', () => {
  test('is found by its key, in both spellings', async () => {
    for (const path of ["conversations('c1')", "conversations(id='c1')", 'conversations(id=%27c1%27)']) {
      const { status, text } = await get(path)
      expect(status, path).toBe(200)
      expect(text).toBe(
        `{"@odata.context":"${base}/$metadata#conversations/$entity",${JSON.stringify(conversation('c1')).slice(1)}`,
      )
    }
    expect((await get("conversations('c1')?$select=route")).text).toBe(
      `{"@odata.context":"${base}/$metadata#conversations(route)/$entity","route":"Größe"}`,
    )
    expect((await get("conversations('c1')?$expand=user($select=id)")).json.user).toEqual({ id: 'u1' })
  })

  test('that is not there is 404, and says so', async () => {
    for (const path of [
      "conversations('c9')",
      "conversations('c9')/route",
      "conversations('c9')/interactions",
    ]) {
      const { status, json } = await get(path)
      expect([status, json.message], path).toEqual([404, 'There is no conversation with the id "c9" here.'])
    }
    const { status, json } = await get("conversations('c1')/rout")
    expect([status, json.message]).toEqual([
      404,
      'There is no attribute or relation "rout" in conversations.',
    ])
  })

  test('has a key that is text', async () => {
    for (const path of ['conversations()', 'conversations(1)', "conversations(x='c1')", "conversations('c1'"])
      expect((await get(path)).status, path).toBe(400)
    for (const path of ['$batch', '$all', '$crossjoin(users,interactions)', 'conversations/$each'])
      expect((await get(path)).status, path).toBe(501)
    for (const option of ['$filter=true', '$top=1', '$skip=1', '$count=true', '$orderby=id', '$search=x'])
      expect((await get(`conversations('c1')?${option}`)).json.error, option).toMatchObject({
        target: option.split('=')[0],
      })
  })

  test('has an ETag: who has it already gets 304', async () => {
    const { headers } = await get("conversations('c1')")
    const etag = headers.get('etag')!
    expect(etag).toMatch(/^W\/"[0-9a-f]+"$/)
    for (const known of [etag, etag.slice(2), `"x", ${etag}`, '*']) {
      const again = await get("conversations('c1')", { 'If-None-Match': known })
      expect([again.status, again.text, again.headers.get('etag')], known).toEqual([304, '', etag])
      expect(again.headers.get('odata-version')).toBe('4.0')
    }
    expect((await get("conversations('c1')", { 'If-None-Match': 'W/"0"' })).status).toBe(200)
    await store(engine, 'conversations', [
      { ...conversation('c1'), last_updated_time: '2025-08-03T06:02:51.061Z' },
    ])
    const changed = await get("conversations('c1')", { 'If-None-Match': etag })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
    await store(engine, 'conversations', [
      { ...conversation('c1'), last_updated_time: '2025-08-04T06:02:51.061Z' },
    ])
    await engine.run({
      sql: "DELETE FROM conversations WHERE last_updated_time > '2025-08-02 23:00:00' AND id = 'c1'",
    })
    await store(engine, 'conversations', [conversation('c1')])
    // What else is in the answer may change by itself.
    expect((await get("conversations('c1')?$expand=user")).headers.get('etag')).toBeNull()
  })
})

describe('an attribute', () => {
  const ODD_PATH = "conversations('a%2Fb%20(''%C3%BC'')')"

  test('is an object with its value, as it is stored', async () => {
    expect((await get("conversations('c1')/route")).text).toBe(
      `{"@odata.context":"${base}/$metadata#conversations('c1')/route","value":"Größe"}`,
    )
    expect((await get(`${ODD_PATH}/detail/content`)).json.value).toBe('Größe / "x"')
    expect((await get(`${ODD_PATH}/detail`)).json).toEqual({
      '@odata.context': `${base}/$metadata#conversations('a%2Fb%20(''%C3%BC'')')/detail`,
      content: 'Größe / "x"',
      zeta: 1.5,
    })
    expect((await get("users('u1')/external_ids")).json.value).toEqual(user.external_ids)
    expect((await get("users('u1')/access_to_bot?$format=application/json;metadata=none")).text).toBe(
      '{"value":true}',
    )
  })

  test('that is null has no content', async () => {
    for (const path of [
      "conversations('c1')/detail",
      "conversations('c1')/detail/content",
      "conversations('c1')/detail/content/$value",
      "conversations('c1')/type/$value",
    ]) {
      const { status, text, type } = await get(path)
      expect([status, text, type], path).toEqual([204, '', null])
    }
  })

  test('is plain text as $value, whatever is accepted', async () => {
    const cases: [path: string, text: string][] = [
      ["conversations('c1')/route", 'Größe'],
      [`${ODD_PATH}/detail/content`, 'Größe / "x"'],
      ["conversations('c1')/created_time", '2025-08-01T16:45:27.511Z'],
      ["users('u1')/access_to_bot", 'true'],
    ]
    for (const [path, text] of cases)
      for (const Accept of ['*/*', 'application/json']) {
        const value = await get(`${path}/$value`, { Accept })
        expect([value.status, value.type, value.text], path).toEqual([200, 'text/plain;charset=utf-8', text])
      }
    const count = await get("users('u1')/external_ids/$count", { Accept: 'application/json' })
    expect([count.type, count.text]).toEqual(['text/plain', '1'])
  })
})

describe('a relation', () => {
  test('to several is a collection, in pages as any other', async () => {
    const path = "conversations('c1')/interactions"
    const first = await get(`${path}?$count=true&$orderby=id desc`, { Prefer: 'maxpagesize=2' })
    expect(first.json).toMatchObject({
      '@odata.context': `${base}/$metadata#interactions`,
      '@odata.count': 5,
    })
    expect(first.json['@odata.nextLink'].startsWith(`${base}/${path}?`)).toBe(true)
    const ids = (await api.walk(`${path}?$orderby=id desc`, 2)).flatMap(page =>
      page.value.map(({ id }) => id),
    )
    expect(ids).toEqual(['i9', 'i7', 'i5', 'i3', 'i1'])
    expect((await get(`${path}/$count`)).text).toBe('5')
    expect((await get(`${path}/$count?$filter=id gt 'i4'`)).text).toBe('3')
    expect((await get(`${path}?$filter=id gt 'i4' or id eq 'i0'`)).json.value).toHaveLength(3)
    // A link belongs to the record it was got from.
    const stolen = first.json['@odata.nextLink'].replace("'c1'", "'c2'")
    expect((await get(stolen)).status).toBe(400)
  })

  test('to one is that record, or no content', async () => {
    expect((await get("interactions('i3')/conversation")).json).toMatchObject({
      '@odata.context': `${base}/$metadata#conversations/$entity`,
      id: 'c1',
    })
    expect((await get("interactions('i3')/parent/conversation/user/email_addr/$value")).text).toBe('a@b.c')
    for (const path of [
      "interactions('i0')/parent",
      "conversations('c2')/user",
      "interactions('i1')/parent/user",
    ])
      expect((await get(path)).status, path).toBe(204)
  })

  test('may be followed by a key, of one of those records only', async () => {
    expect((await get("conversations('c1')/interactions('i3')")).json.id).toBe('i3')
    expect((await get("conversations('c1')/interactions('i3')/platform/$value")).text).toBe('slack')
    expect((await get("conversations('c1')/interactions('i4')")).status).toBe(404)
    expect((await get("conversations('c1')/interactions('i4')/platform")).status).toBe(404)
  })

  test('leads nowhere without the scope of what is there, however it is followed', async () => {
    const { key } = await createKey(engine, 'narrow', ['conversations'])
    const headers = { Authorization: key }
    for (const path of [
      "conversations('c1')/user",
      "conversations('c1')/interactions",
      "conversations('c1')/interactions/$count",
      'conversations?$expand=user',
      'conversations?$expand=interactions/$count',
      "conversations?$filter=user/email_addr eq 'a@b.c'",
      "conversations?$filter=interactions/any(i:i/actor eq 'user')",
      'conversations?$filter=interactions/$count gt 1',
      'conversations?$orderby=user/last_name',
      'conversations?$compute=user/last_name as n',
      'conversations?$apply=groupby((user/last_name))',
      "conversations/$count?$filter=user/email_addr eq 'a@b.c'",
      "conversations('c1')?$expand=user",
    ]) {
      expect((await get(path)).status, path).toBe(200)
      expect((await get(path, headers)).status, path).toBe(403)
    }
    expect((await get("conversations?$filter=route eq 'FROM users'", headers)).status).toBe(200)
    expect((await get('conversations?$compute=length(route) as users', headers)).status).toBe(200)
  })
})

describe('the flat variant', () => {
  const FLAT = '/export/v1/flat'
  test('has no objects or lists, in records and metadata', async () => {
    const { json } = await get(`${FLAT}/conversations`, { Prefer: 'maxpagesize=1' })
    expect(json['@odata.context']).toBe(`${api.address}${FLAT}/$metadata#conversations`)
    expect(json.value[0]).toMatchObject({ id: "a/b ('ü')", detail_content: 'Größe / "x"', detail_type: null })
    expect(json['@odata.nextLink'].startsWith(`${api.address}${FLAT}/conversations?$skiptoken=`)).toBe(true)
    expect((await get(json['@odata.nextLink'])).json.value[0].id).toBe('c1')
    expect((await get(json['@odata.nextLink'].replace('/flat/', '/records/'))).status, 'of its own').toBe(400)
    expect((await get(`${FLAT}/users('u1')`)).json.external_ids_external_id).toBe('1')
    expect((await get(`${FLAT}/conversations('c1')/route/$value`)).text).toBe('Größe')
    expect((await get(`${FLAT}/$metadata`)).text).not.toContain('ComplexType')
    expect((await get(FLAT)).json.value).toHaveLength(5)
    expect((await get(`${FLAT}/users?$filter=external_ids_external_id eq '1'`)).json.value).toHaveLength(1)
  })
})

describe('the protocol', () => {
  test('versions, isolation and preferences', async () => {
    const version = async (headers: Record<string, string>) => {
      const { status, headers: sent } = await get('users', headers)
      return [status, sent.get('odata-version')]
    }
    expect(await version({ 'OData-MaxVersion': '4.01' })).toEqual([200, '4.01'])
    expect(await version({ 'OData-MaxVersion': '3.0' })).toEqual([400, '4.0'])
    expect(await version({ Isolation: 'snapshot' })).toEqual([412, '4.0'])
    expect(await version({ 'OData-Isolation': 'Snapshot' })).toEqual([412, '4.0'])
    expect(await version({ Accept: 'text/html', 'OData-MaxVersion': '4.01' })).toEqual([406, '4.01'])
    const prefer = { Prefer: 'maxpagesize=5, return=minimal, strange', 'OData-MaxVersion': '4.01' }
    expect((await get('users', prefer)).headers.get('preference-applied')).toBe('maxpagesize=5')
    expect((await get('users?$format=atom')).status).toBe(406)
    expect((await get('users?$format=json', { Accept: 'text/html' })).status).toBe(200)
  })
})
