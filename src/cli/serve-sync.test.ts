import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { debrief, debriefJson, expectSentence, serve, shell } from '../../test/support/command.ts'
import { serveDataApi, store } from '../../test/support/data-api.ts'
import { InProcess } from '../../test/support/in-process.ts'
import { recordsNumbered } from '../../test/support/records.ts'
import { afterThisTest, temporaryDirectory } from '../../test/support/temporary.ts'
import { createKey } from '../api/credentials/keys.ts'

/** Commands that talk with others: servers, sources, the shell. */

const commands = new InProcess()
const STORE = join(temporaryDirectory(), 'data')
const inStore = ['--store', STORE]

beforeAll(async () => {
  const records = [...recordsNumbered('conversations', 3), {}]
  await debriefJson(['import', 'conversations', '-', ...inStore], { input: JSON.stringify(records), code: 1 })
})

/** Three conversations, served in this process until the test ends, and a key to them. */
async function served(scope: 'all' | 'conversations' = 'all'): Promise<{ api: string; key: string }> {
  const engine = await commands.engine(commands.newStore())
  await store(engine, 'conversations', recordsNumbered('conversations', 3))
  const api = await serveDataApi(engine, { key: (await createKey(engine, 's', [scope])).key })
  afterThisTest(() => api.close())
  return { api: `${api.address}/export/v1/records`, key: api.key }
}

describe('serve and sync', () => {
  test('serve says on one line where it listens, answers there, and ends with 0 when asked to', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const served = await serve(STORE)
      expect(served.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/export\/v1\/records$/)
      expect(served.web).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
      expect((await fetch(`${served.api}/users`)).status).toBe(401)
      expect((await fetch(`${served.web}api/store`)).status).toBe(200)
      const { stdout, ...ended } = await served.stop(signal)
      expect(JSON.parse(stdout)).toEqual({ api: served.api, web: served.web })
      expect(ended).toEqual({ code: 0, signal: null, stderr: '' })
    }
  })

  test('serve on a port that is taken says so', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    afterThisTest(() => void other.close())
    await new Promise(resolve => other.once('listening', resolve))
    const port = String((other.address() as { port: number }).port)
    const ended = await commands.debrief(['serve', '--port', port, '--store', commands.newStore()])
    expect(ended.code).toBe(1)
    expectSentence(ended, `Port ${port} of 127.0.0.1 is taken. Choose another with --port.`)
  })

  test('sync copies a served store, and again what is new; all of it worked: 0', async () => {
    const { api, key } = await served()
    const from = ['--source', api, '--key-env', 'SOURCE_KEY', '--store', commands.newStore()]
    const env = { SOURCE_KEY: key }
    const report = await commands.json<{ entities: object }>(['sync', ...from], { env })
    expect(report).toMatchObject({ state: 'complete', failures: {}, entities: {} })
    expect(Object.keys(report.entities)).toEqual([
      'users',
      'conversations',
      'interactions',
      'plugin-calls',
      'plugin-resources',
    ])
    expect(report.entities).toMatchObject({
      conversations: { read: 3, new: 3, changed: 0, unchanged: 0, refused: 0 },
      'plugin-calls': { read: 0, new: 0, changed: 0, unchanged: 0, refused: 0 },
    })
    const again = await commands.debrief(
      ['sync', ...from, '--entity', 'conversations', 'users', '--full'],
      env,
    )
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toMatch(/^✓ conversations +3 read, 0 new, 0 changed, 3 unchanged, 0 refused$/m)
  })

  test('sync that is not complete ends with 1, and says of each entity what became of it', async () => {
    const { api, key } = await served('conversations')
    const from = ['sync', '--source', api, '--key-env', 'K', '--entity', 'conversations,users']
    const ended = await commands.debrief([...from, '--store', commands.newStore(), '--json'], { K: key })
    expect(ended.code).toBe(1)
    expectSentence(ended, 'The sync is not complete. Run it again: it goes on where it stopped.')
    expect(JSON.parse(ended.stdout)).toEqual({
      state: 'incomplete',
      entities: { conversations: { read: 3, new: 3, changed: 0, unchanged: 0, refused: 0 } },
      failures: { users: expect.stringContaining('The key may not read this collection') },
      losses: {},
      changes: {},
    })
    expect(ended.stdout + ended.stderr).not.toContain(key)
  })
})

describe('a command', () => {
  test('finds its store by DEBRIEF_STORE, in ./data, and where --store says above all', async () => {
    const cwd = temporaryDirectory()
    const env = { DEBRIEF_STORE: STORE }
    const list = (args: string[], options: object) => debriefJson<unknown[]>(['quarantine', ...args], options)
    expect((await list([], { env, cwd })).length).toBeGreaterThan(0)
    expect(await list([], { cwd })).toEqual([])
    expect(existsSync(join(cwd, 'data', 'clickhouse'))).toBe(true)
    expect(await list(['--store', './data'], { env, cwd })).toEqual([])
  })

  test('is coloured when asked to, and never with NO_COLOR', async () => {
    const metrics = ['metrics', 'list']
    const colour = '\u001b['
    expect((await debrief(metrics)).stdout).not.toContain(colour)
    expect((await debrief(metrics, { env: { FORCE_COLOR: '1' } })).stdout).toContain(colour)
    const plain = await debrief(['import', 'users', 'none.json', ...inStore], {
      env: { FORCE_COLOR: '1', NO_COLOR: '1' },
    })
    expect(plain.stdout + plain.stderr).not.toContain(colour)
  })

  test('whose reader has gone away ends in peace', async () => {
    for (const line of [
      'debrief metrics list | true',
      'debrief metrics list --json | head -c 1',
      'debrief --help | true',
    ]) {
      const { code, stderr } = await shell(line)
      expect({ code, stderr }, line).toEqual({ code: 0, stderr: '' })
    }
  })
})
