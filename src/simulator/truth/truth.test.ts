import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { CompanyStore } from '../company-store.ts'
import { Simulation } from '../simulation.ts'
import { COUNTS } from '../testing/recorded-sql.ts'
import type { Comparison } from '../testing/recorded-truth.ts'
import { compareWithRecords } from '../testing/recorded-truth.ts'
import { MEASURES } from './measures.ts'
import type { TruthDay } from './truth.ts'

describe('what a simulation knows of itself', () => {
  const stores = new TestStores()
  let comparison: Comparison

  beforeAll(async () => {
    const engine = await stores.open()
    const into = new CompanyStore(engine)
    // Three weeks around the day from which system events are exported, late and held-back days among them.
    const simulation = new Simulation({ seed: 11, people: 150, days: 21, start: '2026-03-25' }, into)
    const days: TruthDay[] = []
    for (const step of simulation.live()) if (step.isOver) days.push(...simulation.finishedDays())
    await into.end()
    const truth = { days, ...simulation.summary() }
    comparison = await compareWithRecords(engine, simulation.company.people, truth)
  })
  afterAll(() => stores.close())

  test('is what SQL over its records says, by day and by every dimension', () => {
    expect(comparison.differences.slice(0, 20)).toEqual([])
    expect(comparison.numbers).toBeGreaterThan(20_000)
  })

  test('leaves out nothing that records can tell', () => {
    const counted = new Set(COUNTS.map(({ measure }) => measure))
    const recorded = Object.entries(MEASURES).flatMap(([name, { recorded }]) => (recorded ? [name] : []))
    const stocks = ['users_known', 'users_with_access', 'users_ever', 'users_single_interaction']
    expect(recorded.filter(name => !counted.has(name)).sort()).toEqual(stocks.sort())
  })
})
