import { afterAll, beforeAll, expect, test } from 'vitest'
import { range } from '../src/odata/testing/generated/campaign.ts'
import { GeneratedRequests } from './generated-queries-http.ts'
import { TestStores } from './support/data-api.ts'

// The other queries go straight to the engine: generated-queries.soak.ts.
const QUERIES = Number(process.env.SOAK_QUERIES ?? 100_000) * 0.02
const SEED = Number(process.env.SOAK_SEED ?? 1_000_000)

const stores = new TestStores()
let requests: GeneratedRequests
beforeAll(async () => {
  requests = await GeneratedRequests.open(await stores.open(), SEED, 40)
})
afterAll(async () => {
  await requests.close()
  await stores.close()
})

for (const kind of ['valid', 'hostile'] as const)
  test(`${QUERIES} generated requests, ${kind}`, async () => {
    const tally = await requests[kind](range(SEED, QUERIES))
    console.log(kind, tally.figures)
    expect(tally.failures.slice(0, 20).join('\n\n')).toBe('')
  })
