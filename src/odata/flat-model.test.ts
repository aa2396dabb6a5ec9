import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataService } from './data-service.ts'
import { flatModel, flatService } from './flat-model.ts'
import { conversationsService } from './testing/conversations.ts'
import { TestService } from './testing/service.ts'
import { shop, shopService } from './testing/shop.ts'

let tables: TestService[]
let flat: TestService
let flatShop: TestService
beforeAll(async () => {
  tables = [await conversationsService(), shopService()]
  flat = new TestService(flatService(dataService))
  flatShop = new TestService(flatService(shop))
})
afterAll(() => {
  for (const service of [...tables, flat, flatShop]) service.close()
})

describe('the flat variant', () => {
  test('has neither objects nor lists', () => {
    for (const set of flatService(dataService).sets.values())
      for (const { kind } of set.properties) expect(kind).toBe('primitive')
    const names = flatModel(dataService.sets.get('interactions')!).properties.map(({ name }) => name)
    expect(names).toContain('detail_content')
    expect(names).toContain('detail_file_types')
    expect(names).not.toContain('detail')
  })

  test('writes lists as text', async () => {
    expect(await flat.values('users', "$filter=id ne 'u2'")).toEqual([
      {
        access_to_bot: true,
        email_addr: 'ann@x.org',
        external_ids_connector_name: '',
        external_ids_external_id: '',
        external_ids_source: 'sn',
        first_interaction_time: null,
        first_name: 'Ann',
        id: 'u1',
        last_name: null,
        last_updated_time: '2024-01-01T00:00:00.000Z',
        latest_interaction_time: null,
        user_preferred_language: 'EN_US',
      },
      expect.objectContaining({ id: 'u3', external_ids_connector_name: null, external_ids_source: null }),
    ])
    expect(
      await flatShop.values(
        'Products',
        '$select=Code,Size_Height,Size_Unit,Tags,Grades,Parts_Name,Parts_Number',
      ),
    ).toEqual([
      {
        ...{ Code: 'A', Size_Height: 30.5, Size_Unit: 'cm', Tags: 'new, hot', Grades: '5, 3' },
        ...{ Parts_Name: 'bulb, cable', Parts_Number: '1, ' },
      },
      {
        Code: 'B',
        Size_Height: null,
        Size_Unit: null,
        Tags: '',
        Grades: '',
        Parts_Name: '',
        Parts_Number: '',
      },
      {
        Code: 'C',
        Size_Height: 1,
        Size_Unit: 'm',
        Tags: 'hot',
        Grades: '4',
        Parts_Name: 'nail',
        Parts_Number: '100',
      },
    ])
  })

  test('is asked as every other model', async () => {
    const page = flat.compile(
      'interactions',
      "$filter=detail_domain eq 'IT'&$orderby=detail_content desc&$select=id",
    )
    expect(page).toMatchObject({
      from: 'interactions FINAL',
      where: 'detail.domain = {p0:String}',
      orderBy: 'detail.content DESC NULLS LAST, id ASC',
      projection: `concat('{"id":', toJSONString(id), '}')`,
    })
    expect(await flat.ids('interactions', "$filter=contains(detail_content,'b')")).toBe('i4')
    expect(await flat.ids('interactions', "$filter=parent/detail_content eq 'a'")).toBe('i2')
    expect(await flat.ids('users', "$filter=contains(external_ids_source,'sn')")).toBe('u1')
    expect(await flat.ids('users', '$filter=external_ids_source eq null')).toBe('u3')
    expect(await flat.ids('conversations', "$filter=interactions/any(i:i/detail_domain eq 'HR')")).toBe('c2')
    expect(
      await flat.values('interactions', '$apply=groupby((detail_domain),aggregate($count as n))'),
    ).toEqual([
      { detail_domain: null, n: 3 },
      { detail_domain: 'HR', n: 1 },
      { detail_domain: 'IT', n: 1 },
    ])
    expect(
      await flat.values(
        'conversations',
        "$filter=id eq 'c2'&$select=id&$expand=interactions($select=detail_content)",
      ),
    ).toEqual([{ id: 'c2', interactions: [{ detail_content: 'b' }, { detail_content: null }] }])
    expect(() => flat.compile('interactions', '$filter=detail/content eq null')).toThrow(
      'there is no attribute "detail"',
    )
  })

  test('must not give two attributes one name', () => {
    const { properties, ...set } = shop.sets.get('Products')!
    const taken = {
      kind: 'primitive',
      name: 'Size_Unit',
      column: 'x',
      nullable: true,
      type: 'Edm.String',
    } as const
    expect(() => flatModel({ ...set, properties: [...properties, taken] })).toThrow(
      'two attributes "Size_Unit"',
    )
  })
})
