import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataService } from './data-service.ts'
import { expansionError } from './expansion.ts'
import { compilePage, pageRows } from './page.ts'
import { parseQuery } from './query.ts'
import { conversationsService } from './testing/conversations.ts'
import type { TestService } from './testing/service.ts'

let service: TestService
beforeAll(async () => {
  service = await conversationsService()
})
afterAll(() => service.close())

const values = (query: string, set = 'conversations') => service.values(set, query)

const id = (table: string, inner = '') =>
  `concat('{"id":', ifNull(nullIf(JSONExtractRaw(record, 'id'), ''), 'null'), '}') AS _record${inner} FROM ${table} FINAL`
const list =
  "concat('[', arrayStringConcat(arrayMap(_item -> _item.2, arraySort(_item -> _item.1, groupArray((_number, _text)))), ','), ']')"

describe('the statement', () => {
  test('reads the rows once, and of a relation only what belongs to them', async () => {
    const page = service.compile('conversations', '$expand=user($select=id)')
    expect(pageRows(page, '{rows:UInt64}')).toBe(
      'WITH (SELECT groupArray(_row) FROM (SELECT tuple(rowNumberInAllBlocks(), _record, _keys, _k0) AS _row FROM ' +
        "(SELECT record AS _record, concat('[', toJSONString(id), ']') AS _keys, user_id AS _k0 " +
        'FROM conversations FINAL WHERE true ORDER BY id ASC LIMIT {rows:UInt64}))) AS _rows0 ' +
        `SELECT concat(substring(_row.2, 1, length(_row.2) - 1), ',"user":', ifNull(nullIf(_x0_json, ''), 'null'), '}') AS _text, ` +
        '_row.3 AS _keys FROM (SELECT arrayJoin(_rows0) AS _row) AS _rows LEFT ANY JOIN ' +
        `(SELECT _of AS _x0_of, _record AS _x0_json FROM (SELECT ${id('users').replace(' FROM', ', id AS _of FROM')} ` +
        'PREWHERE id IN (SELECT arrayJoin(tupleElement(_rows0, 4))))) AS _x0 ON _row.4 = _x0_of ORDER BY _row.1',
    )
    expect(await values('$expand=user($select=id)&$select=id')).toEqual([
      { id: 'c1', user: { id: 'u1' } },
      { id: 'c2', user: { id: 'u2' } },
      { id: 'c3', user: null },
    ])
  })

  test('finds several by the key of every version, and asks the last', () => {
    const page = service.compile('conversations', "$expand=interactions($select=id;$filter=actor eq 'bot')")
    expect(page.params).toEqual({ p0: 'bot', p1: 0, p2: 1001 })
    expect(pageRows(page, '1')).toContain(
      'LEFT ANY JOIN (SELECT _of AS _x0_of, if(throwIf(count() > 1000, ' +
        `'more entities than $expand gives for one: interactions, 1000') = 0, ${list}, '') AS _x0_json FROM ` +
        '(SELECT rowNumberInAllBlocks() AS _number, _record AS _text, _of FROM ' +
        `(SELECT ${id('interactions').replace(' FROM', ', conversation_id AS _of FROM')} PREWHERE id IN ` +
        '(SELECT id FROM interactions WHERE conversation_id IN (SELECT arrayJoin(tupleElement(_rows0, 4)))) ' +
        'WHERE conversation_id IN (SELECT arrayJoin(tupleElement(_rows0, 4))) AND actor = {p0:String} ' +
        'ORDER BY id ASC LIMIT {p1:UInt64}, {p2:UInt64} BY _of)) GROUP BY _of) AS _x0 ON _row.4 = _x0_of',
    )
  })
})

describe('what is expanded', () => {
  test('is written as it is stored', async () => {
    const [first] = (await values('$expand=interactions,user&$select=id')) as [Record<string, unknown>]
    const [i1] = await values("$filter=id eq 'i1'", 'interactions')
    const [u1] = await values("$filter=id eq 'u1'", 'users')
    expect((first.interactions as unknown[])[0]).toEqual(i1)
    expect(i1).toMatchObject({ detail: { content: 'a', domain: 'IT', more: 1 } })
    expect(first.user).toEqual(u1)
  })

  test('has options of its own', async () => {
    const options = '$select=id;$orderby=id desc;$skip=1;$top=1;$count=true'
    expect(await values(`$expand=interactions(${options})&$select=id`)).toEqual([
      { id: 'c1', 'interactions@odata.count': 3, interactions: [{ id: 'i2' }] },
      { id: 'c2', 'interactions@odata.count': 2, interactions: [{ id: 'i4' }] },
      { id: 'c3', 'interactions@odata.count': 0, interactions: [] },
    ])
    const found = "$filter=user/first_name eq 'Ann' and parent ne null;$count=true;$search=feedback"
    expect(await values(`$expand=interactions($select=id;${found})&$select=id&$top=9`)).toEqual([
      { id: 'c1', 'interactions@odata.count': 1, interactions: [{ id: 'i3' }] },
      { id: 'c2', 'interactions@odata.count': 0, interactions: [] },
      { id: 'c3', 'interactions@odata.count': 0, interactions: [] },
    ])
    const computed = '$compute=length(content) as n;$select=n'
    expect(() => service.compile('conversations', `$expand=interactions(${computed})`)).toThrow('"content"')
    expect(
      await values("$expand=user($compute=length(email_addr) as n;$select=n)&$select=id&$filter=id eq 'c1'"),
    ).toEqual([{ id: 'c1', user: { n: 9 } }])
  })

  test('is null when one entity does not fulfil its filter', async () => {
    expect(await values("$expand=user($filter=first_name eq 'Ann';$select=id)&$select=id")).toEqual([
      { id: 'c1', user: { id: 'u1' } },
      { id: 'c2', user: null },
      { id: 'c3', user: null },
    ])
  })

  test('goes on over several levels', async () => {
    const calls = 'plugin_calls($select=id;$expand=plugin_resources($select=id;$expand=user($select=id)))'
    const query = `$filter=id eq 'c1'&$select=id&$expand=interactions($select=id;$top=2;$expand=${calls},parent($select=id))`
    const resource = (name: string) => ({ id: name, user: { id: 'u1' } })
    expect(await values(query)).toEqual([
      {
        id: 'c1',
        interactions: [
          {
            id: 'i1',
            plugin_calls: [
              { id: 'p1', plugin_resources: [resource('r1'), resource('r2')] },
              { id: 'p2', plugin_resources: [] },
            ],
            parent: null,
          },
          { id: 'i2', plugin_calls: [], parent: { id: 'i1' } },
        ],
      },
    ])
  })

  test('is a chain with $levels', async () => {
    expect(
      await values("$filter=id eq 'i3'&$select=id&$expand=parent($levels=3;$select=id)", 'interactions'),
    ).toEqual([{ id: 'i3', parent: { id: 'i2', parent: { id: 'i1', parent: null } } }])
    expect(
      await values("$filter=id eq 'i1'&$select=id&$expand=replies($levels=2;$select=id)", 'interactions'),
    ).toEqual([{ id: 'i1', replies: [{ id: 'i2', replies: [{ id: 'i3' }] }] }])
  })

  test('is everything with a star, but for what is named beside it', async () => {
    const [row] = (await values("$filter=id eq 'c2'&$expand=*,interactions($select=id)&$select=id")) as [
      object,
    ]
    expect(Object.keys(row).sort()).toEqual([
      'id',
      'interactions',
      'plugin_calls',
      'plugin_resources',
      'user',
    ])
    expect(row).toMatchObject({ interactions: [{ id: 'i4' }, { id: 'i5' }], plugin_calls: [{ id: 'p3' }] })
  })

  test('may be only a number, and the record may be nothing else', async () => {
    expect(
      await values("$select=user&$expand=interactions/$count($filter=actor eq 'bot'),user($select=id)"),
    ).toEqual([
      { 'interactions@odata.count': 1, user: { id: 'u1' } },
      { 'interactions@odata.count': 1, user: { id: 'u2' } },
      { 'interactions@odata.count': 0, user: null },
    ])
  })

  test('comes with every page in any order', async () => {
    for (const [orderby, ids] of [
      ['', 'c1 c2 c3'],
      ['&$orderby=user/email_addr desc', 'c2 c1 c3'],
      ['&$orderby=primary_domain', 'c3 c2 c1'],
    ]) {
      const query = `$select=id&$expand=user($select=id),plugin_calls($select=id)${orderby}`
      const texts = await service.walk('conversations', query)
      expect(texts).toEqual((await service.rows('conversations', query)).map(({ text }) => text))
      expect(texts.map(text => JSON.parse(text).id).join(' ')).toBe(ids)
    }
  })
})

test('one record by its key has its relations too', async () => {
  const query = parseQuery('$select=id&$expand=user($select=id)', dataService.sets.get('conversations')!)
  const page = compilePage(query, { key: 'c2' })
  expect(page).toMatchObject({ where: 'id = {p0:String}', params: { p0: 'c2' } })
  const result = await service.session.queryBindAsync(pageRows(page, '1'), page.params, { format: 'TSVRaw' })
  expect(result.text()).toBe('{"id":"c2","user":{"id":"u2"}}\t["c2"]\n')
})

test('more than the budget without $top ends with what to do', async () => {
  const set = dataService.sets.get('conversations')!
  const page = compilePage(parseQuery('$expand=interactions', set, { expandedRows: 2 }))
  const failed = service.session.queryBindAsync(pageRows(page, '10'), page.params, { format: 'TSV' })
  const error = await failed.then(
    () => undefined,
    (caught: Error) => caught,
  )
  expect(expansionError(error!.message)).toMatchObject({
    status: 400,
    code: 'LimitExceeded',
    target: '$expand',
    message: 'there is an entity with more than 2 interactions; ask for fewer with interactions($top=2)',
  })
  expect(expansionError('Code: 60. Unknown table')).toBeUndefined()
})

describe('mistakes', () => {
  const cases: [query: string, status: number, position: number, message: string][] = [
    [
      '$expand=interaction',
      400,
      0,
      'there is no relation "interaction" in conversations; did you mean "interactions"?',
    ],
    ['$expand=route', 400, 0, 'its relations are user, interactions, plugin_calls, plugin_resources'],
    ['$expand=interactions/plugin_calls', 400, 0, 'write interactions($expand=plugin_calls)'],
    ['$expand=user,interactions,user', 400, 18, '"user" is expanded twice'],
    ['$expand=user($top=1)', 400, 0, '$top does not fit user, which is not a list'],
    ['$expand=user/$count', 400, 0, 'there is nothing to count'],
    ['$expand=interactions($top=1001)', 400, 0, '$top within $expand must be at most 1000'],
    ['$expand=interactions($levels=2)', 400, 0, 'which $levels cannot repeat'],
    ['$expand=interactions($expand=parent($levels=4))', 400, 21, 'nested more than 4 levels deep'],
    ['$expand=interactions/$ref($select=id)', 400, 0, '$select does not fit interactions/$ref'],
    ['$expand=user/$ref($top=1)', 400, 0, '$top does not fit user'],
    ['$expand=interactions($apply=identity)', 501, 0, '$apply within $expand is not supported'],
    ['$expand=*($levels=2)', 501, 0, 'an option for all relations ("*")'],
    ['$expand=@a.b', 501, 0, 'the annotation @a.b'],
    ["$expand=user($filter=emai eq 'x')", 400, 13, 'there is no attribute "emai" in users'],
    ['$expand=user($compute=1 as id)', 400, 14, 'the name "id" is taken'],
    ['$expand=*($expand=*)', 501, 0, 'an option for all relations'],
    [
      `$expand=user($expand=${'interactions($expand=user($expand=interactions($expand=user)))'})`,
      400,
      68,
      'nested more than 4',
    ],
  ]
  for (const [query, status, position, message] of cases)
    test(query, () => {
      expect(() => service.compile('conversations', query)).toThrow(
        expect.objectContaining({
          status,
          target: '$expand',
          position,
          message: expect.stringContaining(message),
        }),
      )
    })

  test('too many relations at all levels together', () => {
    const all = 'interactions($expand=*),plugin_calls($expand=*),plugin_resources($expand=*)'
    expect(() => service.compile('users', `$expand=conversations($expand=*),${all}`)).not.toThrow()
    const more = `conversations($expand=${all}),${all}`
    expect(() => service.compile('users', `$expand=${more}`)).toThrow('follows more than 32 relations')
  })
})
