import { describe, expect, test } from 'vitest'
import { conformanceSuite } from '../support/conformance.ts'

/** Rules of the standard that are easily missed: of negotiation, of evaluation, of the grammar, and of null. */

const { service, ask, ids, refusal } = conformanceSuite()

describe('negotiation', () => {
  test.each([
    ['', 'xml'],
    ['*/*', 'xml'],
    ['application/json,application/xml;q=0.1', 'xml'],
    ['application/json, */*;q=0.1', 'xml'],
    ['application/json', 'json'],
    ['text/html', 406],
  ])('$metadata for Accept "%s" is %s: JSON only where nothing else will do', async (accept, form) => {
    const { status, type } = await ask('$metadata', accept === '' ? {} : { Accept: accept })
    expect(typeof form === 'number' ? status : type).toBe(
      typeof form === 'number' ? form : `application/${form}`,
    )
  })

  test('$format beats Accept', async () => {
    expect((await ask('$metadata?$format=json', { Accept: 'application/xml' })).type).toBe('application/json')
    expect((await ask('users?$format=json', { Accept: 'text/html' })).status).toBe(200)
    expect((await ask('users?$format=application/json;metadata=none', { Accept: '*/*' })).type).toContain(
      '=none',
    )
    expect(await refusal('users?$format=atom', { Accept: 'application/json' })).toEqual([
      406,
      'NotAcceptable',
    ])
  })

  test('405 says what is allowed, HEAD is GET without a body', async () => {
    for (const method of ['OPTIONS', 'PUT', 'DELETE']) {
      const { status, headers } = await ask('users', {}, { method })
      expect([status, headers.get('allow')], method).toEqual([405, 'GET, HEAD'])
    }
    for (const path of ['users', "users('u1')", 'users/$count', '$metadata', '']) {
      const [get, head] = [await ask(path), await ask(path, {}, { method: 'HEAD' })]
      expect([head.status, head.type, head.text], path).toEqual([get.status, get.type, ''])
      expect(head.headers.get('content-length'), path).toBe(get.headers.get('content-length'))
    }
    expect((await ask("users('u9')", {}, { method: 'HEAD' })).status).toBe(404)
  })

  test('snapshot isolation is 412, and so is a record that is not the one of If-Match', async () => {
    expect(await refusal('users', { Isolation: 'snapshot' })).toEqual([412, 'IsolationNotSupported'])
    const etag = (await ask("users('u1')")).headers.get('etag')!
    expect((await ask("users('u1')", { 'If-Match': etag })).status).toBe(200)
    expect(await refusal("users('u1')", { 'If-Match': 'W/"0"' })).toEqual([412, 'RecordChanged'])
    expect((await ask("users('u1')", { 'If-None-Match': etag })).status).toBe(304)
  })
})

describe('the order of evaluation', () => {
  test('$compute, $search, $filter, $count, $orderby, $skip, $top, then pages, then $expand and $select', async () => {
    const query =
      "$compute=length(id) as n&$search=words&$filter=n eq 2 and id ne 'i1'&$count=true&$orderby=id desc&$skip=1&$top=2&$expand=parent($select=id)&$select=id,n"
    const first = await ask(`interactions?${query}`, { Prefer: 'maxpagesize=1' })
    expect(first.json).toMatchObject({ '@odata.count': 3, value: [{ id: 'i3', n: 2, parent: { id: 'i2' } }] })
    const second = (await ask(first.json['@odata.nextLink'])).json
    expect(second.value).toEqual([{ id: 'i2', n: 2, parent: { id: 'i1' } }])
    expect(second).not.toHaveProperty(['@odata.nextLink'])
  })

  test('$apply comes first', async () => {
    const query = '$apply=groupby((actor),aggregate($count as n))&$filter=n gt 2&$orderby=n desc'
    expect((await ask(`interactions?${query}`)).json.value).toEqual([{ actor: 'user', n: 3 }])
  })

  test('$skip is for the first page only, $top for all of them', async () => {
    const pages = await service.api.walk('interactions?$skip=1&$top=3', 2)
    expect(pages.map(({ value }) => value.map(({ id }) => id))).toEqual([['i2', 'i3'], ['i4']])
  })

  test('$count is true or false, and nothing else', async () => {
    for (const count of ['1', 'yes', '', 'truefalse'])
      expect((await refusal(`users?$count=${count}`))[0], count).toBe(400)
  })

  test('nulls are first ascending and last descending, false is before true', async () => {
    expect(await ids('conversations?$orderby=primary_domain')).toEqual(['c2', 'c/3', 'c1'])
    expect(await ids('conversations?$orderby=primary_domain desc')).toEqual(['c1', 'c/3', 'c2'])
    expect(await ids('plugin-calls?$orderby=used')).toEqual(['p2', 'p1'])
    expect(await ids('interactions?$orderby=detail/domain desc,id desc')).toEqual([
      'i1',
      'i5',
      'i4',
      'i3',
      'i2',
    ])
  })
})

describe('reading an address', () => {
  test('it is split before it is decoded', async () => {
    expect(await ids("conversations?$filter=route eq 'a%26b=c' or id eq 'c1'")).toEqual(['c1'])
    expect(await ids("conversations?$filter=route%20eq%20'50%25_off'")).toEqual(['c2'])
    expect(await refusal("conversations?$filter=route eq '%E2%28'")).toEqual([400, 'InvalidSyntax'])
  })

  test('a bare plus is a space, but in the offset of an instant', async () => {
    expect(await ids("conversations?$filter=route+eq+'DM'")).toEqual(['c1'])
    for (const plus of ['+', '%2B'])
      expect(
        await ids(`conversations?$filter=created_time eq 2026-08-01T15:30:00${plus}05:30`),
        plus,
      ).toEqual(['c1'])
  })

  test('two quotes are one, percent and underscore are text', async () => {
    expect(await ids("users?$filter=first_name eq 'Ann O''Neil'")).toEqual(['u1'])
    expect(await ids("conversations?$filter=contains(route,'0%25_')")).toEqual(['c2'])
    expect(await ids("conversations?$filter=contains(route,'D_')")).toEqual([])
    expect(await ids("conversations?$filter=route eq 'DM'")).toEqual(['c1'])
  })

  test.each([
    ['$filter= true', 400],
    ['$filter =true', 400],
    ['$filter=id in ()', 200],
    ['$filter=external_ids/any()', 200],
    ['$filter=external_ids/all()', 400],
    ["$filter=startswith(id,'u') eq true", 200],
    ['$filter=nullable eq 1', 400],
    ['$filter=not access_to_bot eq true', 200],
    ["$filter=not first_name eq 'x'", 400],
  ])('%s is %i', async (query, status) => {
    expect((await ask(`users?${query}`)).status).toBe(status)
  })

  test('Prefer: maxpagesize=0 is an error', async () => {
    expect(await refusal('users', { Prefer: 'maxpagesize=0' })).toEqual([400, 'InvalidPreference'])
  })

  test('operators bind as they should, from the left', async () => {
    const holds = async (condition: string) => (await ids(`users?$filter=${condition}`)).length === 2
    for (const condition of [
      '10 sub 2 sub 3 eq 5',
      '2 add 3 mul 2 eq 8',
      '-2 add 3 eq 1',
      '12 div 2 div 3 eq 2',
      'true or true and false',
      'not (true) and false eq false or true',
      'not (false) and true',
      '1 lt 2 eq true',
      '1 in (1,2) and -1 in (-1)',
    ])
      expect(await holds(condition), condition).toBe(true)
    expect(await holds('not (false) and false')).toBe(false)
  })

  test('a name may begin with a word of the language', async () => {
    const names = ['nullable', 'order', 'inside', 'android', 'truely', 'notice']
    const query = `$compute=${names.map(name => `1 as ${name}`)}&$filter=${names.map(name => `${name} eq 1`).join(' and ')}`
    expect(await ids(`users?${query}`)).toEqual(['u1', 'u2'])
  })
})

describe('null', () => {
  // `primary_domain` is null in c2 alone.
  test.each([
    ['primary_domain eq null', 'c2'],
    ['primary_domain ne null', 'c/3 c1'],
    ["primary_domain ne 'IT'", 'c/3 c2'],
    ["not (primary_domain eq 'IT')", 'c/3 c2'],
    ["primary_domain gt 'HR'", 'c1'],
    ["not (primary_domain gt 'HR')", 'c/3 c2'],
    ['primary_domain eq user/last_name', 'c2'],
    ['primary_domain ne user/last_name', 'c/3 c1'],
    ["contains(primary_domain,'I')", 'c1'],
    ["not contains(primary_domain,'I')", 'c/3'],
    ["contains(primary_domain,'I') or id eq 'c2'", 'c1 c2'],
    ["contains(primary_domain,'I') and id eq 'c2' or true", 'c/3 c1 c2'],
    ["primary_domain in ('IT',null)", 'c1 c2'],
    ["not (primary_domain in ('IT'))", 'c/3 c2'],
    ['null eq null', 'c/3 c1 c2'],
    ['null gt null', ''],
    ["interactions/any(i:i/id eq 'x')", ''],
    ["interactions/all(i:i/actor eq 'nobody')", 'c/3 c2'],
  ])('%s: %s', async (filter, found) => {
    expect(await ids(`conversations?$filter=${filter}`)).toEqual(found.split(' ').filter(Boolean))
  })
})
