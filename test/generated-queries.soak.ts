import { afterAll, beforeAll, expect, test } from 'vitest'
import { Campaign, range } from '../src/odata/testing/generated/campaign.ts'

// What is left of all goes over HTTP: generated-queries-http.soak.ts.
const SHARES = { conditions: 0.6, valid: 0.1, hostile: 0.26 } as const
const QUERIES = Number(process.env.SOAK_QUERIES ?? 100_000)
const SEED = Number(process.env.SOAK_SEED ?? 1_000_000)

let campaign: Campaign
beforeAll(async () => {
  campaign = await Campaign.open(SEED, 40)
})
afterAll(() => campaign.close())

for (const [kind, share] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
  const count = Math.round(QUERIES * share)
  test(`${count} generated queries: ${kind}`, async () => {
    const tally = await campaign[kind](range(SEED, count))
    console.log(kind, tally.figures)
    expect(tally.failures.slice(0, 20).join('\n\n')).toBe('')
  })
}
