import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  recordsOf,
  serveDataApi,
  type TestApi,
  type TestRecord,
  TestStores,
} from '../../test/support/data-api.ts'
import { importRecords } from '../ingest/import-records.ts'
import { entities } from '../schema/entities.ts'
import type { Engine } from '../store/engine.ts'

const SAMPLE = new URL('../../../shared/sample/', import.meta.url)
const file = (entity: string): URL => new URL(`${entity}.json`, SAMPLE)
const missing = entities.map(({ name }) => name).filter(name => !existsSync(file(name)))
if (missing.length > 0)
  console.warn(
    `The vendor's sample responses are not read back, because ${SAMPLE.pathname} lacks ${missing.join(', ')}.`,
  )

describe.skipIf(missing.length > 0)('the vendor’s sample responses', () => {
  const stores = new TestStores()
  let engine: Engine
  let api: TestApi
  const sample = new Map<string, TestRecord[]>()

  beforeAll(async () => {
    engine = await stores.open()
    for (const entity of entities) {
      sample.set(entity.name, JSON.parse(readFileSync(file(entity.name), 'utf8')).value)
      const counts = await importRecords(engine, entity, createReadStream(file(entity.name)))
      expect(counts).toMatchObject({ new: sample.get(entity.name)!.length, refused: 0 })
    }
    api = await serveDataApi(engine)
  })
  afterAll(async () => {
    await api.close()
    await stores.close()
  })

  const byId = (records: readonly TestRecord[]): Map<string, TestRecord> =>
    new Map(records.map(record => [record.id, record]))

  test('are 4,208 records', async () => {
    const counts = await Promise.all(
      entities.map(async ({ name }) => Number(await (await api.fetch(`${name}/$count`)).text())),
    )
    expect(Object.fromEntries(entities.map(({ name }, i) => [name, counts[i]]))).toEqual({
      users: 20,
      conversations: 143,
      interactions: 597,
      'plugin-calls': 384,
      'plugin-resources': 3064,
    })
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4208)
  })

  for (const { name } of entities)
    test(`${name}: what was imported is served, to the last byte`, async () => {
      const expected = byId(sample.get(name)!)
      for (const order of ['', '?$orderby=last_updated_time desc']) {
        const pages = await api.walk(`${name}${order}`, 100)
        expect(pages.slice(0, -1).every(page => page.value.length === 100)).toBe(true)
        const given = recordsOf(pages)
        expect(given).toHaveLength(expected.size)
        for (const record of given) {
          expect(record).toEqual(expected.get(record.id))
          expect(JSON.stringify(record)).toBe(JSON.stringify(expected.get(record.id)))
        }
        expect(byId(given).size).toBe(expected.size)
      }
    })
})
