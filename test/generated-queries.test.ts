import { afterAll, beforeAll, expect, test } from 'vitest'
import { range } from '../src/odata/testing/generated/campaign.ts'
import { GeneratedRequests } from './generated-queries-http.ts'
import { TestStores } from './support/data-api.ts'

const stores = new TestStores()
let requests: GeneratedRequests
beforeAll(async () => {
  requests = await GeneratedRequests.open(await stores.open(), 2026, 25)
})
afterAll(async () => {
  await requests.close()
  await stores.close()
})

test('generated queries over HTTP give the rows that the records give', async () => {
  const { failures, outcomes } = await requests.valid(range(0, 80))
  expect(failures.join('\n\n')).toBe('')
  expect(outcomes.same).toBeGreaterThan(75)
}, 120_000)

test('hostile requests are refused in the one form of errors, or answered', async () => {
  const { failures, outcomes } = await requests.hostile(range(0, 120))
  expect(failures.join('\n\n')).toBe('')
  expect(outcomes['200']).toBeGreaterThan(0)
}, 120_000)
