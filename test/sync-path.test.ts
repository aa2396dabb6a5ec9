import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../src/api/credentials/keys.ts'
import { startServer } from '../src/cli/start-server.ts'
import { Config } from '../src/config/config.ts'
import type { Engine } from '../src/store/engine.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore } from '../src/store/open-store.ts'
import type { LedgerEntry } from '../src/sync/ledger.ts'
import type { Probe } from '../src/sync/probe.ts'
import { expectSentence } from './support/command.ts'
import { serveDataApi, store, type TestApi } from './support/data-api.ts'
import { InProcess } from './support/in-process.ts'
import { recordsNumbered } from './support/records.ts'
import { afterThisTest, temporaryDirectory } from './support/temporary.ts'

/** A new user’s way: add a source, sync, look at the ledger, have it done by a schedule; with the mistakes people make. */

const commands = new InProcess()
let source: Engine
let api: TestApi
let url: string

beforeAll(async () => {
  source = await commands.engine(commands.newStore())
  await store(source, 'conversations', recordsNumbered('conversations', 12))
  await store(source, 'users', recordsNumbered('users', 3))
  api = await serveDataApi(source)
  url = `${api.address}/export/v1/records`
})
afterAll(() => api.close())

const target = (): string[] => ['--store', commands.newStore()]
const add = (...more: string[]): string[] => ['source', 'add', 'company', ...more]

test('add, sync, ledger', async () => {
  const at = target()
  const env = { COMPANY_KEY: api.key }
  const added = await commands.json<{ probe: Probe }>(
    [...add('--url', url, '--key-env', 'COMPANY_KEY'), ...at],
    { env },
  )
  expect(added.probe).toMatchObject({ ok: true, counting: 'path', clockAheadSeconds: expect.any(Number) })
  expect(added.probe.entities.find(({ entity }) => entity === 'conversations')).toMatchObject({
    problem: null,
    records: 12,
    first: '2026-08-02T06:02:51.061Z',
    last: '2026-08-02T06:02:51.061Z',
  })
  const listed = await commands.debrief(['source', 'list', ...at])
  expect(listed.stdout).toMatch(/company +http:.*key in \$COMPANY_KEY/)
  const plan = await commands.json<object[]>(['sync', '--dry-run', ...at], { env })
  expect(plan).toContainEqual(
    expect.objectContaining({
      source: 'company',
      entity: 'conversations',
      since: null,
      records: 12,
      state: 'new',
    }),
  )
  expect(await commands.json(['sync', ...at], { env })).toMatchObject({
    state: 'complete',
    sources: { company: { entities: { conversations: { read: 12, new: 12 }, users: { new: 3 } } } },
  })
  const ledger = await commands.json<LedgerEntry[]>(['ledger', ...at])
  expect(ledger).toHaveLength(5)
  expect(ledger.find(({ entity }) => entity === 'conversations')).toMatchObject({
    source: url,
    state: 'complete',
    open: 0,
    counted: 12,
    read: 12,
    days_left: null,
    reason: '',
  })
  const windows = await commands.debrief([
    'ledger',
    '--windows',
    '--source',
    'company',
    '--entity',
    'users',
    ...at,
  ])
  expect(windows).toMatchObject({ code: 0, stderr: '' })
  expect(windows.stdout).toMatch(/users +none .* complete +count +3 +3 +3 +3/)
  const runs = await commands.debrief(['ledger', '--runs', ...at])
  expect(runs.stdout).toMatch(/command .* complete +5 +5 +15/)
  expect((await commands.debrief(['ledger', '--drift', ...at])).stdout).toBe('Everything is documented.\n')
  expect(await commands.debrief(['quarantine', 'retry', ...at])).toMatchObject({ code: 0 })
})

/** Writes a `debrief.yaml`. */
function yaml(content: string): string {
  const path = join(temporaryDirectory(), 'debrief.yaml')
  writeFileSync(path, content)
  return path
}

test('debrief.yaml: check it, and have a server sync by its schedule', async () => {
  const at = target()
  const path = yaml(`
sources:
  company: { url: '${url}', key: { env: COMPANY_KEY } }
schedules:
  - { source: company, cron: '30 5 * * *', time_zone: Europe/Zurich }
`)
  const config = ['--config', path]
  const env = { COMPANY_KEY: api.key }
  const checked = await commands.debrief(['config', 'check', ...config, ...at], env)
  expect(checked).toMatchObject({ code: 0, stderr: '' })
  expect(checked.stdout).toMatch(
    /^debrief\.yaml is right\.\n.*\ncompany +all +30 5 \* \* \* +Europe\/Zurich +\d{4}-\d\d-\d\dT0[34]:30:00Z, /,
  )
  const listed = await commands.debrief(['source', 'list', ...config, ...at])
  expect(listed.stdout).toMatch(/company +http:.*key in \$COMPANY_KEY +debrief\.yaml/)
  expect(await commands.debrief(['source', 'remove', 'company', ...config, ...at])).toMatchObject({
    code: 2,
    stderr:
      'error company stands in debrief.yaml. Take it out there; its records stay. Then say debrief source remove with its address, so that what is wrong with it ends.\n',
  })

  Object.assign(process.env, env)
  afterThisTest(() => void delete process.env.COMPANY_KEY)
  const opened = await openStore(parseStoreLocation(at[1]!))
  const server = await startServer(opened, { host: '127.0.0.1', port: 0, config: Config.read(path) })
  const metrics = async () => (await fetch(new URL('/metrics', server.api))).text()
  while (!(await metrics()).includes('debrief_sync_runs_total{source="company",state="complete"} 1'))
    await sleep(100)
  expect(await metrics()).toMatch(/^debrief_sync_records_stored_total\{source="company",entity="users"\} 3$/m)
  await server.close()
  await opened.close()
  const runs = await commands.json<object[]>(['ledger', '--runs', '--source', 'company', ...config, ...at])
  expect(runs).toMatchObject([{ cause: 'catch-up', state: 'complete', stored: 15 }])
})

test('mistakes in debrief.yaml are all told, with their lines', async () => {
  const path = yaml(
    'time_zone: Mars\nschedules:\n  - { source: nobody, cron: "61 * * * *" }\nmail:\n  host: 5\n',
  )
  const checked = await commands.debrief(['config', 'check', '--config', path, ...target()])
  expect(checked).toMatchObject({ code: 1, stderr: 'error There are 4 mistakes.\n' })
  expect(checked.stdout.replaceAll(path, '')).toMatch(
    /^:1: time_zone: .*\n:3: schedules\.0\.cron: .*\n:5: mail\.host: .*\n/,
  )
})

describe('a mistake is answered by a sentence that says what to do', () => {
  const cases: [string, () => string[], Record<string, string>, number, RegExp][] = [
    [
      'a wrong key',
      () => ['--url', url, '--key-env', 'K'],
      { K: 'wrong' },
      1,
      /status 401\. The source does not accept the key\. Is it the right one, and for this region\?/,
    ],
    [
      'a variable that is not set',
      () => ['--url', url, '--key-env', 'COMPANY_KEY'],
      {},
      1,
      /The environment variable COMPANY_KEY is not set/,
    ],
    [
      'the key itself in place of its variable',
      () => ['--url', url, '--key-env', 'aB3-secret'],
      {},
      2,
      /cannot be an environment variable\. Give its name, not the key itself/,
    ],
    [
      'an address that is none of a Data API',
      () => ['--url', `${api.address}/export/v1`, '--key-env', 'K'],
      { K: 'x' },
      1,
      /There is no such collection: does the address end in \/export\/v1\/records/,
    ],
    [
      'a wrong region',
      () => ['--region', 'mars', '--key-env', 'K'],
      {},
      2,
      /"mars" is not a region; there are us, eu/,
    ],
    [
      'no credential',
      () => ['--region', 'us'],
      {},
      2,
      /Say where the credential is: --key-env or --key-file/,
    ],
  ]
  for (const [what, given, env, code, sentence] of cases)
    test(what, async () => {
      const ended = await commands.debrief([...add(...given()), ...target()], env)
      expect(ended.code).toBe(code)
      expectSentence(ended, sentence)
    })

  test('a key that lacks a scope: what it may read is synced', async () => {
    const { key } = await createKey(source, 'one', ['conversations'])
    const at = target()
    const ended = await commands.debrief([...add('--url', url, '--key-env', 'K'), ...at], { K: key })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/✗ users .*The key may not read this collection: it lacks the scope/)
    expectSentence(ended, 'Some collections of company cannot be read; the others can.')
    const synced = await commands.json(['sync', '--source', 'company', ...at], { env: { K: key }, code: 1 })
    expect(synced).toMatchObject({ state: 'incomplete', entities: { conversations: { new: 12 } } })
  })

  test('a sync that is not complete tells a webhook, and the key to nobody', async () => {
    const told: string[] = []
    const hook = createServer((request, response) => {
      text(request).then(body => {
        told.push(body)
        response.end('ok')
      })
    })
    afterThisTest(() => void hook.close())
    await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve))
    const env = { K: 'wrong', HOOK: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/secret` }
    const from = ['--source', url, '--key-env', 'K', '--notify-env', 'HOOK']
    const ended = await commands.debrief(['sync', ...from, '--entity', 'users', ...target()], env)
    expect(ended.code).toBe(1)
    expect(told.map(body => JSON.parse(body))).toMatchObject([
      {
        text: expect.stringMatching(/^Debrief: a problem .*\n.*users: .*status 401/),
        details: { alarms: [{ entity: 'users', kind: 'failure', raised: true }] },
      },
    ])
    expect(ended.stdout + ended.stderr + told).not.toMatch(/secret|wrong/)
  })

  test('syncing before there is a source', async () => {
    const ended = await commands.debrief(['sync', ...target()])
    expect(ended.code).toBe(2)
    expectSentence(ended, 'There is no source yet. Add one with: debrief source add moveworks')
  })
})
