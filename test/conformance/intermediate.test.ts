import { describe, expect, test } from 'vitest'
import { conformanceSuite } from '../support/conformance.ts'

/**
 * OData 4.01 Protocol, 13.1.2 and 13.2.2: the intermediate conformance level. `4.0/n` and `4.01/n` are the numbers of the
 * standard's items.
 */

const { service, ask, ids, refusal, values } = conformanceSuite()

describe('what is asked for', () => {
  test('4.0/3 $select gives the attributes that are named, and all with a star', async () => {
    expect(await values('conversations?$select=route,id&$top=1')).toEqual([{ id: 'c/3', route: 'dm' }])
    expect(await values('conversations?$select=*')).toEqual(await values('conversations'))
    expect((await ask("users('u2')?$select=id,first_name")).json).toMatchObject({
      id: 'u2',
      first_name: null,
    })
    expect(await refusal('users?$select=nothing')).toEqual([400, 'UnknownName'])
  })

  test('4.01/5 $select is nested, by a path and by an option', async () => {
    for (const select of ['detail/content', 'detail($select=content)', 'detail(select=content)'])
      expect(await values(`interactions?$select=${select}&$filter=id in ('i1','i5')`), select).toEqual([
        { detail: { content: 'words 1' } },
        { detail: null },
      ])
    expect(await values('users?$select=external_ids($select=external_id)&$top=1')).toEqual([
      { external_ids: [{ external_id: '7' }, { external_id: '9' }, { external_id: null }] },
    ])
  })

  test('4.0/5 $top limits the records over all pages', async () => {
    expect(await ids('interactions?$top=3')).toEqual(['i1', 'i2', 'i3'])
    expect(await ids('interactions?$top=0')).toEqual([])
    const pages = await service.api.walk('interactions?$top=3', 2)
    expect(pages.map(page => page.value.length)).toEqual([2, 1])
  })

  test('4.0/6 /$value is the plain text of an attribute; null is 204', async () => {
    expect(await ask("users('u1')/last_name/$value")).toMatchObject({
      type: 'text/plain;charset=utf-8',
      text: 'Zöe 🎈',
    })
    expect(await ask("users('u1')/access_to_bot/$value")).toMatchObject({ text: 'true' })
    for (const path of [
      "users('u2')/first_name/$value",
      "users('u2')/first_name",
      "interactions('i5')/detail/content",
    ])
      expect(await ask(path), path).toMatchObject({ status: 204, text: '' })
  })

  test('4.0/12 $skip leaves out the first records', async () => {
    expect(await ids('interactions?$skip=3')).toEqual(['i4', 'i5'])
    expect(await ids('interactions?$skip=1&$top=2&$orderby=id desc')).toEqual(['i4', 'i3'])
    expect(await ids('interactions?$skip=9')).toEqual([])
  })

  test('4.0/13 $count says how many match, whatever the page', async () => {
    const { json } = await ask("interactions?$count=true&$filter=actor eq 'user'&$top=1&$skip=1")
    expect([json['@odata.count'], json.value.length]).toEqual([3, 1])
    expect((await ask('interactions?$count=false')).json).not.toHaveProperty(['@odata.count'])
  })

  test('4.0/14 $expand puts what is related into each record', async () => {
    const [first] = await values("conversations?$expand=user,interactions&$filter=id eq 'c1'")
    expect(first.user.id).toBe('u1')
    expect(first.interactions).toHaveLength(5)
    expect((await ask("conversations('c2')?$expand=user")).json.user).toBeNull()
  })

  test('4.0/16 /$count is the number alone, of sets, relations and lists', async () => {
    for (const [path, count] of [
      ['interactions/$count', '5'],
      ["interactions/$count?$filter=actor eq 'bot'", '2'],
      ['interactions/$count?$search="words 1"', '1'],
      ["conversations('c1')/interactions/$count", '5'],
      ["users('u1')/external_ids/$count", '3'],
      ["users('u1')/external_ids/$count?$filter=source eq 'sso'", '2'],
    ] as const)
      expect(await ask(path), path).toMatchObject({ type: 'text/plain', text: count })
  })

  test('4.0/17 $orderby sorts by attributes, asc and desc', async () => {
    expect(await ids('interactions?$orderby=actor desc,id desc')).toEqual(['i5', 'i3', 'i1', 'i4', 'i2'])
    expect(await ids('conversations?$orderby=primary_domain asc')).toEqual(['c2', 'c/3', 'c1'])
    expect(await ids('conversations?$orderby=user/email_addr desc,created_time')).toEqual(['c1', 'c/3', 'c2'])
  })

  test('4.01/8 $compute adds values, which other options use', async () => {
    const query = '$compute=length(id) as size&$filter=size gt 2&$select=id,size'
    expect(await values(`conversations?${query}`)).toEqual([{ id: 'c/3', size: 3 }])
    expect((await ask("conversations('c1')?$compute=concat(id,'!') as loud&$select=loud")).json.loud).toBe(
      'c1!',
    )
  })

  test('4.0/10 HTTP Basic is a way in, with a key as password', async () => {
    const basic = (password: string) => ({ Authorization: `Basic ${btoa(`anybody:${password}`)}` })
    expect((await ask('users', basic(service.api.key))).status).toBe(200)
    const refused = await ask('users', basic('wrong'))
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Basic'),
    ])
  })
})

describe('conditions', () => {
  test('4.0/7.1 eq and ne', async () => {
    expect(await ids("conversations?$filter=route eq 'DM'")).toEqual(['c1'])
    expect(await ids("conversations?$filter=route ne 'DM'")).toEqual(['c/3', 'c2'])
    expect(await ids('users?$filter=access_to_bot ne true')).toEqual(['u2'])
  })

  test('4.0/7.2 aliases, of values and of attributes', async () => {
    expect(await ids("conversations?$filter=@p eq @v&@p=route&@v='DM'")).toEqual(['c1'])
    expect(await ids('conversations?$filter=primary_domain eq @missing')).toEqual(['c2'])
  })

  test('4.0/7.3 every other operator', async () => {
    for (const [filter, found] of [
      ["id gt 'i4'", 'i5'],
      ["id ge 'i4'", 'i4 i5'],
      ["id lt 'i2'", 'i1'],
      ["id le 'i2'", 'i1 i2'],
      ["actor eq 'bot' and id gt 'i2'", 'i4'],
      ["id eq 'i1' or id eq 'i5'", 'i1 i5'],
      ["not (actor eq 'user')", 'i2 i4'],
      ['length(id) add 1 eq 3 and length(id) sub 1 eq 1 and length(id) mul 3 eq 6', 'i1 i2 i3 i4 i5'],
      ['length(id) div 2 eq 1 and length(id) divby 4 eq 0.5 and 5 mod length(id) eq 1', 'i1 i2 i3 i4 i5'],
      ['-length(id) lt -1', 'i1 i2 i3 i4 i5'],
      ["id in ('i1','i9')", 'i1'],
      ["detail/content in ('words 2')", 'i2'],
    ] as const)
      expect(await ids(`interactions?$filter=${filter}`), filter).toEqual(found.split(' '))
  })

  test('4.0/7.4 the canonical functions; one that is not supported fails', async () => {
    for (const filter of [
      "concat(concat(id,'-'),actor) eq 'i1-user'",
      "contains(detail/content,'1')",
      "endswith(id,'1')",
      "startswith(detail/content,'words 1')",
      "indexof(detail/content,'1') eq 6",
      "substring(detail/content,6,1) eq '1'",
      "tolower('I1') eq id and toupper(id) eq 'I1'",
      "trim(concat(' ',id)) eq 'i1'",
      "matchesPattern(detail/content,'^w.*1$')",
      'year(created_time) eq 2026 and month(created_time) eq 8 and day(created_time) eq 1',
      'hour(created_time) eq 10 and minute(created_time) eq 0 and second(created_time) eq 0 and day(created_time) lt 2',
      'date(created_time) eq 2026-08-01',
      'time(created_time) eq 10:00:00 and totaloffsetminutes(created_time) eq 0 and day(created_time) eq 1',
      'fractionalseconds(created_time) eq 0 and now() gt 2020-01-01T00:00:00Z and created_time le 2026-08-01T12:00:00+02:00',
      "round(1.5) eq 2 and floor(1.5) eq 1 and ceiling(1.5) eq 2 and id eq 'i1'",
      "case(actor eq 'bot':0,true:1) eq 1 and id lt 'i2'",
      "maxdatetime() gt created_time and mindatetime() lt created_time and id eq 'i1'",
      "totalseconds(duration'PT1M') eq 60 and id eq 'i1'",
    ])
      expect(await ids(`interactions?$filter=${filter}`), filter).toEqual(['i1'])
    expect(
      await refusal("interactions?$filter=geo.distance(geography'SRID=0;Point(1 1)',null) lt 1"),
    ).toEqual([501, 'NotSupported'])
    expect(await refusal("interactions?$filter=soundex(id) eq 'x'")).toEqual([400, 'UnknownName'])
  })

  test('4.0/7.5 what is expanded is filtered by itself', async () => {
    const { json } = await ask(
      "conversations('c1')?$expand=interactions($filter=actor eq 'bot';$select=id)&$select=id",
    )
    expect(json.interactions).toEqual([{ id: 'i2' }, { id: 'i4' }])
  })

  test('4.0/11 $search finds words in any text', async () => {
    expect(await ids('interactions?$search="words 3"')).toEqual(['i3'])
    expect(await ids('interactions?$search=words AND NOT (3 OR nothing)')).toEqual(['i1', 'i2'])
    expect(await ids('users?$search=okta')).toEqual(['u1'])
  })

  test('4.0/15 any and all, over relations and lists', async () => {
    expect(await ids("conversations?$filter=interactions/any(i:i/actor eq 'bot')")).toEqual(['c1'])
    expect(await ids('conversations?$filter=interactions/any()')).toEqual(['c1'])
    expect(await ids("conversations?$filter=interactions/all(i:i/actor eq 'bot')")).toEqual(['c/3', 'c2'])
    expect(await ids("users?$filter=external_ids/any(e:e/external_id eq '9' and e/source eq 'sso')")).toEqual(
      ['u1'],
    )
    expect(await ids('users?$filter=external_ids/all(e:e/external_id ne null)')).toEqual(['u2'])
  })

  test('4.01/3 a relation to one is null or not', async () => {
    expect(await ids('interactions?$filter=parent eq null')).toEqual(['i1'])
    expect(await ids('conversations?$filter=user ne null')).toEqual(['c/3', 'c1'])
  })

  test('4.01/4 in, over a list and over a collection', async () => {
    expect(await ids("interactions?$filter=id in ('i5','i1')")).toEqual(['i1', 'i5'])
    expect(await refusal("interactions?$filter=id in 'i5'")).toEqual([400, expect.any(String)])
  })

  test('4.01/6 the number of part of a collection', async () => {
    expect(await ids("conversations?$filter=interactions/$count($filter=actor eq 'user') gt 2")).toEqual([
      'c1',
    ])
    expect(await ids("users?$orderby=external_ids/$count($filter=source eq 'sso') desc")).toEqual([
      'u1',
      'u2',
    ])
  })

  test('4.01/7 comparing whole objects is refused, not guessed', async () => {
    const compared = `interactions?$filter=detail eq ${encodeURIComponent('{"content":"words 1"}')}`
    expect(await refusal(compared)).toEqual([501, 'NotSupported'])
  })

  test('4.01/10 nested options have aliases of their own', async () => {
    const query =
      "$expand=interactions($filter=id eq @i;@i='i2';$select=id)&$select=id&$filter=id eq @i&@i='c1'"
    expect(await values(`conversations?${query}`)).toEqual([{ id: 'c1', interactions: [{ id: 'i2' }] }])
    expect(
      await values("users?$select=external_ids($filter=source eq @s;$select=source;@s='file')&$top=1"),
    ).toEqual([{ external_ids: [{ source: 'file' }] }])
  })

  test('4.01/11 a path segment filters as well', async () => {
    expect(await ids("interactions/$filter(actor eq 'bot')")).toEqual(['i2', 'i4'])
  })
})
