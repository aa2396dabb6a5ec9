import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { debrief, debriefJson, expectSentence, serve, start } from './support/command.ts'
import { emptyStore } from './support/empty-store.ts'
import { recordsNumbered } from './support/records.ts'
import { conversationsIn, importing } from './support/stores.ts'
import { afterThisTest, temporaryDirectory } from './support/temporary.ts'

/** A directory whose holder does not answer, or has died. */

/** When a command is connected to whoever holds a store; where the system does not tell, when it must be by then. */
async function reached(store: string): Promise<void> {
  const sockets = '/proc/net/unix'
  if (!existsSync(sockets)) return sleep(5000)
  // State 03 is a connection that stands.
  const stands = (line: string): boolean => line.includes(store) && / 03 +\d+ /.test(line)
  while (!readFileSync(sockets, 'utf8').split('\n').some(stands)) await sleep(20)
}

describe('a store whose holder does not answer', () => {
  test('is refused with the name of a holder that has stopped, and works again when it goes on', async () => {
    const store = emptyStore()
    const served = await serve(store)
    process.kill(served.pid, 'SIGSTOP')
    const refused = await debrief(['keys', 'list', '--store', store])
    process.kill(served.pid, 'SIGCONT')
    expect(refused.code).toBe(1)
    expectSentence(
      refused,
      new RegExp(
        `^error The store ${store} is held by process ${served.pid} \\("debrief serve", since .*Z\\), which does not answer. Wait until`,
      ),
    )
    expect(await debriefJson(['keys', 'list', '--store', store])).toEqual([])
  })

  test('is refused with the command line of a process that is not Debrief', async () => {
    const store = emptyStore()
    const chdb = fileURLToPath(new URL('../node_modules/chdb/index.js', import.meta.url))
    const script = join(temporaryDirectory(), 'other-tool.mjs')
    writeFileSync(
      script,
      `import { Session } from ${JSON.stringify(chdb)}
       new Session(${JSON.stringify(join(store, 'clickhouse'))})
       console.log('open')
       setInterval(() => {}, 1000)`,
    )
    const other = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    afterThisTest(() => void other.kill('SIGKILL'))
    await new Promise(resolve => other.stdout.once('data', resolve))
    const refused = await debrief(['keys', 'list', '--store', store])
    expect(refused.code).toBe(1)
    expectSentence(refused, `is held by process ${other.pid} ("`)
    expectSentence(refused, 'other-tool.mjs"), which does not answer.')
    other.kill('SIGKILL')
    await new Promise(resolve => other.once('exit', resolve))
    expect(await debriefJson(['keys', 'list', '--store', store])).toEqual([])
  })
})

describe('after kill -9 of the holder', () => {
  test('the next command just works, and has what was acknowledged', async () => {
    const store = emptyStore()
    for (let round = 1; round <= 2; round++) {
      const served = await serve(store)
      // Through the server: what the importer reports, the server has stored.
      const counts = await importing(store, recordsNumbered('conversations', 100 * round))
      await served.stop('SIGKILL')
      expect(counts).toMatchObject({ read: 100 * round, new: 100 })
      expect(await conversationsIn(store)).toBe(100 * round)
    }
  })

  test('a command that worked through it fails with a sentence, and can be run again', async () => {
    const store = emptyStore()
    const served = await serve(store)
    const importer = start(['import', 'conversations', '-', '--store', store])
    await reached(store)
    // It is connected; it has begun to work soon after.
    await sleep(1500)
    await served.stop('SIGKILL')
    importer.input(JSON.stringify(recordsNumbered('conversations', 10)))
    const ended = await importer.ended
    expect(ended.code).toBe(1)
    expectSentence(ended, /did not answer/)
    expect(await importing(store, recordsNumbered('conversations', 10))).toMatchObject({ read: 10 })
  })
})
