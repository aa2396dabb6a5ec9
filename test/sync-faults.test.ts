import { afterAll, beforeAll, expect, test } from 'vitest'
import { FaultRuns, wrongIn } from './support/fault-runs.ts'

/** A few of the runs that `sync-faults.soak.ts` makes by the thousand, over fewer days. */

const runs = new FaultRuns(13)
beforeAll(() => runs.open())
afterAll(() => runs.close())

for (const [plan, kills] of [
  ['truncated-json', true],
  ['wrong-count', false],
] as const)
  test(`a sync under ${plan}${kills ? ', killed now and then,' : ''} ends equal to its source`, async () => {
    const run = await runs.run(plan, 3, kills)
    expect(wrongIn(run)).toBe('')
    expect(run.kills > 0).toBe(kills)
  }, 120_000)
