import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyValue } from './index.ts'
import { type TestRecord, TestTable } from './testing/engine.ts'

const base = { conversation_id: 'c', user_id: 'u', actor: 'user', platform: 'slack', type: 'T' }
const records: TestRecord[] = [
  {
    ...base,
    id: 'a',
    label: 'x',
    created_time: '2024-01-01T00:00:00.001Z',
    detail: { content: 'q', domain: 'IT', unknown: 1.5 },
  },
  { ...base, id: 'b', label: null, created_time: '2024-01-01T00:00:00.001Z', detail: null },
  { ...base, id: 'c', label: 'y', created_time: '2024-01-01T00:00:00.000Z', detail: { domain: 'HR' } },
  { ...base, id: 'd', label: null, created_time: '2024-01-01T00:00:00.003Z', detail: { content: 'é"\n' } },
  {
    ...base,
    id: 'e',
    label: 'x',
    created_time: '2024-01-01T00:00:00.002Z',
    actor: 'bot',
    undocumented: [1, { a: null }],
  },
]
let table: TestTable
beforeAll(async () => {
  table = new TestTable('interactions')
  await table.insert(...records)
})
afterAll(() => table.close())

describe('order', () => {
  const cases: [orderby: string, sql: string, ids: string][] = [
    ['', 'id ASC', 'a b c d e'],
    ['$orderby=id desc', 'id DESC', 'e d c b a'],
    ['$orderby=label', 'label ASC NULLS FIRST, id ASC', 'b d a e c'],
    ['$orderby=label desc', 'label DESC NULLS LAST, id ASC', 'c a e b d'],
    ['$orderby=label desc,id desc,actor', 'label DESC NULLS LAST, id DESC', 'c e a d b'],
    ['$orderby=created_time desc, label', 'created_time DESC, label ASC NULLS FIRST, id ASC', 'd e b a c'],
    ["$orderby=actor eq 'bot' desc", '(actor = {p0:String}) DESC, id ASC', 'e a b c d'],
    ['$orderby=label eq null', '(label IS NULL) ASC, id ASC', 'a c e b d'],
    ['$orderby=detail/content desc', 'detail.content DESC NULLS LAST, id ASC', 'd a b c e'],
    [
      '$orderby=length(detail/content)',
      'toInt64(lengthUTF8(detail.content)) ASC NULLS FIRST, id ASC',
      'b c e a d',
    ],
  ]
  for (const [query, sql, ids] of cases)
    test(query || 'none', async () => {
      expect(table.compile(query).orderBy).toBe(sql)
      expect(await table.ids(query)).toBe(ids)
    })

  test('pages of one row go through all rows in every order, nulls and equal values included', async () => {
    for (const [query, sql, ids] of cases) {
      const seen: string[] = []
      let after: KeyValue[] | undefined
      for (;;) {
        const [row] = await table.page(query, after, 1)
        if (!row) break
        seen.push(row.record.id)
        after = row.key
        if (seen.length > 9) break
      }
      expect(seen.join(' '), sql).toBe(ids)
    }
  })
})

describe('continuing after a row', () => {
  test('by the key alone is one comparison', () => {
    expect(table.compile('', ['a'])).toMatchObject({ where: 'id > {p0:String}', params: { p0: 'a' } })
    expect(table.compile('$orderby=id desc', ['a']).where).toBe('id < {p0:String}')
  })

  test('keeps a filter apart', () => {
    expect(table.compile("$filter=actor eq 'a' or actor eq 'b'", ['x']).where).toBe(
      'id > {p2:String} AND (actor = {p0:String} OR actor = {p1:String})',
    )
  })

  test('is a ladder that minds nulls and directions', () => {
    const where = (orderby: string, ...after: KeyValue[]) => table.compile(`$orderby=${orderby}`, after).where
    expect(where('created_time desc', '2024-01-01T00:00:00.001Z', 'a')).toBe(
      "created_time < {p1:DateTime64(3, 'UTC')} OR created_time = {p1:DateTime64(3, 'UTC')} AND id > {p0:String}",
    )
    expect(where('label', null, 'b')).toBe('label IS NOT NULL OR label IS NULL AND id > {p0:String}')
    expect(where('label desc', null, 'b')).toBe('label IS NULL AND id > {p0:String}')
    expect(where('label desc', 'x', 'a')).toBe(
      'label < {p1:String} OR label IS NULL OR label = {p1:String} AND id > {p0:String}',
    )
  })

  test('refuses keys of another order', () => {
    for (const after of [[], ['a', 'b'], [null], [true]])
      expect(() => table.compile('', after)).toThrow(
        expect.objectContaining({ status: 400, target: '$skiptoken' }),
      )
    expect(() => table.compile('$orderby=created_time', ['yesterday', 'a'])).toThrow('start again')
  })
})

describe('$select', () => {
  const one = async (query: string) => (await table.page(`$filter=id eq 'a'&${query}`))[0]!.record

  test('without it the stored text is served as it is', async () => {
    expect(table.compile('').projection).toBe('record')
    expect(table.compile('$select=*').projection).toBe('record')
    expect(await one('')).toMatchObject({ detail: { content: 'q', domain: 'IT', unknown: 1.5 }, label: 'x' })
  })

  test('gives attributes in the order of the record, null where absent', async () => {
    expect(table.compile('$select=label,id').projection).toBe(
      `concat('{"id":', ifNull(nullIf(JSONExtractRaw(record, 'id'), ''), 'null'), ',"label":', ifNull(nullIf(JSONExtractRaw(record, 'label'), ''), 'null'), '}')`,
    )
    expect(JSON.stringify(await one('$select=label, id,detail'))).toBe(
      '{"detail":{"content":"q","domain":"IT","unknown":1.5},"id":"a","label":"x"}',
    )
  })

  test('reaches into objects', async () => {
    const rows = await table.page('$select=detail/content,id')
    expect(rows.map(({ record }) => JSON.stringify(record))).toEqual([
      '{"detail":{"content":"q"},"id":"a"}',
      '{"detail":null,"id":"b"}',
      '{"detail":{"content":null},"id":"c"}',
      '{"detail":{"content":"é\\"\\n"},"id":"d"}',
      '{"detail":null,"id":"e"}',
    ])
    expect(await one('$select=detail($select=content)')).toEqual({ detail: { content: 'q' } })
    expect(await one('$select=detail/content,detail')).toEqual({
      detail: { content: 'q', domain: 'IT', unknown: 1.5 },
    })
  })

  test('refuses what is not there, and names what is near', () => {
    expect(() => table.compile('$select=id,lable')).toThrow(
      'there is no attribute "lable" in interactions; did you mean "label"? (at position 3 of $select)',
    )
    expect(() => table.compile('$select=label/x')).toThrow('"label" has no attributes to select from')
    expect(() => table.compile('$select=Ns.Action')).toThrow(expect.objectContaining({ status: 501 }))
  })
})
