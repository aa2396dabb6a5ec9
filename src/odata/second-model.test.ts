import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestService } from './testing/service.ts'
import { shopService } from './testing/shop.ts'

// Nothing of the language knows the Data API: another model, with every type, goes through the same code.
let shop: TestService
beforeAll(() => {
  shop = shopService()
})
afterAll(() => shop.close())

const codes = async (query: string) =>
  (await shop.values('Products', `${query}&$select=Code`))
    .map(row => (row as { Code: string }).Code)
    .join(' ')

describe('a model of products, categories and orders', () => {
  test('writes every type as JSON, from the columns', async () => {
    expect(await shop.values('Products', "$filter=Code in ('A','B')")).toEqual([
      {
        Code: 'A',
        Name: 'Lamp',
        CategoryCode: 'L',
        Colour: 'red',
        Price: 19.9,
        Weight: 1.5,
        Stock: 3,
        Sold: Number('9007199254740993'),
        Available: true,
        Released: '2024-02-29',
        Changed: '2024-03-01T12:00:00.500Z',
        Lead: 'PT86400S',
        Opens: '12:30:00.000000',
        Image: 'aGk',
        Serial: '005056a5-09b1-1ed3-89bd-fb81372ccb33',
        Size: { Height: 30.5, Unit: 'cm' },
        Tags: ['new', 'hot'],
        Grades: [5, 3],
        Parts: [
          { Name: 'bulb', Number: 1 },
          { Name: 'cable', Number: null },
        ],
      },
      {
        ...{
          Code: 'B',
          Name: 'Dark "lamp"',
          CategoryCode: 'L',
          Colour: 'green',
          Price: 5,
          Weight: null,
          Stock: 0,
        },
        ...{
          Sold: 7,
          Available: false,
          Released: null,
          Changed: '2024-03-02T00:00:00.000Z',
          Lead: null,
          Opens: null,
        },
        ...{ Image: null, Serial: null, Size: null, Tags: [], Grades: [], Parts: [] },
      },
    ])
    expect((await shop.rows('Products', '$select=Code,Sold'))[0]!.text).toBe(
      '{"Code":"A","Sold":9007199254740993}',
    )
    expect(await shop.values('Products', '$select=Code,Size/Unit,Parts/Number')).toEqual([
      { Code: 'A', Size: { Unit: 'cm' }, Parts: [{ Number: 1 }, { Number: null }] },
      { Code: 'B', Size: null, Parts: [] },
      { Code: 'C', Size: { Unit: 'm' }, Parts: [{ Number: 100 }] },
    ])
  })

  const filters: [filter: string, where: string, codes: string][] = [
    ['Price eq 19.9', 'price = {p0:Float64}', 'A'],
    ['Weight gt 1.2', 'weight > {p0:Float64}', 'A'],
    ['Stock le 0', 'stock <= {p0:Int64}', 'B C'],
    ['Sold eq 9007199254740993', 'sold = {p0:Int64}', 'A'],
    ['Available ne true', 'available IS DISTINCT FROM true', 'B C'],
    ['Released lt 1970-01-01', 'released < {p0:Date32}', 'C'],
    ['Changed gt 2024-03-01T12:00:00.5Z', "changed > {p0:DateTime64(3, 'UTC')}", 'B'],
    ["Lead gt duration'PT1H'", 'lead_time > {p0:Int64}', 'A'],
    ['Opens eq 12:30:00', 'opens = {p0:Int64}', 'A'],
    ["Image eq binary'aGk'", 'image = {p0:String}', 'A'],
    ['Serial eq 005056A5-09B1-1ED3-89BD-FB81372CCB33', 'serial = {p0:String}', 'A'],
    ["Colour in ('red','blue')", 'colour IN {p0:Array(String)}', 'A'],
    ["Colour eq Shop.Colour'red'", 'colour = {p0:String}', 'A'],
    ["Colour in (Shop.Colour'red',null)", 'colour = {p0:String} OR colour IS NULL', 'A C'],
    ['Size/Height gt 1', "if(size.unit = '', NULL, size.height) > {p0:Int64}", 'A'],
    ['Size/Height eq 0', "if(size.unit = '', NULL, size.height) = {p0:Int64}", ''],
    ['Size eq null', "size.unit = ''", 'B'],
    ["Tags/any(t:t eq 'hot')", 'arrayExists(_e0 -> _e0 = {p0:String}, tags)', 'A C'],
    ['Grades/any(g:g gt 4)', 'arrayExists(_e0 -> _e0 > {p0:Int64}, grades)', 'A'],
    ['Parts/all(p:p/Number ne null)', 'arrayAll(_e0 -> _e0.number IS NOT NULL, parts)', 'B C'],
    ['year(Released) eq 1969', 'toYear(released) = {p0:Int64}', 'C'],
    [
      'Orders/any(o:o/Amount gt 4)',
      'code IN (SELECT product FROM shop_orders FINAL WHERE amount > {p0:Int64})',
      'C',
    ],
    ["Category/Title eq 'Light'", '_t0_0 = {p0:String}', 'A B'],
    ['Category eq null', '_t0_key IS NULL', 'C'],
  ]
  for (const [filter, where, found] of filters)
    test(filter, async () => {
      expect(shop.compile('Products', `$filter=${filter}`).where).toBe(where)
      expect(await codes(`$filter=${filter}`)).toBe(found)
    })

  const orders: [orderby: string, codes: string][] = [
    ['Price', 'B C A'],
    ['Weight desc', 'A C B'],
    ['Available', 'C B A'],
    ['Released', 'B C A'],
    ['Changed desc,Price', 'B C A'],
    ['Lead', 'B C A'],
    ['Opens desc', 'A C B'],
    ['Serial', 'B C A'],
    ['Colour desc', 'A B C'],
    ['Image', 'B C A'],
    ['Category/Title desc', 'A B C'],
    ['Sold', 'C B A'],
  ]
  for (const [orderby, found] of orders)
    test(`order by ${orderby}, in pages of one`, async () => {
      const query = `$orderby=${orderby}&$select=Code`
      expect(await codes(`$orderby=${orderby}`)).toBe(found)
      const texts = await shop.walk('Products', query)
      expect(texts.map(text => JSON.parse(text).Code).join(' ')).toBe(found)
    })

  test('expands along its relations', async () => {
    const query =
      '$expand=Products($select=Code;$orderby=Price desc,Code desc;$expand=Orders($select=Amount))'
    expect(await shop.values('Categories', query)).toEqual([
      { Code: 'E', Title: 'Empty', Products: [] },
      {
        Code: 'L',
        Title: 'Light',
        Products: [
          { Code: 'A', Orders: [{ Amount: 2 }, { Amount: 1 }] },
          { Code: 'B', Orders: [] },
        ],
      },
    ])
    const stored = "$filter=Product/Size/Unit eq 'm'&$expand=Product($select=Name)"
    expect(await shop.values('Orders', stored)).toEqual([
      { Number: '3', ProductCode: 'C', Amount: 5, Note: null, Product: { Name: null } },
    ])
    expect(
      await shop.values(
        'Orders',
        '$filter=Product/Size eq null or Product/Grades/$count eq 1&$select=Number',
      ),
    ).toEqual([{ Number: '3' }])
  })

  test('summarises every type', async () => {
    const aggregates = [
      'Price with sum as total',
      'Weight with average as weight',
      'Lead with sum as lead',
      'Released with min as first',
      'Available with max as any',
      'Colour with countdistinct as colours',
      'Sold with max as sold',
    ]
    const query = `$apply=groupby((Category/Title),aggregate(${aggregates}))`
    expect(await shop.walk('Products', query)).toEqual([
      '{"Category":{"Title":null},"total":5,"weight":-2,"lead":"-PT0.5S","first":"1969-07-20","any":null,"colours":0,"sold":0}',
      '{"Category":{"Title":"Light"},"total":24.9,"weight":1.5,"lead":"PT86400S","first":"2024-02-29","any":true,"colours":2,"sold":9007199254740993}',
    ])
    const all =
      '$apply=groupby((Colour,Available,Released,Lead,Opens,Price,Weight,Image,Serial,Changed,Size/Unit))'
    expect(await shop.walk('Products', all)).toHaveLength(3)
  })

  test('writes long and decimal numbers as text where that is asked for', async () => {
    const texts = async (set: string, query: string) =>
      (await shop.rows(set, query, undefined, 1000, true)).map(({ text }) => text)
    expect(await texts('Products', "$filter=Code eq 'A'&$select=Price,Weight,Stock,Sold,Lead")).toEqual([
      '{"Price":"19.9","Weight":1.5,"Stock":3,"Sold":"9007199254740993","Lead":"PT86400S"}',
    ])
    expect(await texts('Products', '$orderby=Code&$select=Twice&$compute=Stock mul 2 as Twice')).toEqual([
      '{"Twice":"6"}',
      '{"Twice":"0"}',
      '{"Twice":"-2"}',
    ])
    expect(await texts('Products', '$apply=aggregate($count as n,Sold with max as sold)')).toEqual([
      '{"n":"3","sold":"9007199254740993"}',
    ])
    const counted =
      "$filter=Code eq 'L'&$select=Code&$expand=Products($count=true;$select=Sold;$orderby=Code;$top=1)"
    expect(await texts('Categories', counted)).toEqual([
      '{"Code":"L","Products@odata.count":"2","Products":[{"Sold":"9007199254740993"}]}',
    ])
    expect(await texts('Products', "$filter=Code eq 'A'&$select=Grades($count=true)")).toEqual([
      '{"Grades@odata.count":"2","Grades":[5,3]}',
    ])
  })

  test('has its own mistakes', () => {
    const compile = (query: string) => () => shop.compile('Products', query)
    expect(compile("$filter=Colour/any(c:c eq 'red')")).toThrow('any needs a collection, and text is none')
    expect(compile('$filter=price gt 1')).toThrow('did you mean "Price"?')
    expect(compile("$filter=Colour eq Shop.Colour'blue'")).toThrow(
      'Shop.Colour has no member "blue"; it has red, green',
    )
    expect(compile("$filter=Name eq Shop.Colour'red'")).toThrow('text cannot be compared with')
    expect(compile('$filter=5 in Grades')).toThrow(
      '"in" with a collection of anything but text is not supported',
    )
    expect(compile('$expand=category')).toThrow('did you mean "Category"?')
  })
})
