import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataService } from './data-service.ts'
import { serviceOf } from './model.ts'
import { conversationsService } from './testing/conversations.ts'
import type { TestService } from './testing/service.ts'

let service: TestService
beforeAll(async () => {
  service = await conversationsService()
})
afterAll(() => service.close())

const users = (columns: string) =>
  ` LEFT ANY JOIN (SELECT toNullable(id) AS _t0_key${columns} FROM users FINAL) AS _t0 ON user_id = _t0_key`
const email = ', toNullable(email_addr) AS _t0_0'

describe('the relations of the five entities', () => {
  test('lead both ways, under names that are no attributes', () => {
    const names = Object.fromEntries(
      [...dataService.sets].map(([name, set]) => [
        name,
        set.navigation!.map(({ name, many }) => `${name}${many ? '*' : ''}`).join(' '),
      ]),
    )
    expect(names).toEqual({
      users: 'conversations* interactions* plugin_calls* plugin_resources*',
      conversations: 'user interactions* plugin_calls* plugin_resources*',
      interactions: 'conversation parent user replies* plugin_calls* plugin_resources*',
      plugin_calls: 'conversation interaction user plugin_resources*',
      plugin_resources: 'conversation interaction plugin_call user',
    })
  })

  test('have partners that lead back', () => {
    for (const [name, set] of dataService.sets)
      for (const navigation of set.navigation!) {
        const back = dataService.sets
          .get(navigation.target)!
          .navigation!.find(n => n.name === navigation.partner)
        expect(back).toMatchObject({
          partner: navigation.name,
          target: name,
          many: !navigation.many,
          property: navigation.targetProperty,
          targetProperty: navigation.property,
        })
      }
  })

  test('must fit their sets', () => {
    const { users, conversations } = Object.fromEntries(dataService.sets)
    const described = { namespace: 'A', container: 'B' }
    expect(() => serviceOf({ ...described, sets: { conversations: conversations! } })).toThrow(
      '"user" of conv',
    )
    const navigation = [{ ...conversations!.navigation![0]!, name: 'route' }]
    const sets = { users: { ...users!, navigation: [] }, conversations: { ...conversations!, navigation } }
    expect(() => serviceOf({ ...described, sets })).toThrow('"route" of conversations')
  })
})

describe('one related entity', () => {
  const cases: [filter: string, joins: string, where: string, ids: string][] = [
    ["user/email_addr eq 'ann@x.org'", users(email), '_t0_0 = {p0:String}', 'c1'],
    ["user/email_addr ne 'ann@x.org'", users(email), '_t0_0 IS DISTINCT FROM {p0:String}', 'c2 c3'],
    ["not (user/email_addr gt 'b')", users(email), 'NOT ifNull(_t0_0 > {p0:String}, false)', 'c1 c3'],
    ['user/first_name eq null', users(', toNullable(first_name) AS _t0_0'), '_t0_0 IS NULL', 'c2 c3'],
    ['user eq null', users(''), '_t0_key IS NULL', 'c3'],
    ['user ne null', users(''), 'NOT (_t0_key IS NULL)', 'c1 c2'],
    [
      "startswith(user/email_addr,'b') or user/access_to_bot eq null",
      users(`${email}, toNullable(access_to_bot) AS _t0_1`),
      'startsWith(_t0_0, {p0:String}) OR _t0_1 IS NULL',
      'c2 c3',
    ],
  ]
  for (const [filter, joins, where, ids] of cases)
    test(filter, async () => {
      const page = service.compile('conversations', `$filter=${filter}`)
      expect(page.from).toBe(`conversations FINAL${joins}`)
      expect(page.where).toBe(where)
      expect(await service.ids('conversations', `$filter=${filter}`)).toBe(ids)
      expect(await service.count('conversations', `$filter=${filter}`)).toBe(ids.split(' ').length)
    })

  test('lists and objects of it', async () => {
    const ids = (filter: string) => service.ids('conversations', `$filter=${filter}`)
    expect(await ids("user/external_ids/any(e:e/source eq 'sn')")).toBe('c1')
    expect(await ids('user/external_ids/$count eq 0')).toBe('c2 c3')
    expect(await ids('user/external_ids eq null')).toBe('c3')
    expect(await service.ids('interactions', "$filter=parent/detail/content eq 'a'")).toBe('i2')
    expect(await service.ids('interactions', '$filter=parent/detail eq null and parent ne null')).toBe('i3')
  })

  test('over several relations, each joined once', async () => {
    const query = "$filter=parent/user/email_addr eq 'ann@x.org' and parent/actor eq 'user'"
    expect(service.compile('interactions', query).from).toBe(
      'interactions FINAL' +
        ' LEFT ANY JOIN (SELECT toNullable(id) AS _t0_key, toNullable(user_id) AS _t0_0, toNullable(actor) AS _t0_1' +
        ' FROM interactions FINAL) AS _t0 ON parent_interaction_id = _t0_key' +
        ' LEFT ANY JOIN (SELECT toNullable(id) AS _t1_key, toNullable(email_addr) AS _t1_0 FROM users FINAL) AS _t1' +
        ' ON _t0_0 = _t1_key',
    )
    expect(await service.ids('interactions', query)).toBe('i2')
    expect(
      await service.ids('plugin_resources', "$filter=plugin_call/interaction/conversation/route eq 'DM'"),
    ).toBe('r1 r2')
  })

  test('orders, and pages continue behind it, missing ones included', async () => {
    for (const [orderby, ids] of [
      ['user/email_addr', 'c3 c1 c2'],
      ['user/email_addr desc', 'c2 c1 c3'],
      ['interactions/$count desc', 'c1 c2 c3'],
    ] as const) {
      const texts = await service.walk('conversations', `$orderby=${orderby}&$select=id`)
      expect(texts.map(text => JSON.parse(text).id).join(' '), orderby).toBe(ids)
    }
  })

  test('is computed with', async () => {
    const query = "$compute=toupper(user/email_addr) as mail&$filter=mail eq 'ANN@X.ORG'&$select=id,mail"
    expect(await service.values('conversations', query)).toEqual([{ id: 'c1', mail: 'ANN@X.ORG' }])
  })
})

describe('several related entities', () => {
  const cases: [filter: string, where: string, ids: string][] = [
    ['interactions/any()', 'id IN (SELECT conversation_id FROM interactions FINAL)', 'c1 c2'],
    [
      "interactions/any(i:i/label eq 'feedback')",
      'id IN (SELECT conversation_id FROM interactions FINAL WHERE label = {p0:String})',
      'c1',
    ],
    [
      "interactions/all(i:i/label ne 'feedback')",
      'id NOT IN (SELECT conversation_id FROM interactions FINAL WHERE NOT (label IS DISTINCT FROM {p0:String}))',
      'c2 c3',
    ],
    [
      "interactions/all(i:contains(i/label,'f'))",
      'id NOT IN (SELECT conversation_id FROM interactions FINAL WHERE NOT ifNull(position(label, {p0:String}) > 0, false))',
      'c3',
    ],
    [
      'interactions/any(i:i/plugin_calls/any(p:p/used))',
      'id IN (SELECT conversation_id FROM interactions FINAL WHERE id IN (SELECT interaction_id FROM plugin_calls FINAL WHERE used))',
      'c1',
    ],
    [
      "interactions/any(i:i/user/first_name eq 'Ann')",
      'id IN (SELECT conversation_id FROM interactions FINAL LEFT ANY JOIN (SELECT toNullable(id) AS _t1_key, ' +
        'toNullable(first_name) AS _t1_0 FROM users FINAL) AS _t1 ON user_id = _t1_key WHERE _t1_0 = {p0:String})',
      'c1',
    ],
    [
      "interactions/$filter(actor eq 'bot')/any(i:i/parent eq null)",
      'id IN (SELECT conversation_id FROM interactions FINAL LEFT ANY JOIN (SELECT toNullable(id) AS _t1_key FROM ' +
        'interactions FINAL) AS _t1 ON parent_interaction_id = _t1_key WHERE actor = {p0:String} AND _t1_key IS NULL)',
      'c2',
    ],
  ]
  for (const [filter, where, ids] of cases)
    test(filter, async () => {
      expect(service.compile('conversations', `$filter=${filter}`).where).toBe(where)
      expect(await service.ids('conversations', `$filter=${filter}`)).toBe(ids)
    })

  test('of a related entity, which may be missing', async () => {
    const ids = (filter: string) => service.ids('conversations', `$filter=${filter}`)
    expect(await ids('user/conversations/any()')).toBe('c1 c2')
    expect(await ids("user/conversations/all(c:c/route eq 'DM')")).toBe('c1 c2 c3')
    expect(await ids('user/conversations/$count eq 0')).toBe('c3')
  })

  test('are counted', async () => {
    const page = service.compile('conversations', '$filter=interactions/$count gt 2')
    expect(page.from).toBe(
      'conversations FINAL LEFT ANY JOIN (SELECT _key AS _t1_key, _count AS _t1_count FROM ' +
        '(SELECT conversation_id AS _key, toInt64(count()) AS _count FROM interactions FINAL GROUP BY conversation_id)) AS _t1 ON id = _t1_key',
    )
    expect(page.where).toBe('_t1_count > {p0:Int64}')
    const ids = (filter: string) => service.ids('conversations', `$filter=${filter}`)
    expect(await ids('interactions/$count gt 2')).toBe('c1')
    expect(await ids("interactions/$count($filter=actor eq 'bot') eq 1")).toBe('c1 c2')
    expect(await ids('interactions/$count($search=feedback) eq 0')).toBe('c2 c3')
    expect(await ids('interactions/$count eq plugin_calls/$count')).toBe('c3')
  })
})

test('a query says which tables it reads, whatever the option', () => {
  const tables = (query: string) => service.compile('conversations', query).tables.join(' ')
  expect(tables('$filter=user_id eq null')).toBe('conversations')
  expect(tables('$filter=user/first_name eq null')).toBe('conversations users')
  expect(tables('$filter=interactions/any(i:i/plugin_calls/$count gt 1)')).toBe(
    'conversations interactions plugin_calls',
  )
  expect(tables('$orderby=plugin_resources/$count')).toBe('conversations plugin_resources')
  expect(tables('$apply=groupby((user/first_name))')).toBe('conversations users')
  expect(tables('$compute=user/id as x&$select=x')).toBe('conversations users')
  expect(tables('$expand=interactions($filter=plugin_calls/any();$expand=user)')).toBe(
    'conversations interactions plugin_calls users',
  )
})

describe('mistakes', () => {
  const cases: [set: string, query: string, status: number, position: number | undefined, message: string][] =
    [
      ['conversations', "$filter=usr/email_addr eq ''", 400, 0, 'did you mean "user"?'],
      ['conversations', "$filter=user/email eq ''", 400, 5, 'there is no attribute "email" in user'],
      ['conversations', "$filter=interactions/type eq ''", 400, 13, 'interactions/any(x:x/type …)'],
      [
        'conversations',
        '$filter=interactions eq null',
        400,
        0,
        'is never null; to ask whether there are any',
      ],
      ['conversations', '$filter=user', 400, 0, 'not an entity (user)'],
      ['conversations', '$orderby=user', 400, 0, 'expected a single value, not an entity (user)'],
      [
        'conversations',
        '$filter=interactions/any(i:i/user_id eq user_id)',
        501,
        32,
        'an attribute of conversations',
      ],
      [
        'conversations',
        '$filter=interactions/any(i:i/user_id eq $it/user_id)',
        501,
        32,
        'within a condition on',
      ],
      [
        'conversations',
        '$filter=interactions/any(i:i/replies/any(r:r/id eq i/id))',
        501,
        43,
        'an attribute of i',
      ],
      ['conversations', "$filter=interactions('x')/id eq ''", 501, 12, 'a key within a path'],
      [
        'conversations',
        `$filter=${Array(17).fill('interactions/any()').join(' and ')}`,
        400,
        368,
        'more than 16 rel',
      ],
      ['conversations', '$compute=1 as user', 400, 0, 'the name "user" is taken'],
    ]
  for (const [set, query, status, position, message] of cases)
    test(query.slice(0, 60), () => {
      expect(() => service.compile(set, query)).toThrow(
        expect.objectContaining({ status, position, message: expect.stringContaining(message) }),
      )
    })
})
