import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { importRecords } from '../src/ingest/import-records.ts'
import { entities } from '../src/schema/entities.ts'
import { CompanyFiles } from '../src/simulator/company-files.ts'
import { CompanyStore } from '../src/simulator/company-store.ts'
import { FIXTURES, type FixtureName, fixtureNames, toldCompany } from '../src/simulator/fixtures/index.ts'
import { type ScenarioName, scenarioNames } from '../src/simulator/scenarios.ts'
import { type CompanyPlan, type Run, Simulation } from '../src/simulator/simulation.ts'
import { compareWithRecords } from '../src/simulator/testing/recorded-truth.ts'
import type { TruthDay } from '../src/simulator/truth/truth.ts'
import { TestStores } from './support/data-api.ts'
import { temporaryDirectory } from './support/temporary.ts'

/** The truth of a simulation against SQL over its records, at the size people ask for. */

const stores = new TestStores()
afterAll(() => stores.close())

const say = (text: string): void => console.log(text)

async function throughStore(make: (into: CompanyStore) => Run) {
  const engine = await stores.open()
  const into = new CompanyStore(engine)
  const company = make(into)
  const days: TruthDay[] = []
  for (const step of company.live()) {
    await into.store()
    if (step.isOver) days.push(...company.finishedDays())
  }
  await into.end()
  return compareWithRecords(engine, company.company.people, { days, ...company.summary() })
}

const PEOPLE = Number(process.env.SOAK_PEOPLE ?? 5000)
const DAYS = Number(process.env.SOAK_DAYS ?? 180)

test(`${PEOPLE} people for ${DAYS} days: files, import, and every number the records can tell`, async () => {
  const directory = temporaryDirectory()
  const plan: CompanyPlan = { seed: 7, people: PEOPLE, days: DAYS, start: '2026-01-01' }
  const files = new CompanyFiles(directory)
  const company = new Simulation(plan, files)
  let begun = Date.now()
  files.begin(company)
  for (const step of company.live()) if (step.isOver) files.endDay(step)
  files.end()
  const seconds = (Date.now() - begun) / 1000
  const versions = Object.values(files.versions).reduce((sum, count) => sum + count, 0)
  say(`${versions} records in ${seconds.toFixed(1)} s, ${Math.round(versions / seconds)} a second`)

  const engine = await stores.open()
  begun = Date.now()
  for (const entity of entities) {
    const counts = await importRecords(
      engine,
      entity,
      createReadStream(join(directory, `${entity.name}.ndjson`)),
    )
    expect(counts).toMatchObject({ read: files.versions[entity.name], refused: 0 })
  }
  say(`imported in ${((Date.now() - begun) / 1000).toFixed(1)} s`)

  begun = Date.now()
  const truth = JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8'))
  const { differences, measures, numbers } = await compareWithRecords(engine, company.company.people, truth)
  say(`${numbers} numbers of ${measures} measures compared in ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  expect(differences.slice(0, 20)).toEqual([])
})

describe('every number the records can tell is right', () => {
  // People who move belong to two departments, which a single directory cannot tell.
  test.each(scenarioNames.filter(name => name !== 'reorganisation'))(
    'in the scenario %s',
    async (scenario: ScenarioName) => {
      const plan: CompanyPlan = { seed: 3, people: 300, days: 60, start: '2026-03-02', scenario }
      const { differences } = await throughStore(into => new Simulation(plan, into))
      expect(differences.slice(0, 20)).toEqual([])
    },
  )

  // Where reactions have no parents, following them finds nothing.
  const followed = fixtureNames.filter(name => !('reactionsHaveParents' in FIXTURES[name]))
  test.each(followed)('in the fixture %s', async (name: FixtureName) => {
    const { differences } = await throughStore(into => toldCompany(name, into))
    expect(differences.slice(0, 20)).toEqual([])
  })
})
