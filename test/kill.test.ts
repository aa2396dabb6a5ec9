import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { debriefJson } from './support/command.ts'
import { syncUnderKills } from './support/kill-sync.ts'
import { temporaryDirectory } from './support/temporary.ts'

const IMPORTER = fileURLToPath(new URL('support/endless-import.mjs', import.meta.url))

test('every batch an import has reported survives kill -9', async () => {
  const store = join(temporaryDirectory(), 'data')
  let reported = 0
  for (const batches of [1, 2]) {
    // It imports new records without end, and prints how many it has stored in all after each batch.
    const importer = spawn(process.execPath, [IMPORTER, store, String(reported)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise(resolve => importer.once('close', resolve))
    const lines = createInterface({ input: importer.stdout })[Symbol.asyncIterator]()
    for (let batch = 0; batch < batches; batch++) reported = Number((await lines.next()).value)
    importer.kill('SIGKILL')
    await ended
    const { rows } = await debriefJson<{ rows: { value: number }[] }>([
      'metrics',
      'run',
      'conversations',
      '--from',
      '2020-01-01',
      '--to',
      '2030-01-01',
      '--store',
      store,
    ])
    const stored = rows[0]!.value
    expect(reported).toBeGreaterThan(0)
    expect(stored).toBeGreaterThanOrEqual(reported)
    // A batch is there whole or not at all.
    reported = stored
  }
})

test('a sync that is killed again and again ends with exactly the source’s records', async () => {
  // At its very beginning, while the first batch is stored, in the middle, and near the end of an entity.
  const figures = await syncUnderKills(15_000, [1, 30, 48, 90], 250)
  expect(figures.kills).toBe(4)
  // What was read and not stored yet when it was killed is read again: no more than there is.
  expect(figures.pagesReadAgain).toBeLessThanOrEqual(4 * 51)
}, 120_000)
