import { hostname } from 'node:os'
import { afterAll, expect, test } from 'vitest'
import { TestStores } from '../../test/support/data-api.ts'
import { claimSource } from './lease.ts'
import { readLedgerRuns } from './ledger.ts'
import { type RunState, saveRun } from './runs.ts'

const stores = new TestStores()
afterAll(() => stores.close())

test('a run that was killed is told as interrupted, one that lives as running', async () => {
  const engine = await stores.open()
  const save = (id: string, state: RunState): Promise<void> =>
    saveRun(engine, {
      id,
      source: `https://${id}`,
      state,
      cause: 'command',
      started: Date.now() - 60_000,
      ended: state === 'running' ? null : Date.now(),
      entities: {},
    })
  const lease = await claimSource(engine, 'https://alive', 'alive')
  const back = await claimSource(engine, 'https://back', 'back')
  await back.release()
  // A process number that no system gives.
  await engine.run({
    sql: `INSERT INTO sync_leases (source, run_id, host, pid, claimed_time, alive_time, released)
          SELECT 'https://killed', 'killed', {host:String}, 4294967295, now64(6), now64(6), false`,
    params: { host: hostname() },
  })
  for (const id of ['alive', 'killed', 'back']) await save(id, 'running')
  await save('done', 'complete')
  const states = Object.fromEntries((await readLedgerRuns(engine, 10)).map(({ id, state }) => [id, state]))
  expect(states).toEqual({ alive: 'running', killed: 'interrupted', back: 'interrupted', done: 'complete' })
  await lease.release()
})
