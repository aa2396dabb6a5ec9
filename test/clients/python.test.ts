import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestRecord } from '../support/data-api.ts'
import { type ServedCompany, serveCompany } from './company.ts'

/** Where `.ci/run` puts a virtual environment with what requirements.txt says; another one can be named. */
const python =
  process.env.CLIENTS_PYTHON ??
  fileURLToPath(new URL('../../test-results/python/bin/python', import.meta.url))
const absent = !existsSync(python)
if (absent)
  console.warn(
    `Clients from PyPI are not tried, because there is no ${python} (test/clients/requirements.txt).`,
  )

interface Seen {
  readonly python_odata: {
    readonly sets: string[]
    readonly resources: string[]
    readonly times: string[]
    readonly used: string[]
    readonly selected: TestRecord[]
    readonly count: number
    readonly offset: string[]
    readonly one: string
    readonly interactions: [id: string, ids: string[]]
    readonly user: [user_id: string, id: string]
    readonly error: { code: string; message: string } | null
  }
  readonly dlt: { readonly resources: TestRecord[][]; readonly since: TestRecord[][] }
}

describe.skipIf(absent)('clients from PyPI', () => {
  let company: ServedCompany
  let seen: Seen
  beforeAll(async () => {
    company = await serveCompany()
    const script = fileURLToPath(new URL('read_data_api.py', import.meta.url))
    const { stdout } = await promisify(execFile)(python, [script, company.root, company.flatRoot], {
      env: { ...process.env, DATA_API_KEY: company.api.key, RUNTIME__DLTHUB_TELEMETRY: 'false' },
      maxBuffer: 1 << 26,
    })
    seen = JSON.parse(stdout) as Seen
  }, 120_000)
  afterAll(() => company?.close())

  const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id)

  test('python-odata makes classes of the flat variant’s metadata, and reads with Basic', () => {
    const calls = company.records('plugin-calls')
    const { python_odata: read } = seen
    expect(read.sets).toEqual(['conversations', 'interactions', 'plugin_calls', 'plugin_resources', 'users'])
    expect(read.resources).toEqual(ids(company.records('plugin-resources')))
    expect(read.used).toEqual(ids(calls.filter(({ used }) => used)))
    expect(read.count).toBe(calls.filter(({ served }) => served).length)
    expect(read.selected).toEqual(
      calls
        .filter(({ plugin_name }) => `${plugin_name}`.startsWith('S'))
        .map(({ id, plugin_name }) => ({ id, plugin_name })),
    )
    expect(read.offset).toEqual(ids(calls.slice(3, 5)))
    expect(read.one).toBe(calls[0]!.plugin_name)
    const latest = calls
      .map(({ created_time }) => `${created_time}`)
      .sort()
      .reverse()
      .slice(0, 5)
    expect(read.times.map(time => new Date(time).toISOString())).toEqual(latest)
    expect(read.error).toMatchObject({ code: 'UnknownName', message: expect.stringContaining('nmae') })
  })

  test('python-odata follows relations', () => {
    const [conversation] = company.records('conversations') as [TestRecord]
    const interactions = company
      .records('interactions')
      .filter(one => one.conversation_id === conversation.id)
    expect(seen.python_odata.interactions).toEqual([conversation.id, ids(interactions)])
    expect(seen.python_odata.user).toEqual([conversation.user_id, conversation.user_id])
  })

  test('dlt follows links, with a key and with a token', () => {
    const { resources, since } = seen.dlt
    expect(resources.flat()).toEqual(company.records('plugin-resources'))
    expect(resources.slice(0, -1).map(({ length }) => length)).toEqual(resources.slice(1).map(() => 500))
    const expected = company
      .records('interactions')
      .filter(one => `${one.last_updated_time}` >= '2026-08-05T00:00:00Z')
    expect(expected.length).toBeGreaterThan(0)
    expect(since.flat()).toEqual(expected)
  })
})
