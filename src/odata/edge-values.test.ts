import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compilePage } from './page.ts'
import { parseQuery } from './query.ts'
import type { TestService } from './testing/service.ts'
import { shop as model, shopService } from './testing/shop.ts'

let shop: TestService
beforeAll(() => {
  shop = shopService()
})
afterAll(() => shop.close())

/** The values that an expression has for the products A, B and C. */
async function computed(expression: string): Promise<unknown[]> {
  const rows = await shop.values('Products', `$compute=${encodeURIComponent(expression)} as v&$select=v`)
  return rows.map(row => (row as { v: unknown }).v)
}

describe('values at the edges', () => {
  const cases: [expression: string, values: unknown[]][] = [
    // numbers
    ['000 add -007 add +08', [1, 1, 1]],
    ['INF', ['INF', 'INF', 'INF']],
    ['Weight mul -INF', ['-INF', null, 'INF']],
    ['INF sub INF', ['NaN', 'NaN', 'NaN']],
    ["case(Code eq 'A':1,Code eq 'B':2.5,true:Price)", [1, 2.5, 5]],
    ['case(Stock gt 0:length(Name),true:year(Released))', [4, null, 1969]],
    ['Price mul Sold mul Sold mul Sold gt 0', [true, true, false]],
    ['round(Price)', [20, 5, 5]],
    // text
    ['substring(Code,0,length(Name))', ['A', 'B', null]],
    ["trim(concat('\u000b\u0085\u2003',Code))", ['A', 'B', 'C']],
    ['cast(Stock gt 0,Edm.String)', ['true', 'false', 'false']],
    ['cast(Available eq true,Edm.String)', ['true', 'false', 'false']],
    ['hassubset(Tags,["hot","\u0085"])', [false, false, false]],
    // times
    ["duration'PT0.000001S'", Array(3).fill('PT0.000001S')],
    ["duration'P99999D' mul 2000", [null, null, null]],
    ['Lead mul Sold', [null, null, 'PT0S']],
    ['Lead mul 3', ['PT259200S', null, '-PT1.5S']],
    ['case(2024-01-01 lt 2024-01-02:12:30:00,true:Opens)', Array(3).fill('12:30:00.000000')],
    ['case(Changed ge 2024-03-02T00:00:00Z:1,true:0)', [0, 1, 0]],
    ['case(time(Changed) eq 00:00:00:1)', [null, 1, null]],
    [
      'Changed in (2024-03-01T12:00:00.500001Z,1970-01-01T00:00:00Z,1971-01-01T00:00:00Z)',
      [false, false, false],
    ],
    [
      'Changed in (2024-03-01T12:00:00.5Z,1970-01-01T00:00:00.000001Z,1971-01-01T00:00:00Z)',
      [true, false, true],
    ],
    // an object that is null has no parts
    ['Size/Height', [30.5, null, 1]],
    ['length(Size/Unit)', [2, null, 1]],
  ]
  for (const [expression, values] of cases)
    test(expression, async () => {
      expect(await computed(expression)).toEqual(values)
    })

  test('a part of a related entity’s object is null where the object is', async () => {
    const rows = await shop.values('Orders', '$compute=Product/Size/Height as v&$select=v')
    expect(rows).toEqual([{ v: 30.5 }, { v: 30.5 }, { v: 1 }])
    expect(
      await shop.values('Categories', '$filter=Products/any(p:p/Size/Height eq 0)&$select=Code'),
    ).toEqual([])
  })

  const patterns: [pattern: string, message: string][] = [
    ['[^]', '"[^]" in a pattern is not supported'],
    ['[x\\b]', '"[x\\b" in a pattern is not supported'],
    ['\\p{Script=Greek}', '"\\p{Script=Greek}" in a pattern is not supported'],
    ['\\p{LC}', 'in a pattern is not supported'],
    ['a{1001}', 'repeats something more than 1000 times'],
    ['((a{10}){11}){10}', 'repeats something more than 1000 times'],
    ['\\p{L}{11}', 'repeats something more than 10 times'],
  ]
  for (const [pattern, message] of patterns)
    test(`the pattern ${pattern} is refused, which the engine cannot run`, () => {
      expect(() => shop.compile('Products', `$filter=matchesPattern(Name,'${pattern}')`)).toThrow(message)
    })

  test('patterns as large as is allowed run', async () => {
    for (const pattern of [
      'a{1000}',
      '(.{100}){10}',
      '((\\p{L}|\\P{Nd}){2}){5}',
      '[\\p{Lu}\\-]\\\\[^\\]]',
      '\\[\\]',
    ])
      await shop.rows('Products', `$filter=matchesPattern(Name,'${encodeURIComponent(pattern)}')`)
  })

  test('an enumeration is one after it was grouped by', async () => {
    const query = "$apply=groupby((Colour))&$filter=Colour ne Shop.Colour'red'"
    expect(await shop.values('Products', query)).toEqual([{ Colour: null }, { Colour: 'green' }])
  })
})

describe('an order in which values are not finite', () => {
  const codes = async (orderby: string) => {
    const texts = await shop.walk('Products', `$orderby=${encodeURIComponent(orderby)}&$select=Code`)
    return texts.map(text => (JSON.parse(text) as { Code: string }).Code).join(' ')
  }

  test('continues behind infinity', async () => {
    expect(await codes('Stock mul INF')).toBe('B C A')
    expect(await codes('Stock mul INF desc')).toBe('A C B')
    expect(await codes('Price mul INF')).toBe('A B C')
  })

  test('has NaN behind null, and before all numbers', async () => {
    // 3, 0 and -1 in stock: infinity, NaN, null.
    const value = 'case(Stock ge 0:Stock mul INF,true:null)'
    expect(await codes(value)).toBe('C B A')
    expect(await codes(`${value} desc`)).toBe('A B C')
  })

  test('of groups tells NaN from null', async () => {
    const value = 'case(Stock ge 0:Stock mul INF,true:null) as v'
    expect(await shop.walk('Products', `$apply=compute(${value})/groupby((v))`)).toEqual([
      '{"v":null}',
      '{"v":"NaN"}',
      '{"v":"INF"}',
    ])
  })
})

describe('now()', () => {
  const now = new Date('2024-03-01T13:00:00.250Z')
  const products = model.sets.get('Products')!
  const query = parseQuery('$orderby=Changed sub now()&$select=Code', products)

  test('is what it is told to be', () => {
    const { orderBy, orderKey, params } = compilePage(query, { now })
    expect(orderBy).toMatch(/^toUnixTimestamp64Micro\(changed\) - toUnixTimestamp64Micro\(\{p0:DateTime64/)
    expect(params.p0).toBe('2024-03-01 13:00:00.250')
    expect(orderKey).toContain("DateTime64(3, 'UTC')")
  })

  test('is one time for all pages of a walk', async () => {
    const after = ['0', 'A', '2024-03-01T13:00:00.250Z']
    const { params } = compilePage(query, { after, now: new Date() })
    expect(Object.values(params)).toContain('2024-03-01 13:00:00.250')
    const [first] = await shop.rows('Products', '$orderby=Changed sub now()', undefined, 1)
    const [second] = await shop.rows('Products', '$orderby=Changed sub now()', JSON.parse(first!.keys), 1)
    expect(JSON.parse(second!.keys).at(-1)).toBe(JSON.parse(first!.keys).at(-1))
    expect(await shop.walk('Products', '$orderby=Changed sub now() desc&$select=Code')).toHaveLength(3)
  })

  test('orders nothing by itself', () => {
    expect(compilePage(parseQuery('$orderby=now() desc', products), { now }).orderBy).toBe('code ASC')
  })

  test('is refused when a page’s keys do not have it', () => {
    for (const after of [['0', 'A'], ['0', 'A', 'soon'], ['0', 'A', true], []])
      expect(() => compilePage(query, { after })).toThrow('does not belong to this query')
  })
})
