import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../src/api/credentials/keys.ts'
import type { Engine } from '../src/store/engine.ts'
import type { LedgerEntry } from '../src/sync/ledger.ts'
import type { Probe } from '../src/sync/probe.ts'
import { debrief, debriefJson, expectSentence } from './support/command.ts'
import { serveDataApi, store, type TestApi, TestStores } from './support/data-api.ts'
import { recordsNumbered } from './support/records.ts'
import { afterThisTest, temporaryDirectory } from './support/temporary.ts'

/** A new user’s way: add a source, sync, look at the ledger; with the mistakes people make. */

const stores = new TestStores()
let source: Engine
let api: TestApi
let url: string

beforeAll(async () => {
  source = await stores.open()
  await store(source, 'conversations', recordsNumbered('conversations', 12))
  await store(source, 'users', recordsNumbered('users', 3))
  api = await serveDataApi(source)
  url = `${api.address}/export/v1/records`
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

const target = (): string[] => ['--store', join(temporaryDirectory(), 'data')]
const add = (...more: string[]): string[] => ['source', 'add', 'company', ...more]

test('add, sync, ledger', async () => {
  const at = target()
  const env = { COMPANY_KEY: api.key }
  const added = await debriefJson<{ probe: Probe }>(
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
  const listed = await debrief(['source', 'list', ...at])
  expect(listed.stdout).toMatch(/company +http:.*key in \$COMPANY_KEY/)
  const plan = await debriefJson<object[]>(['sync', '--dry-run', ...at], { env })
  expect(plan).toContainEqual(
    expect.objectContaining({
      source: 'company',
      entity: 'conversations',
      since: null,
      records: 12,
      state: 'new',
    }),
  )
  expect(await debriefJson(['sync', ...at], { env })).toMatchObject({
    state: 'complete',
    sources: { company: { entities: { conversations: { read: 12, new: 12 }, users: { new: 3 } } } },
  })
  const ledger = await debriefJson<LedgerEntry[]>(['ledger', ...at])
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
  const windows = await debrief(['ledger', '--windows', '--source', 'company', '--entity', 'users', ...at])
  expect(windows).toMatchObject({ code: 0, stderr: '' })
  expect(windows.stdout).toMatch(/users +none .* complete +count +3 +3 +3 +3/)
}, 120_000)

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
      const ended = await debrief([...add(...given()), ...target()], { env })
      expect(ended.code).toBe(code)
      expectSentence(ended, sentence)
    })

  test('a key that lacks a scope: what it may read is synced', async () => {
    const { key } = await createKey(source, 'one', ['conversations'])
    const at = target()
    const ended = await debrief([...add('--url', url, '--key-env', 'K'), ...at], { env: { K: key } })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/✗ users .*The key may not read this collection: it lacks the scope/)
    expectSentence(ended, 'Some collections of company cannot be read; the others can.')
    const synced = await debriefJson(['sync', '--source', 'company', ...at], { env: { K: key }, code: 1 })
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
    const ended = await debrief(['sync', ...from, '--entity', 'users', ...target()], { env })
    expect(ended.code).toBe(1)
    expect(told.map(body => JSON.parse(body))).toMatchObject([
      {
        text: expect.stringMatching(/not complete\.\n.*users: .*status 401/),
        details: { [url]: { state: 'incomplete' } },
      },
    ])
    expect(ended.stdout + ended.stderr + told).not.toMatch(/secret|wrong/)
  })

  test('syncing before there is a source', async () => {
    const ended = await debrief(['sync', ...target()])
    expect(ended.code).toBe(2)
    expectSentence(ended, 'There is no source yet. Add one with: debrief source add moveworks')
  })
})
