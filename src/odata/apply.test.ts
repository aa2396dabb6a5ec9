import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conversationsService } from './testing/conversations.ts'
import type { TestService } from './testing/service.ts'

let service: TestService
beforeAll(async () => {
  service = await conversationsService()
})
afterAll(() => service.close())

const texts = async (set: string, query: string) => (await service.rows(set, query)).map(({ text }) => text)

describe('$apply', () => {
  const cases: [set: string, query: string, from: string, rows: string[]][] = [
    [
      'interactions',
      '$apply=aggregate($count as n)',
      '(SELECT toInt64(count()) AS _v0 FROM interactions FINAL)',
      ['{"n":5}'],
    ],
    [
      'interactions',
      '$apply=groupby((actor),aggregate($count as n))',
      '(SELECT actor AS _v0, toInt64(count()) AS _v1 FROM interactions FINAL GROUP BY _v0)',
      ['{"actor":"bot","n":2}', '{"actor":"user","n":3}'],
    ],
    [
      'interactions',
      '$apply=groupby((actor,detail/domain))',
      '(SELECT actor AS _v0, detail.domain AS _v1 FROM interactions FINAL GROUP BY _v0, _v1)',
      [
        '{"actor":"bot","detail":{"domain":null}}',
        '{"actor":"user","detail":{"domain":null}}',
        '{"actor":"user","detail":{"domain":"HR"}}',
        '{"actor":"user","detail":{"domain":"IT"}}',
      ],
    ],
    [
      'conversations',
      '$apply=groupby((user/email_addr,route,user/first_name),aggregate($count as n))',
      '(SELECT _t0_0 AS _v0, route AS _v1, _t0_1 AS _v2, toInt64(count()) AS _v3 FROM conversations FINAL ' +
        'LEFT ANY JOIN (SELECT toNullable(id) AS _t0_key, toNullable(email_addr) AS _t0_0, toNullable(first_name) AS _t0_1 ' +
        'FROM users FINAL) AS _t0 ON user_id = _t0_key GROUP BY _v0, _v1, _v2)',
      [
        '{"route":"Ticket","user":{"email_addr":null,"first_name":null},"n":1}',
        '{"route":"DM","user":{"email_addr":"ann@x.org","first_name":"Ann"},"n":1}',
        '{"route":"DM","user":{"email_addr":"bob@x.org","first_name":null},"n":1}',
      ],
    ],
    [
      'interactions',
      "$apply=filter(actor eq 'user' and label ne 'x')/aggregate($count as n)",
      '(SELECT toInt64(count()) AS _v0 FROM (SELECT * FROM interactions FINAL WHERE actor = {p0:String} AND label IS DISTINCT FROM {p1:String}))',
      ['{"n":3}'],
    ],
    [
      'interactions',
      '$apply=compute(length(detail/content) add 1 as l)/groupby((actor),aggregate(l with sum as s,l with average as a,l with min as b,l with max as c,l with countdistinct as d))',
      '(SELECT actor AS _v1, sumOrNull(_v0) AS _v2, avgOrNull(_v0) AS _v3, minOrNull(_v0) AS _v4, maxOrNull(_v0) AS _v5, ' +
        'toInt64(uniqExact(_v0)) AS _v6 FROM (SELECT *, toInt64(lengthUTF8(detail.content)) + {p0:Int64} AS _v0 FROM interactions FINAL) GROUP BY _v1)',
      [
        '{"actor":"bot","s":null,"a":null,"b":null,"c":null,"d":0}',
        '{"actor":"user","s":4,"a":2,"b":2,"c":2,"d":1}',
      ],
    ],
    [
      'interactions',
      "$apply=filter(actor eq 'nobody')/aggregate($count as n,created_time with max as t,length(id) with sum as s)",
      '(SELECT toInt64(count()) AS _v0, maxOrNull(created_time) AS _v1, sumOrNull(toInt64(lengthUTF8(id))) AS _v2 ' +
        'FROM (SELECT * FROM interactions FINAL WHERE actor = {p0:String}))',
      ['{"n":0,"t":null,"s":null}'],
    ],
    [
      'conversations',
      '$apply=groupby((user_id),aggregate($count as n))/groupby((n),aggregate($count as users))/compute(n mul users as all)',
      '(SELECT *, _v2 * _v3 AS _v4 FROM (SELECT _v1 AS _v2, toInt64(count()) AS _v3 FROM ' +
        '(SELECT user_id AS _v0, toInt64(count()) AS _v1 FROM conversations FINAL GROUP BY _v0) GROUP BY _v2))',
      ['{"n":1,"users":3,"all":3}'],
    ],
    [
      'interactions',
      '$apply=identity/groupby((conversation_id),aggregate($count as n))/orderby(n desc)/top(1)',
      '(SELECT * FROM (SELECT *, _v1 AS _v2, _v0 AS _v3 FROM (SELECT conversation_id AS _v0, toInt64(count()) AS _v1 ' +
        'FROM interactions FINAL GROUP BY _v0)) ORDER BY _v2 DESC, _v3 ASC LIMIT {p0:UInt64})',
      ['{"conversation_id":"c1","n":3}'],
    ],
    [
      'interactions',
      '$apply=groupby((conversation_id),aggregate(created_time with max as last))',
      '(SELECT conversation_id AS _v0, max(created_time) AS _v1 FROM interactions FINAL GROUP BY _v0)',
      [
        '{"conversation_id":"c1","last":"2024-01-01T00:00:00.000Z"}',
        '{"conversation_id":"c2","last":"2024-01-01T00:00:00.000Z"}',
      ],
    ],
    [
      'conversations',
      '$apply=aggregate(interactions/$count with average as a,interactions/$count with sum as s)',
      '(SELECT avgOrNull(_t1_count) AS _v0, sumOrNull(_t1_count) AS _v1 FROM conversations FINAL LEFT ANY JOIN (SELECT _key AS _t1_key, ' +
        '_count AS _t1_count FROM (SELECT conversation_id AS _key, toInt64(count()) AS _count FROM interactions FINAL GROUP BY conversation_id)) AS _t1 ON id = _t1_key)',
      ['{"a":1.6666666666666667,"s":5}'],
    ],
  ]
  for (const [set, query, from, rows] of cases)
    test(query.slice(0, 110), async () => {
      expect(service.compile(set, query).from).toBe(from)
      expect(await texts(set, query)).toEqual(rows)
      expect(await service.count(set, query)).toBe(rows.length)
    })

  test('of records gives the records as they are stored, in its order', async () => {
    const ids = (apply: string) => service.ids('interactions', `$apply=${apply}`)
    expect(await ids("filter(user/email_addr eq 'ann@x.org')/orderby(id desc)/top(2)")).toBe('i3 i2')
    expect(await ids('orderby(id desc)/skip(3)')).toBe('i2 i1')
    expect(await ids('top(2)')).toBe('i1 i2')
    expect(await ids('search(feedback)')).toBe('i3')
    const [row] = await service.values(
      'interactions',
      "$apply=filter(detail/domain eq 'IT')&$expand=user($select=id)",
    )
    expect(row).toMatchObject({ id: 'i1', detail: { more: 1 }, user: { id: 'u1' } })
    expect(
      await texts(
        'interactions',
        '$apply=compute(length(id) as l)/top(1)&$select=id,l,detail/content&$expand=user($select=id)',
      ),
    ).toEqual(['{"detail":{"content":"a"},"id":"i1","l":2,"user":{"id":"u1"}}'])
  })

  test('is followed by the other options', async () => {
    const groups = '$apply=groupby((conversation_id,actor),aggregate($count as n))'
    const query = `${groups}&$filter=n ge 1 and actor ne 'nobody'&$orderby=n desc&$select=n,actor`
    const page = service.compile('interactions', query)
    expect(page.where).toBe('_v2 >= {p0:Int64} AND _v1 != {p1:String}')
    expect(page.orderBy).toBe('_v2 DESC, _v0 ASC, _v1 ASC')
    expect(await texts('interactions', query)).toEqual([
      '{"actor":"user","n":2}',
      '{"actor":"bot","n":1}',
      '{"actor":"bot","n":1}',
      '{"actor":"user","n":1}',
    ])
    expect(await service.count('interactions', `${groups}&$filter=n eq 1`)).toBe(3)
    expect(await texts('interactions', `${groups}&$search=c2&$compute=n mul 2 as m&$select=actor,m`)).toEqual(
      ['{"actor":"bot","m":2}', '{"actor":"user","m":2}'],
    )
  })

  test('has pages that continue by the order, which is total without any key', async () => {
    for (const query of [
      '$apply=aggregate($count as n)',
      '$apply=groupby((detail/domain),aggregate($count as n))',
      '$apply=groupby((detail/domain,actor),aggregate($count as n))&$orderby=n desc',
      '$apply=groupby((detail/domain,actor),aggregate($count as n))&$orderby=detail/domain desc,actor,n',
      '$apply=groupby((actor),aggregate(created_time with max as t,length(detail/content) with average as a))&$orderby=a,t',
      '$apply=groupby((detail/domain))/orderby(detail/domain desc)',
    ])
      expect(await service.walk('interactions', query), query).toEqual(await texts('interactions', query))
    expect(
      service.compile('interactions', '$apply=groupby((detail/domain,actor))&$orderby=detail/domain desc')
        .orderBy,
    ).toBe('_v0 DESC NULLS LAST, _v1 ASC')
  })
})

describe('mistakes', () => {
  const cases: [apply: string, status: number, position: number, message: string][] = [
    ['concat(identity,identity)', 501, 0, 'the transformation "concat" is not supported'],
    ['topcount(5,id)', 501, 0, 'the transformation "topcount" is not supported'],
    ['groupby((actor),topcount(5,id))', 501, 16, 'the transformation "topcount" within groupby'],
    ['groupby((rollup(null,actor)))', 501, 9, 'grouping by anything but the path'],
    ['aggregate(id with Custom.m as x)', 501, 10, 'the aggregation method "Custom.m"'],
    ['aggregate(id as x)', 501, 10, 'a custom aggregate'],
    ['aggregate(id with sum as x)', 400, 10, 'sum needs numbers or durations, not text'],
    ['aggregate(id with max)', 400, 10, 'an aggregate needs a name'],
    ['aggregate($count as n,$count as n)', 400, 22, 'the name "n" is taken'],
    ['groupby((actor),aggregate($count as actor))', 400, 26, 'the name "actor" is taken'],
    ['groupby((actr))', 400, 9, 'did you mean "actor"?'],
    ['groupby((detail))', 400, 9, 'expected a single value, not an object (detail)'],
    [
      'groupby((actor))/filter(type eq null)',
      400,
      24,
      'there is no attribute "type" in interactions; its attributes are actor',
    ],
    ['compute(1 as id)', 400, 8, 'the name "id" is taken'],
    ['top(99999999999999999999)', 400, 0, 'the number is too large'],
    [Array(21).fill('identity').join('/'), 400, 180, 'more than 20 transformations'],
  ]
  for (const [apply, status, position, message] of cases)
    test(apply.slice(0, 60), () => {
      expect(() => service.compile('interactions', `$apply=${apply}`)).toThrow(
        expect.objectContaining({
          status,
          target: '$apply',
          position,
          message: expect.stringContaining(message),
        }),
      )
    })

  test('what comes after is about the result', () => {
    const following = (options: string) => () =>
      service.compile('interactions', `$apply=groupby((actor),aggregate($count as n))&${options}`)
    expect(following('$filter=label eq null')).toThrow('there is no attribute "label"')
    expect(following('$expand=user')).toThrow('there is no relation "user"')
    expect(following('$compute=1 as n')).toThrow('the name "n" is taken')
    expect(following('$select=id')).toThrow('there is no attribute "id"')
  })
})
