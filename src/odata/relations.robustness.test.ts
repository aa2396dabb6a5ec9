import { afterAll, beforeAll, expect, test } from 'vitest'
import { ODataError } from './error.ts'
import { conversationsService } from './testing/conversations.ts'
import type { TestService } from './testing/service.ts'

// Whatever is not refused must run, in pages too: an error of the engine would be a mistake of ours, answered with 500.
let service: TestService
beforeAll(async () => {
  service = await conversationsService()
})
afterAll(() => service.close())

const values = [
  'id',
  'label',
  'detail/content',
  'created_time',
  'user/email_addr',
  'user/access_to_bot',
  'user/latest_interaction_time',
  'parent/detail/domain',
  'parent/parent/user/first_name',
  'parent/created_time',
  'replies/$count',
  "plugin_calls/$count($filter=plugin_name eq 'Search')",
  'parent/replies/$count',
  'user/external_ids/$count',
  'concat(user/email_addr,parent/id)',
  'length(parent/detail/content)',
  'year(parent/created_time)',
  'parent/detail/file_types/$count',
  'cast(user/latest_interaction_time,Edm.String)',
  "case(user eq null:'a',true:parent/id)",
]
const conditions = [
  'user/access_to_bot',
  'user eq null',
  'parent ne null',
  'parent/detail eq null',
  'parent/detail/file_types eq null',
  'parent/detail/file_types/any(f:f eq id)',
  'user/external_ids/any(e:e/source ne user/email_addr)',
  "user/external_ids/$filter(source eq 'sn')/any()",
  'replies/any()',
  'not replies/any(r:r/parent/user eq null)',
  'replies/all(r:r/plugin_calls/any(p:p/plugin_resources/$count gt 1))',
  "replies/$filter(actor eq 'bot')/$filter(label eq null)/any(r:contains(r/id,'i'))",
  'parent/replies/all(r:r/user/email_addr gt null)',
  'user/external_ids/any(e:replies/any())',
  'user/external_ids/any(e:replies/any(r:r/id eq e/source))',
  "parent/user/email_addr in ('ann@x.org',null)",
  '(user/access_to_bot or replies/any()) eq (parent eq null)',
  'user/email_addr ge parent/user/email_addr',
  'conversation/interactions/any(i:i/replies/any())',
]

/** The next of all combinations that a query of several options can have, in an order without rhythm. */
function* queries(): Generator<string> {
  const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!
  for (let n = 0; n < 35; n++) {
    const value = pick(values, n * 7)
    const other = pick(values, n * 11 + 3)
    const condition = `${pick(conditions, n * 5)} ${pick(['and', 'or'], n)} not (${pick(conditions, n * 3 + 1)})`
    yield `$filter=${condition}&$orderby=${value} desc,${other}`
    yield `$filter=${value} ne null or ${condition}&$compute=${other} as c&$orderby=c&$select=id,c`
    yield `$filter=${condition}&$expand=replies($filter=${pick(conditions, n)};$orderby=${value};$top=1;$count=true),parent($filter=${condition};$expand=user)`
    yield `$apply=filter(${condition})/groupby((${pick(['actor', 'user/email_addr', 'parent/detail/domain'], n)},label),aggregate(${value} with ${pick(['max', 'min', 'sum', 'average', 'countdistinct'], n)} as a,$count as n))&$orderby=a desc&$filter=n ge 1`
    yield `$apply=compute(${value} as c)/orderby(c desc,${other})/top(3)/groupby((c))&$orderby=c`
    yield `$apply=filter(${condition})/compute(${value} as c)&$orderby=c,${other}&$expand=user&$search=a`
  }
}

test('what is not refused runs, counts and continues', async () => {
  let refused = 0
  let run = 0
  for (const query of queries()) {
    try {
      service.compile('interactions', query)
    } catch (error) {
      expect(error, query).toBeInstanceOf(ODataError)
      refused++
      continue
    }
    const rows = await service.rows('interactions', query).catch(error => {
      throw new Error(query, { cause: error })
    })
    for (const { text } of rows) JSON.parse(text)
    expect(await service.count('interactions', query), query).toBe(rows.length)
    if (run++ % 10 === 0)
      expect(await service.walk('interactions', query), query).toEqual(rows.map(({ text }) => text))
  }
  expect(run).toBeGreaterThan(150)
  expect(refused).toBeGreaterThan(10)
}, 120_000)
