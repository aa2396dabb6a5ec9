import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refreshFacts } from '../src/facts/refresh-facts.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore } from '../src/store/open-store.ts'
import { Comparison, importCompanyPeople } from './metrics-compare.ts'
import { debriefJson } from './support/command.ts'
import { temporaryDirectory } from './support/temporary.ts'

const PEOPLE = process.env.SOAK_PEOPLE ?? '5000'
const DAYS = process.env.SOAK_DAYS ?? '180'

for (const [scenario, seed] of [
  ['usual', '1'],
  ['launch', '2'],
  ['outage', '3'],
  // Teams move to other departments: people count where they were.
  ['reorganisation', '4'],
] as const)
  test(`${PEOPLE} people, ${DAYS} days, scenario ${scenario}: every metric says what really happened`, async () => {
    const directory = temporaryDirectory()
    const folder = join(directory, 'company')
    const place = join(directory, 'store')
    const plan = [
      '--people',
      PEOPLE,
      '--days',
      DAYS,
      '--seed',
      seed,
      '--start',
      '2026-01-05',
      '--scenario',
      scenario,
    ]
    await debriefJson(['simulate', ...plan, '--out', folder, '--store', place])
    const store = await openStore(parseStoreLocation(place))
    try {
      await importCompanyPeople(store.engine, folder)
      await refreshFacts(store.engine)
      const comparison = new Comparison(store.engine, folder, names => names)
      await comparison.sums()
      await comparison.people()
      await comparison.ends()
      await comparison.latency()
      const { compared, different } = comparison
      console.log(`${scenario}: ${compared} numbers compared, ${different.length} differ`)
      expect(compared).toBeGreaterThan(10_000)
      expect(different.slice(0, 20)).toEqual([])
    } finally {
      await store.close()
    }
  })
