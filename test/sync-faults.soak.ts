import { afterAll, beforeAll, expect, test } from 'vitest'
import { shippedPlans } from '../src/faults/index.ts'
import { FaultRuns, wrongIn } from './support/fault-runs.ts'

/**
 * Syncs from a source that misbehaves, by every plan that ships, with one seed after another; in a third of them processes are
 * killed. SOAK_FAULT_RUNS says how many, SOAK_PLANS which plans, SOAK_SEED where the seeds begin.
 */

const RUNS = Number(process.env.SOAK_FAULT_RUNS ?? 1000)
const FIRST_SEED = Number(process.env.SOAK_SEED ?? 1)
const plans = process.env.SOAK_PLANS?.split(',') ?? shippedPlans()

const runs = new FaultRuns()
beforeAll(() => runs.open())
afterAll(() => runs.close())

test(`${RUNS} syncs under faults lose nothing`, async () => {
  const failed: string[] = []
  const tally = new Map<
    string,
    { runs: number; syncs: number; kills: number; seconds: number; wrong: number }
  >()
  const began = Date.now()
  for (let n = 0; n < RUNS; n++) {
    const plan = plans[n % plans.length]!
    const seed = FIRST_SEED + n
    const before = processorSeconds()
    const run = await runs.run(plan, seed, n % 3 === 0)
    const wrong = wrongIn(run)
    if (wrong) failed.push(`${plan} with seed ${seed}${n % 3 === 0 ? ', killed' : ''}: ${wrong}`)
    const sum = tally.get(plan) ?? { runs: 0, syncs: 0, kills: 0, seconds: 0, wrong: 0 }
    tally.set(plan, {
      runs: sum.runs + 1,
      syncs: sum.syncs + run.syncs,
      kills: sum.kills + run.kills,
      seconds: Math.round(10 * (sum.seconds + processorSeconds() - before)) / 10,
      wrong: sum.wrong + (wrong ? 1 : 0),
    })
    if (wrong) console.log(failed.at(-1))
    if (n % 20 === 19)
      console.log(
        `${n + 1} runs, ${failed.length} wrong, ${Math.round((Date.now() - began) / 1000)} s, of processor time ${Math.round(processorSeconds())} s`,
      )
  }
  console.table(Object.fromEntries(tally))
  expect(failed).toEqual([])
})

function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
