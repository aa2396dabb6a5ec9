import type { Session } from 'chdb'
import type { Property } from '../../model.ts'
import { shop } from '../shop.ts'
import type { Random } from './random.ts'
import { texts } from './texts.ts'
import { heldOf, World } from './world.ts'

interface Json {
  readonly [name: string]: unknown
}
export type ShopRecords = { readonly [set in 'Categories' | 'Orders' | 'Products']: readonly Json[] }

/** Products, categories and orders whose values have every primitive type. */
export function shopRecords(random: Random, each: number): ShopRecords {
  const orNull = <T>(make: () => T): T | null => (random.chance(0.3) ? null : make())
  const text = () => (random.chance(0.1) ? '' : random.pick(texts))
  const code = (set: string) => `Qq${set}${random.below(each)}`
  const product = (i: number) => ({
    Code: `QqP${i}`,
    Name: orNull(text),
    CategoryCode: orNull(() => code('C')),
    Colour: orNull(() => random.pick(['red', 'green'])),
    Price: random.pick([19.9, 5, 0.05, -3.5, 0, 1234.56]),
    Weight: orNull(() => random.pick([1.5, -2, 0, 0.1, 2.5, -2.5, 1e10])),
    Stock: random.pick([0, -1, 3, 3, 2147483647]),
    Sold: random.pick([0, 7, -7, 9007199254740994]),
    Available: orNull(() => random.chance(0.5)),
    Released: orNull(() => random.pick(['2024-02-29', '1969-07-20', '2024-12-31'])),
    Changed: random.pick([
      '2024-03-01T12:00:00.500Z',
      '2024-03-01T12:00:00.500Z',
      '1969-12-31T23:59:59.999Z',
    ]),
    Lead: orNull(() => random.pick(['PT86400S', '-PT0.5S', 'PT0S', 'PT90061.000001S'])),
    Opens: orNull(() => random.pick(['12:30:00', '00:00:00', '23:59:59.999999'])),
    Image: orNull(() => random.pick(['aGk', 'Zg', '_-8'])),
    Serial: orNull(() =>
      random.pick(['005056a5-09b1-1ed3-89bd-fb81372ccb33', 'ffffffff-0000-4000-8000-000000000000']),
    ),
    Size: orNull(() => ({ Height: random.pick([0, 30.5, 1]), Unit: random.pick(texts) })),
    Tags: random.list(0, 3, text),
    Grades: random.list(0, 3, () => random.pick([5, 3, -1, 0])),
    Parts: random.list(0, 2, () => ({ Name: text(), Number: orNull(() => random.pick([1, 2, 100])) })),
  })
  return {
    Products: random.list(each, each, product),
    Categories: random.list(each, each, i => ({ Code: `QqC${i}`, Title: text() })),
    Orders: random.list(each, each, i => ({
      Number: `QqO${i}`,
      ProductCode: code('P'),
      Amount: random.below(5) - 1,
    })),
  }
}

/** The same records for evaluation in memory. */
export function shopWorld(records: ShopRecords): World {
  const sets = Object.entries(records).map(([set, list]) => {
    const { properties } = shop.sets.get(set)!
    return [set, list.map(record => heldOf(properties, record))] as const
  })
  return new World(shop, Object.fromEntries(sets))
}

/** Puts the records into the shop's tables, in place of whatever is there. */
export async function fillShop(session: Session, records: ShopRecords): Promise<void> {
  for (const [set, { table, properties }] of shop.sets) {
    session.query(`TRUNCATE TABLE ${table}`)
    const rows = records[set as keyof ShopRecords].map(record => {
      const document = set === 'Orders' ? { document: JSON.stringify(record) } : {}
      return JSON.stringify({ ...columnsOf(properties, record), ...document, version: 1 })
    })
    const settings = { date_time_input_format: 'best_effort', input_format_null_as_default: 1 }
    await session.insert({
      table: table!,
      values: Buffer.from(rows.join('\n')),
      format: 'JSONEachRow',
      settings,
    })
  }
}

function columnsOf(properties: readonly Property[], json: Json): Json {
  return Object.fromEntries(
    properties.map(property => [property.column, columnOf(property, json[property.name])]),
  )
}

function columnOf(property: Property, json: unknown): unknown {
  if (json === null) return null
  if (property.kind === 'complex') return columnsOf(property.properties, json as Json)
  if (property.kind === 'collection') {
    const { element } = property
    return typeof element === 'string' ? json : (json as Json[]).map(item => columnsOf(element, item))
  }
  const micros = property.type === 'Edm.Duration' || property.type === 'Edm.TimeOfDay'
  return micros ? Number(heldOf([property], { [property.name]: json })[property.name]) : json
}
