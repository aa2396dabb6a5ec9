import { describe, expect, test } from 'vitest'
import { conformanceSuite } from '../support/conformance.ts'

/**
 * OData 4.01 Protocol, 13.1.3 and 13.2.3: the advanced conformance level, but for batches (4.0/11, 4.01/7), asynchronous
 * requests (4.0/13) and cross joins (4.0/15), which the service does not have. `4.0/n` and `4.01/n` are the numbers of the
 * standard's items, `URL n` sections of the URL Conventions.
 */

const { service, ask, ids, refusal, values } = conformanceSuite()

describe('the service', () => {
  test('4.0/2 and 4.01/6 publishes its model as XML and as JSON, with the same types', async () => {
    const xml = (await ask('$metadata')).text
    const json = (await ask('$metadata', { Accept: 'application/json' })).json
    const types = Object.keys(json.Debrief).filter(name => json.Debrief[name].$Kind !== 'EntityContainer')
    expect(types.length).toBeGreaterThan(5)
    for (const type of types) expect(xml).toContain(`Type Name="${type}"`)
    expect(json).toMatchObject({ $Version: '4.01', $EntityContainer: 'Debrief.DataApi' })
  })

  test('4.0/3 writes JSON, each record by the model', async () => {
    const model = (await ask('$metadata?$format=json')).json.Debrief
    for (const [set, { $Type }] of Object.entries<{ $Type?: string }>(model.DataApi).filter(
      ([, of]) => of.$Type,
    )) {
      const declared = Object.keys(model[$Type!.replace('Debrief.', '')])
      for (const record of await values(set))
        expect(declared).toEqual(expect.arrayContaining(Object.keys(record)))
    }
  })

  test.each([
    ['$batch', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }],
    ['$batch', { method: 'POST', body: '--b--', headers: { 'Content-Type': 'multipart/mixed;boundary=b' } }],
    ['$batch', {}],
    ['$crossjoin(users,interactions)', {}],
    ['$all', {}],
    ['conversations/$each', {}],
    ['conversations/Debrief.conversation', {}],
  ])('what it does not have is 501, by its name: %s', async (path, init) => {
    const { status, json } = await ask(path, 'headers' in init ? init.headers : {}, init)
    expect([status, json.error.code]).toEqual([501, 'NotSupported'])
    expect(json.message).toContain(path.split('/').at(-1)!.split('(')[0])
  })
})

describe('collections', () => {
  test('4.0/4 /$count of relations and lists', async () => {
    expect((await ask("conversations('c1')/interactions/$count")).text).toBe('5')
    expect((await ask("conversations('c2')/interactions/$count")).text).toBe('0')
    expect((await ask("users('u1')/external_ids/$count")).text).toBe('3')
    expect((await ask("users('u2')/external_ids/$count")).text).toBe('0')
  })

  test('4.0/5 any and all, within one another', async () => {
    const nested =
      'interactions/any(i:i/plugin_calls/any(p:p/used and p/plugin_resources/all(r:r/cited eq false)))'
    expect(await ids(`conversations?$filter=${nested}`)).toEqual(['c1'])
    expect(await ids('interactions?$filter=plugin_calls/any(p:not p/used)')).toEqual(['i2'])
  })

  test('4.0/6, 7 and 8 $skip, $count and $orderby together', async () => {
    const { json } = await ask(
      'interactions?$orderby=actor asc,created_time desc&$skip=1&$top=2&$count=true&$select=id',
    )
    expect([json['@odata.count'], json.value]).toEqual([5, [{ id: 'i2' }, { id: 'i5' }]])
  })

  test('4.0/10 $search, in sets and relations', async () => {
    expect(await ids('conversations(\'c1\')/interactions?$search="words 2"')).toEqual(['i2'])
    expect(
      (await ask("conversations('c1')/interactions?$search=words&$count=true&$top=1")).json['@odata.count'],
    ).toBe(4)
  })

  test('4.01/3 the number of what is filtered or searched is a value', async () => {
    expect(await ids('conversations?$filter=interactions/$count($search=words) eq 4')).toEqual(['c1'])
    expect(await ids("users?$filter=external_ids/$count($filter=source eq 'sso';$search=okta) eq 1")).toEqual(
      ['u1'],
    )
    expect(await ids('conversations?$orderby=interactions/$count desc&$top=1')).toEqual(['c1'])
  })

  test('4.0/16 and 4.01/4 $compute, at the top and within $expand', async () => {
    const inner = 'interactions($compute=length(id) as n;$select=n;$top=1)'
    expect(
      await values(`conversations?$compute=length(route) as n&$expand=${inner}&$select=n&$filter=n gt 2`),
    ).toEqual([{ n: 7, interactions: [] }])
    expect((await ask(`conversations('c1')?$expand=${inner}&$select=id`)).json.interactions).toEqual([
      { n: 2 },
    ])
  })

  test('4.01/8 /$filter, by itself, several times, with an alias and beside $filter', async () => {
    expect(await ids("interactions/$filter(actor eq 'user')/$filter(@c)?@c=detail/content ne null")).toEqual([
      'i1',
      'i3',
    ])
    expect(await ids("interactions/$filter(actor eq 'user')?$filter=id gt 'i1'&$top=1")).toEqual(['i3'])
    expect((await ask("conversations('c1')/interactions/$filter(actor eq 'bot')/$count")).text).toBe('2')
    expect((await ask("users('u1')/external_ids/$filter(source eq 'sso')/$count")).text).toBe('2')
    expect(await values("users('u1')/external_ids/$filter(external_id eq null)?$select=source")).toEqual([
      { source: 'file' },
    ])
    expect(await refusal("interactions/$filter(actor eq 'x') or (id eq 'i1')")).toEqual([
      400,
      'InvalidSyntax',
    ])
    expect(await refusal("interactions/$filter(detail/content eq 'x')")).toEqual([400, 'InvalidSyntax'])
    const pages = await service.api.walk("interactions/$filter(actor eq 'user')?$orderby=id desc", 1)
    expect(pages.flatMap(({ value }) => value.map(({ id }) => id))).toEqual(['i5', 'i3', 'i1'])
  })
})

describe('$expand', () => {
  const expanded = async (expand: string) =>
    (await ask(`conversations('c1')?$select=id&$expand=${expand}`)).json

  test('4.0/9.1 gives references, which lead to the records', async () => {
    const { user, interactions } = await expanded(
      "user/$ref,interactions/$ref($filter=actor eq 'bot';$orderby=id desc)",
    )
    expect(interactions.map((reference: object) => Object.keys(reference))).toEqual([
      ['@odata.id'],
      ['@odata.id'],
    ])
    const follow = async (reference: { '@odata.id': string }) =>
      (await ask(new URL(reference['@odata.id'], `${service.root}/`).href)).json.id
    expect([await follow(user), await follow(interactions[0])]).toEqual(['u1', 'i4'])
    expect(Object.keys(await expanded('*/$ref'))).toContain('plugin_calls')
    expect(await refusal('conversations?$expand=user/$ref($select=id)')).toEqual([400, 'InvalidSyntax'])
  })

  test.each([
    ['4.0/9.2 $filter', "$filter=actor eq 'bot'", ['i2', 'i4']],
    ['4.0/9.4 $orderby', '$orderby=actor desc,id desc', ['i5', 'i3', 'i1', 'i4', 'i2']],
    ['4.0/9.6 $top and $skip', '$skip=1;$top=2', ['i2', 'i3']],
    ['4.0/9.7 $search', '$search="words 3"', ['i3']],
  ])('%s of what is expanded', async (_item, option, found) => {
    expect((await expanded(`interactions($select=id;${option})`)).interactions).toEqual(
      found.map(id => ({ id })),
    )
  })

  test('4.0/9.5 $count of what is expanded', async () => {
    expect(
      await expanded("interactions($count=true;$top=1;$filter=actor eq 'bot';$select=id)"),
    ).toMatchObject({
      'interactions@odata.count': 2,
      interactions: [{ id: 'i2' }],
    })
    expect(await expanded('interactions/$count')).toMatchObject({ 'interactions@odata.count': 5 })
  })

  test('4.0/9.8 $levels follows a relation into itself, as far as is said or as it goes', async () => {
    const chain = async (levels: string) =>
      (await ask(`interactions('i5')?$select=id&$expand=parent($levels=${levels};$select=id)`)).json
    expect((await chain('2')).parent).toEqual({ id: 'i4', parent: { id: 'i3' } })
    expect((await chain('max')).parent.parent.parent).toEqual({ id: 'i2', parent: { id: 'i1' } })
    expect(await refusal('conversations?$expand=user($levels=2)')).toEqual([400, 'InvalidSyntax'])
  })

  test('full control information is in what is expanded, too', async () => {
    const nested = 'interactions($top=1;$expand=plugin_calls),user($select=last_updated_time)'
    const { json } = await ask(`conversations('c1')?$expand=${nested}&$format=application/json;metadata=full`)
    const [interaction] = json.interactions
    expect(interaction).toMatchObject({
      '@odata.type': '#Debrief.interaction',
      '@odata.id': `${service.root}/interactions(%27i1%27)`,
      'parent@odata.navigationLink': `${service.root}/interactions(%27i1%27)/parent`,
      'created_time@odata.type': '#DateTimeOffset',
    })
    expect(json.user).toMatchObject({ '@odata.type': '#Debrief.user', last_updated_time: expect.any(String) })
    expect((await ask(json.user['@odata.id'])).headers.get('etag')).toBe(json.user['@odata.etag'])
  })
})

describe('$select', () => {
  const listed = async (options: string) => (await ask(`users('u1')?$select=external_ids(${options})`)).json

  test.each([
    ['4.01/5.1 $filter', "$filter=source eq 'sso'", ['okta', 'ad']],
    ['4.01/5.1 $filter by null', '$filter=external_id eq null', ['hr']],
    ['4.01/5.2 $orderby', '$orderby=connector_name', ['ad', 'hr', 'okta']],
    ['4.01/5.2 $orderby desc, null last', '$orderby=external_id desc', ['ad', 'okta', 'hr']],
    ['4.01/5.4 $top and $skip', '$skip=1;$top=1', ['ad']],
    ['4.01/5.5 $search', '$search=FILE', ['hr']],
  ])('%s of a list', async (_item, option, found) => {
    const { external_ids } = await listed(`$select=connector_name;${option}`)
    expect(external_ids).toEqual(found.map(connector_name => ({ connector_name })))
  })

  test('4.01/5.3 $count of a list, before it is cut', async () => {
    expect(await listed("$count=true;$filter=source eq 'sso';$top=1")).toMatchObject({
      'external_ids@odata.count': 2,
      external_ids: [{ connector_name: 'okta', external_id: '7', source: 'sso' }],
    })
  })

  test('4.01/9 nested aliases', async () => {
    expect((await listed("$filter=source eq @s;@s='file';$select=connector_name")).external_ids).toEqual([
      { connector_name: 'hr' },
    ])
  })

  test('what makes no sense is refused', async () => {
    expect(await refusal('users?$select=first_name($top=1)')).toEqual([400, 'InvalidSyntax'])
    expect(await refusal('users?$select=external_ids($top=1),external_ids/source')).toEqual([
      400,
      'InvalidSyntax',
    ])
    expect(await refusal('users?$select=external_ids($filter=nothing eq 1)')).toEqual([400, 'UnknownName'])
    expect(await refusal('users?$select=external_ids($orderby=source,connector_name desc)')).toEqual([
      501,
      'NotSupported',
    ])
  })
})

describe('4.0/12 the conventions for paths', () => {
  test('URL 4.3 and 4.9 a record by its key, of a set or of a relation', async () => {
    for (const path of ["conversations('c%2F3')", "conversations(id='c%2F3')", 'conversations(%27c%2F3%27)'])
      expect((await ask(path)).json.id, path).toBe('c/3')
    expect(
      (await ask("conversations('c1')/interactions('i2')/plugin_calls('p1')/plugin_resources('r2')")).json.id,
    ).toBe('r2')
    expect((await ask("conversations('c2')/interactions('i2')")).status).toBe(404)
    expect((await ask("conversations('c/3')")).status).toBe(400)
  })

  test('URL 4.4 references, of one record, of several, and of what is related', async () => {
    const reference = (set: string, id: string) => ({ '@odata.id': `${set}(%27${id}%27)` })
    expect((await ask("conversations('c1')/$ref")).json).toEqual({
      '@odata.context': `${service.root}/$metadata#$ref`,
      ...reference('conversations', 'c1'),
    })
    expect((await ask("interactions('i1')/conversation/$ref")).json).toMatchObject(
      reference('conversations', 'c1'),
    )
    expect((await ask("interactions('i1')/parent/$ref")).status).toBe(204)
    expect((await ask("conversations('c9')/$ref")).status).toBe(404)
    const { json } = await ask('plugin-calls/$ref?$filter=served&$orderby=id desc&$count=true')
    expect(json).toEqual({
      '@odata.context': `${service.root}/$metadata#Collection($ref)`,
      '@odata.count': 2,
      value: [reference('plugin_calls', 'p2'), reference('plugin_calls', 'p1')],
    })
    const pages = await service.api.walk("conversations('c1')/interactions/$ref", 2)
    expect(pages.flatMap(({ value }) => value)).toEqual(
      [1, 2, 3, 4, 5].map(i => reference('interactions', `i${i}`)),
    )
    expect(await refusal('users/$ref?$select=id')).toEqual([400, 'InvalidSyntax'])
  })

  test('URL 4.6 and 4.7 attributes, and what is in them, as values and as plain text', async () => {
    expect((await ask("interactions('i1')/detail")).json).toMatchObject({ content: 'words 1', domain: 'IT' })
    expect((await ask("interactions('i1')/detail?$select=domain")).json).toEqual({
      '@odata.context': `${service.root}/$metadata#interactions('i1')/detail(domain)`,
      domain: 'IT',
    })
    expect((await ask("interactions('i1')/detail/content")).json.value).toBe('words 1')
    expect((await ask("interactions('i1')/detail/content/$value")).text).toBe('words 1')
    expect((await ask("interactions('i2')/parent/conversation/user/email_addr/$value")).text).toBe(
      'ann@example.com',
    )
    expect((await ask("interactions('i1')/detail/$value")).status).toBe(404)
  })

  test('URL 5.1 a list of a record takes the options of collections', async () => {
    const { json } = await ask(
      "users('u1')/external_ids?$filter=source eq @s&@s='sso'&$orderby=connector_name&$top=1&$count=true",
    )
    expect(json).toEqual({
      '@odata.context': `${service.root}/$metadata#users('u1')/external_ids`,
      '@odata.count': 2,
      value: [{ connector_name: 'ad', external_id: '9', source: 'sso' }],
    })
    expect(await refusal("users('u1')/external_ids?$expand=x")).toEqual([400, 'UnknownName'])
    expect(await refusal("users('u1')/first_name?$top=1")).toEqual([400, 'InvalidSyntax'])
  })

  test('11.2.2.1 $entity finds the record of an id, relative or absolute', async () => {
    for (const id of [
      "conversations('c1')",
      `${service.root}/conversations('c1')`,
      'conversations(%2527c1%2527)',
    ])
      expect((await ask(`$entity?$id=${id}&$select=id`)).json, id).toMatchObject({ id: 'c1' })
    for (const id of ['conversations', 'https://example.com/conversations(1)', "../conversations('c1')"])
      expect(await refusal(`$entity?$id=${id}`), id).toEqual([400, 'InvalidValue'])
    expect(await refusal('$entity')).toEqual([400, 'InvalidSyntax'])
  })

  test('URL 4.17 options go into the body of POST …/$query', async () => {
    const post = (path: string, body: string, type = 'text/plain') =>
      ask(path, { 'Content-Type': type }, { method: 'POST', body })
    const long = `$filter=id%20in%20(${Array.from({ length: 900 }, (_, i) => `'i${i}'`)})`
    const { json } = await post('interactions/$query?$orderby=id desc', `${long}&$top=4&$select=id`)
    expect(json.value.map(({ id }: { id: string }) => id)).toEqual(['i5', 'i4', 'i3', 'i2'])
    expect((await post("conversations('c1')/$query", '$select=id')).json.id).toBe('c1')
    expect((await post('users/$count/$query', '$filter=access_to_bot')).text).toBe('1')
    expect((await post('users/$query?$top=1', 'top=2')).status).toBe(400)
    expect((await post('users/$query', '{}', 'application/json')).status).toBe(415)
    const read = await ask('users/$query')
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST'])
  })
})
