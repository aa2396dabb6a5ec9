import { expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { apiError } from '../api/errors.ts'
import { EmbeddedDirectory } from './embedded-engine.ts'
import { StoreClosedError } from './engine.ts'

test('work that is under way when a store is closed finishes its statement, and is told that there is no other', async () => {
  const directory = await EmbeddedDirectory.open(emptyStore())
  const engine = await directory.database('default')
  const answers: string[] = []
  const ask = async (): Promise<void> => {
    for (let number = 1; ; number++)
      answers.push((await engine.run({ sql: `SELECT ${number} + sleep(0.1)`, format: 'TSV' })).toString())
  }
  const inOneSession = engine.session(async session => {
    for (;;) await session.run({ sql: 'SELECT sleep(0.1)' })
  })
  const ended = Promise.allSettled([ask(), ask(), inOneSession])
  await expect.poll(() => answers.length, { timeout: 20_000 }).toBeGreaterThan(1)
  await directory.close()
  for (const each of await ended) {
    expect(each).toMatchObject({ status: 'rejected', reason: expect.any(StoreClosedError) })
    expect(apiError((each as PromiseRejectedResult).reason)).toMatchObject({ status: 503, code: 'Draining' })
  }
  for (const answer of answers) expect(answer).toMatch(/^\d\n$/)
  await expect(engine.run({ sql: 'SELECT 1' })).rejects.toThrow('The store is closed.')
})
