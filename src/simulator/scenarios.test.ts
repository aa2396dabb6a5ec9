import { describe, expect, test } from 'vitest'
import type { SimulatedLoad } from './load.ts'
import { LoadGatherer } from './load.ts'
import type { ScenarioName } from './scenarios.ts'
import { Simulation } from './simulation.ts'
import type { TruthDay } from './truth/truth.ts'

/** Lets a company of 150 live through a scenario. */
function lived(scenario: ScenarioName, days: number) {
  const gatherer = new LoadGatherer()
  const company = new Simulation({ seed: 4, people: 150, days, start: '2026-04-06', scenario }, gatherer)
  const loads: SimulatedLoad[] = []
  const truth: TruthDay[] = []
  const moved: number[] = []
  for (const step of company.live()) {
    if (!step.isOver) continue
    if (step.hasMoved) moved.push(step.index)
    loads.push(gatherer.take(step.day))
    truth.push(...company.finishedDays())
  }
  /** The sum of a measure over days, in one part or in the whole. */
  const sum = (measure: string, from: number, to: number, dimension?: string, value = ''): number =>
    truth.slice(from, to).reduce((total, { measures }) => {
      const parts = measures[measure]
      if (dimension === undefined) return total + (parts?.all ?? 0)
      return total + ((parts?.[dimension] as { [value: string]: number } | undefined)?.[value] ?? 0)
    }, 0)
  return { loads, moved, sum, people: company.company.people, outcomes: gatherer.takeOutcomes() }
}

describe('in the scenario', () => {
  test('launch, departments get the assistant one after the other, and nobody uses it before', () => {
    const { sum } = lived('launch', 42)
    expect(sum('users_with_access', 0, 1, 'department', 'Sales')).toBeLessThan(3)
    expect(sum('users_with_access', 41, 42, 'department', 'Sales')).toBeGreaterThan(5)
    expect(sum('active_users', 0, 5, 'department', 'Engineering')).toBeLessThan(
      sum('active_users', 35, 40, 'department', 'Engineering') / 5,
    )
    expect(sum('new_users', 0, 42)).toBe(sum('users_ever', 41, 42))
    expect(sum('active_users', 35, 40)).toBeGreaterThan(3 * sum('active_users', 7, 12))
  })

  test('outage, the questions of two days are about the VPN, and few are answered', () => {
    const { sum } = lived('outage', 14)
    const vpn = (from: number, to: number) =>
      sum('free_texts', from, to, 'topic', 'vpn') / sum('free_texts', from, to)
    expect(vpn(8, 10)).toBeGreaterThan(4 * vpn(1, 3))
    expect(sum('questions_without_article', 8, 10)).toBeGreaterThan(
      3 * sum('questions_without_article', 1, 3),
    )
  })

  test('knowledge-gap, nobody is answered until the article is written', () => {
    const { sum } = lived('knowledge-gap', 56)
    const gap = (from: number, to: number) =>
      sum('questions_without_article', from, to, 'topic', 'remote_work') /
      sum('questions_searched', from, to, 'topic', 'remote_work')
    expect(gap(7, 42)).toBeGreaterThan(0.95)
    expect(gap(42, 56)).toBeLessThan(0.5)
  })

  test('campaign, everybody gets a message, and many ask', () => {
    const { sum } = lived('campaign', 21)
    const told = (day: number) =>
      sum('system_events', day, day + 1, 'event', 'CONVERSATION_TYPE_COMMS_NOTIFICATION')
    expect(told(8)).toBeGreaterThan(120)
    expect(told(8)).toBeGreaterThan(8 * told(1))
    expect(sum('free_texts', 8, 15, 'topic', 'benefits')).toBeGreaterThan(
      3 * sum('free_texts', 1, 8, 'topic', 'benefits'),
    )
  })

  test('reorganisation, teams move, and count where they are', () => {
    const { moved, sum } = lived('reorganisation', 28)
    expect(moved).toEqual([21])
    const departments = (day: number) =>
      ['Engineering', 'Sales', 'Support', 'IT'].map(name =>
        sum('users_known', day, day + 1, 'department', name),
      )
    expect(departments(20)).not.toEqual(departments(21))
    expect(departments(21)).toEqual(departments(27))
  })

  test('steady, nobody who was not helped is forgotten: some come back with the same matter', () => {
    const { outcomes } = lived('steady', 28)
    const all = outcomes.map(text => JSON.parse(text))
    const returns = all.filter(({ returns_to }) => returns_to !== null)
    const byId = new Map(all.map(one => [one.conversation_id, one]))
    expect(returns.length).toBeGreaterThan(15)
    for (const one of returns) {
      const before = byId.get(one.returns_to)
      expect([before.user_id, before.wanted[0].topic]).toEqual([one.user_id, one.wanted[0].topic])
      expect(before.wanted[0].outcome).toBe('unresolved')
      expect(before.began < one.began).toBe(true)
    }
  })
})
