import { afterAll, beforeAll, expect, test } from 'vitest'
import { FaultRuns, wrongIn } from './support/fault-runs.ts'

/** A few of the runs that `sync-faults.soak.ts` makes by the thousand, over fewer days. */

const runs = new FaultRuns(13)
beforeAll(() => runs.open())
afterAll(() => runs.close())

test('a sync under truncated-json, killed now and then, ends equal to its source', async () => {
  // A run may come to its end before the moment at which it would have been killed.
  let kills = 0
  for (let seed = 6; seed < 16 && kills === 0; seed++) {
    const run = await runs.run('truncated-json', seed, true)
    expect(wrongIn(run), `seed ${seed}`).toBe('')
    kills += run.kills
  }
  expect(kills).toBeGreaterThan(0)
}, 120_000)

test('a sync under wrong-count ends equal to its source', async () => {
  const run = await runs.run('wrong-count', 3, false)
  expect(wrongIn(run)).toBe('')
  expect(run.kills).toBe(0)
}, 120_000)
