import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { compareWithTruth, importCompanyPeople } from './metrics-compare.ts'
import { debriefJson } from './support/command.ts'
import { temporaryDirectory } from './support/temporary.ts'

const directory = temporaryDirectory()
const folder = join(directory, 'company')
let store: Store

beforeAll(async () => {
  const place = join(directory, 'store')
  const plan = ['--people', '80', '--days', '21', '--seed', '11', '--start', '2026-03-20']
  await debriefJson(['simulate', ...plan, '--out', folder, '--store', place])
  store = await openStore(parseStoreLocation(place))
  await importCompanyPeople(store.engine, folder)
})

afterAll(() => store.close())

test('metrics say of a simulated company what really happened, on every day, as a whole and in parts', async () => {
  // The long run compares every dimension of three larger companies.
  const some = (names: readonly string[]) =>
    names.filter(name => ['department', 'plugin', 'topic'].includes(name))
  const { compared, different } = await compareWithTruth(store.engine, folder, some)
  expect(different).toEqual([])
  expect(compared).toBeGreaterThan(5_000)
})
