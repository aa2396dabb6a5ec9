import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faults } from './catalogue.ts'
import { readPlan } from './plan.ts'
import { loadPlan, shippedPlans } from './shipped-plans.ts'

describe('plans', () => {
  test('come with Debrief: one for each fault alone, and mixed ones', () => {
    const names = shippedPlans()
    expect(names).toEqual([...faults.map(({ name }) => name), 'bad-week', 'hell', 'mild'].sort())
    for (const { name } of faults) {
      const plan = loadPlan(name)
      expect(plan.about, name).toBeTruthy()
      expect(plan.faults[0]!.fault.name).toBe(name)
    }
    for (const name of ['bad-week', 'hell', 'mild']) expect(loadPlan(name).faults.length).toBeGreaterThan(5)
  })

  const wrong: [string, string, RegExp[]][] = [
    [
      'an unknown fault',
      'seed: 1\nfaults:\n  - fault: gremlins\n',
      [/^p\.yaml:3: faults\.0\.fault: there is no fault "gremlins"; there are too-many-requests, /],
    ],
    [
      'several mistakes, each with its line',
      'faults:\n  - fault: stall\n    share: 2\n    tiem: 3s\n  - fault: stall\n    time: soon\n',
      [
        /^p\.yaml:3: faults\.0\.share: /m,
        /^p\.yaml:4: there is no "tiem" here; there are fault, share, .*time/m,
        /^p\.yaml:6: faults\.1\.time: "soon" is no length of time/m,
      ],
    ],
    [
      'another key',
      'seeds: 1\n',
      [/^p\.yaml:1: there is no "seeds" here; there are about, seed, clock, faults$/],
    ],
    [
      'a start that is none',
      'clock:\n  start: someday\n',
      [/^p\.yaml:2: clock\.start: "someday" is no start/],
    ],
    [
      'a window that a fault of the data cannot have',
      'faults:\n  - fault: late-rows\n    burst: 2\n',
      [/^p\.yaml:3: there is no "burst" here/],
    ],
    ['YAML that is none', 'faults:\n  - {\n', [/^p\.yaml:\d: /]],
    ['a fault without a name', 'faults:\n  - share: 1\n', [/^p\.yaml:2: faults\.0\.fault: /]],
  ]
  for (const [what, text, messages] of wrong)
    test(`with ${what} are refused`, () => {
      for (const message of messages) expect(() => readPlan('p.yaml', text)).toThrow(message)
    })

  test('can have all that the guide says, and the guide says all that they can have', () => {
    const guide = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8')
    for (const { name, parameters } of faults) {
      const row = guide.split('\n').find(line => line.startsWith(`| \`${name}\``))
      expect(row, name).toBeDefined()
      for (const parameter of Object.keys(parameters)) expect(row, name).toContain(`\`${parameter}\``)
    }
    const [, example] = /\n(( {4}about: .*\n)( {4}.*\n)+)/.exec(guide)!
    expect(readPlan('faults.md', example!).faults).toHaveLength(2)
  })

  test('that are nowhere are refused with what there is', () => {
    expect(() => loadPlan('no-such-plan')).toThrow(
      /There is no plan "no-such-plan": name a file, or one of .*hell/,
    )
  })
})
