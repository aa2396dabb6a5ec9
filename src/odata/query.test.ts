import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findEntity } from '../schema/entities.ts'
import { modelOf, ODataError, parseQuery } from './index.ts'
import { TestTable } from './testing/engine.ts'

const conversations = modelOf(findEntity('conversations')!)

let users: TestTable
let calls: TestTable
beforeAll(async () => {
  users = new TestTable('users')
  const base = { access_to_bot: true, user_preferred_language: 'EN_US' }
  await users.insert(
    {
      ...base,
      id: '1',
      email_addr: 'ann@x.org',
      first_name: 'Ann',
      external_ids: [
        { connector_name: 'sn', external_id: 'E7', source: null },
        { connector_name: 'slack', external_id: null, source: 's' },
      ],
    },
    { ...base, id: '2', email_addr: 'bob@x.org', access_to_bot: false, external_ids: null },
    {
      ...base,
      id: '3',
      email_addr: "o'neil@x.org",
      last_name: 'Ünal',
      external_ids: [],
      latest_interaction_time: '2024-05-01T00:00:00.000Z',
    },
  )
  calls = new TestTable('plugin-calls')
  const call = { conversation_id: 'c', interaction_id: 'i', user_id: 'u', plugin_name: 'P' }
  await calls.insert(
    { ...call, id: 'a', served: true, used: false },
    { ...call, id: 'b', served: true, used: true },
    { ...call, id: 'c', served: false, used: false },
  )
})
afterAll(() => {
  users.close()
  calls.close()
})

describe('what a query means', () => {
  test('flags, as booleans and as the quoted text that clients send', async () => {
    expect(calls.compile('$filter=served eq true').where).toBe('served = true')
    for (const filter of [
      'served eq true',
      "served eq 'true'",
      "served eq 'TRUE'",
      'served',
      'not (served eq false)',
    ])
      expect(await calls.ids(`$filter=${filter}`), filter).toBe('a b')
    expect(await calls.ids('$filter=served and not used')).toBe('a')
    expect(await calls.ids('$orderby=used desc,served')).toBe('b c a')
  })

  test('lists of objects', async () => {
    expect(
      users.compile("$filter=external_ids/any(x:x/connector_name eq 'sn' and x/source ne 'q')").where,
    ).toBe(
      'arrayExists(_e0 -> _e0.connector_name = {p0:String} AND _e0.source IS DISTINCT FROM {p1:String}, external_ids)',
    )
    expect(await users.ids("$filter=external_ids/any(x:x/connector_name eq 'sn' and x/source ne 'q')")).toBe(
      '1',
    )
    expect(await users.ids('$filter=external_ids/all(x:x/source eq null)')).toBe('2 3')
    expect(await users.ids('$filter=external_ids/all(x:x/connector_name ne null)')).toBe('1 2 3')
    expect(await users.ids('$filter=external_ids eq null')).toBe('2')
    expect(await users.ids('$filter=external_ids/$count eq 2')).toBe('1')
    expect(await users.ids("$filter=external_ids/$filter(source eq 's')/any(y:y/external_id eq null)")).toBe(
      '1',
    )
    const [row] = await users.page("$filter=id eq '1'&$select=external_ids/connector_name")
    expect(row!.record).toEqual({ external_ids: [{ connector_name: 'sn' }, { connector_name: 'slack' }] })
  })

  test('aliases stand for expressions, and for null without a value', async () => {
    expect(await users.ids("$filter=contains(email_addr,@a) and first_name ne @b&@a='ann'")).toBe('1')
    expect(await users.ids('$filter=latest_interaction_time ge @t&@t=2024-01-01T00:00:00Z')).toBe('3')
    expect(await users.ids("$filter=id in (@a,'2')&@a='3'")).toBe('2 3')
    expect(() => users.compile('$filter=@a&@a=not @a')).toThrow('too large')
  })

  test('$compute defines values for filter, order and projection', async () => {
    const query = "$compute=concat(id,'!') as x,length(email_addr) as n&$orderby=n desc&$filter=n gt 8"
    const rows = await users.page(`${query}&$select=id,x,n`)
    expect(rows.map(({ record }) => record)).toEqual([
      { id: '3', x: '3!', n: 12 },
      { id: '1', x: '1!', n: 9 },
      { id: '2', x: '2!', n: 9 },
    ])
    expect((await users.page(query))[0]!.record).toMatchObject({ email_addr: "o'neil@x.org", n: 12, x: '3!' })
    expect(() => users.compile('$compute=1 as id')).toThrow('the name "id" is taken')
    expect(users.compile('$compute=length(id) as a,a add 1 as b&$filter=b gt 1').where).toBe(
      'toInt64(lengthUTF8(id)) + {p0:Int64} > {p1:Int64}',
    )
    expect(() => users.compile('$compute=a as a')).toThrow('there is no attribute "a" in users')
    expect(() => users.compile('$compute=b as a,1 as b')).toThrow('there is no attribute "b" in users')
  })

  test('computed values of every type are JSON', async () => {
    const compute = [
      ['null', 'a', null],
      ["id eq '3'", 'b', true],
      ['latest_interaction_time', 'c', '2024-05-01T00:00:00.000Z'],
      ['date(latest_interaction_time)', 'd', '2024-05-01'],
      ['latest_interaction_time sub 2024-05-02T00:00:00Z', 'e', '-PT86400S'],
      ['time(last_updated_time)', 'f', '00:00:00.000000'],
      ['1 divby 4', 'g', 0.25],
      ['first_interaction_time', 'h', null],
      ["contains(first_name,'x')", 'i', null],
      ['length(email_addr)', 'j', 12],
    ] as const
    const items = compute.map(([expression, name]) => `${expression} as ${name}`).join(',')
    const [row] = await users.page(
      `$filter=id eq '3'&$compute=${encodeURIComponent(items)}&$select=${compute.map(c => c[1])}`,
    )
    expect(row!.record).toEqual(Object.fromEntries(compute.map(([, name, value]) => [name, value])))
  })

  test('$search finds text anywhere, in any case', async () => {
    expect(await users.ids('$search=ANN')).toBe('1')
    expect(await users.ids('$search=x.org NOT bob')).toBe('1 3')
    expect(await users.ids('$search=ann OR ünal')).toBe('1 3')
    expect(await users.ids('$search=slack e7')).toBe('1')
    expect(await users.ids('$search="en_us"')).toBe('1 2 3')
    expect(await users.ids("$search=o'neil")).toBe('3')
    expect(await users.count('$search=NOT (ann OR bob)')).toBe(1)
    expect(users.compile('$search=a%27').where).toMatch(
      /^arrayExists\(_text -> positionCaseInsensitiveUTF8\(_text, \{p0:String\}\) > 0, arrayConcat\(\[/,
    )
  })

  test('options in any spelling, and custom ones ignored', () => {
    const query = parseQuery(
      '?TOP=5&$SKIP=2&count=true&api_key=x&$format=json&$skiptoken=a%26b&filter=route+eq+%27D%26M%27',
      conversations,
    )
    expect(query).toMatchObject({
      top: 5,
      skip: 2,
      count: true,
      format: 'json',
      skiptoken: 'a&b',
      custom: [['api_key', 'x']],
    })
    expect(query.filter).toMatchObject({ kind: 'binary', right: { value: 'D&M', position: 9, end: 14 } })
  })
})

describe('mistakes', () => {
  const cases: [
    query: string,
    status: number,
    target: string | undefined,
    position: number | undefined,
    message: string,
  ][] = [
    [
      "$filter=rout eq 'DM'",
      400,
      '$filter',
      0,
      'there is no attribute "rout" in conversations; did you mean "route"?',
    ],
    [
      "$filter=route eq 'DM' and detail/contnt eq ''",
      400,
      '$filter',
      25,
      'there is no attribute "contnt" in detail; did you mean "content"?',
    ],
    ["$filter=Route eq 'DM'", 400, '$filter', 0, 'did you mean "route"?'],
    ["$filter=zzzzzzzz eq 'DM'", 400, '$filter', 0, 'its attributes are created_time, detail'],
    ['$filter=route eq DM', 400, '$filter', 9, 'there is no attribute "DM"'],
    [
      '$filter=route eq 5',
      400,
      '$filter',
      9,
      "text cannot be compared with 5 (a whole number); write '5' in single quotes",
    ],
    [
      "$filter=created_time ge 'yesterday'",
      400,
      '$filter',
      16,
      "'yesterday' is not an instant; write it as 2024-01-31T23:59:59Z",
    ],
    ["$filter=created_time ge '2024-02-30'", 400, '$filter', 16, 'is not an instant'],
    ['$filter=created_time eq true', 400, '$filter', 16, 'an instant cannot be compared with true'],
    ['$filter=route', 400, '$filter', 0, 'expected a condition, which is true or false, not text'],
    ["$filter=not route eq 'DM'", 400, '$filter', 4, 'put it in parentheses: not (…)'],
    ["$filter=detail eq 'x'", 501, '$filter', 0, 'comparing an object (detail)'],
    ['$filter= true', 400, '$filter', 0, 'found a space'],
    [
      '$filter =true',
      400,
      '$filter ',
      undefined,
      'there is no query option "$filter "; did you mean "$filter"?',
    ],
    ['filter =true', 400, 'filter ', undefined, 'there is a space in the option name'],
    ['$top=5&top=6', 400, '$top', undefined, '$top is given twice'],
    ['$top=-1', 400, '$top', 0, 'expected a whole number, zero or more, found "-1"'],
    ['$top=5.5', 400, '$top', 1, 'does not belong here'],
    ['$top', 400, '$top', 0, '$top has no value'],
    ['$count=yes', 400, '$count', 0, 'expected true or false'],
    ['$filer=true', 400, '$filer', undefined, 'there is no query option "$filer"; did you mean "$filter"?'],
    ['$filter=%zz', 400, '$filter', 0, 'malformed percent-encoding "%zz"'],
    ['$filter=a%E9b', 400, '$filter', 1, 'malformed percent-encoding "%E9"'],
    ['$expand=user', 501, '$expand', 0, '$expand is not supported'],
    ['$apply=aggregate($count as n)', 501, '$apply', 0, '$apply is not supported'],
    ['$apply=aggregate(', 400, '$apply', 10, 'expected'],
    ['$orderby=detail', 400, '$orderby', 0, 'expected a single value, not an object (detail)'],
    ['$orderby=route up', 400, '$orderby', 6, '"up" does not belong here'],
    ['$orderby=route descending', 400, '$orderby', 6, '"descending" is no direction; write asc or desc'],
    ["$filter=detail.content eq ''", 400, '$filter', 0, 'did you mean "detail/content"?'],
    [`$orderby=${Array(21).fill('route')}`, 400, '$orderby', 120, 'more than 20 keys'],
    [`$filter=${'x'.repeat(20_000)}`, 400, undefined, undefined, 'more than 16384'],
    ['$levels=2', 400, '$levels', 0, '$levels belongs into $expand'],
  ]
  for (const [query, status, target, position, message] of cases)
    test(query.slice(0, 60), () => {
      let error: unknown
      try {
        parseQuery(query, conversations)
      } catch (caught) {
        error = caught
      }
      expect(error).toBeInstanceOf(ODataError)
      expect(error).toMatchObject({ status, target, position })
      expect((error as ODataError).message).toContain(message)
    })

  test('nothing a client wrote reaches the SQL text', () => {
    const marker = 'zq9'
    const compiled = users.compile(
      `$filter=first_name eq '${marker}' or id in ('${marker}') or external_ids/any(${marker}:${marker}/source eq '${marker}')` +
        `&$search=${marker}&$orderby=concat(id,'${marker}')&$select=id`,
      [marker, marker],
    )
    const { params, ...sql } = compiled
    expect(JSON.stringify(sql)).not.toContain(marker)
    expect(JSON.stringify(params)).toContain(marker)
  })
})
