import { afterAll, beforeAll, expect, test } from 'vitest'
import { Campaign, range } from './testing/generated/campaign.ts'

// More of the same: test/generated-queries.soak.ts
let campaign: Campaign
beforeAll(async () => {
  campaign = await Campaign.open(2026, 30)
})
afterAll(() => campaign.close())

test('valid queries give the rows that the records give by the standard', async () => {
  const { failures, outcomes } = await campaign.valid(range(0, 300))
  expect(failures.join('\n\n')).toBe('')
  expect(outcomes.same).toBeGreaterThan(295)
}, 120_000)

test('conditions are met by the records that meet them by the standard', async () => {
  const { failures, outcomes } = await campaign.conditions(range(0, 1000))
  expect(failures.join('\n\n')).toBe('')
  expect(outcomes.asked).toBeGreaterThan(990)
}, 120_000)

test('whatever else is asked is refused or runs, and nothing of it is in the statement', async () => {
  const { failures, outcomes } = await campaign.hostile(range(0, 500))
  expect(failures.join('\n\n')).toBe('')
  const refusals = [
    'InvalidSyntax',
    'InvalidValue',
    'LimitExceeded',
    'NotSupported',
    'TypeMismatch',
    'UnknownName',
  ]
  expect(Object.keys(outcomes).sort()).toEqual([...refusals, 'ran'])
}, 120_000)
