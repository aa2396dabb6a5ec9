import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { AccessLog } from '../api/access-log/access-log.ts'
import { KeyRing } from '../api/credentials/key-ring.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { accessLogCommand } from './access-log.ts'
import { keysCommand } from './keys.ts'
import type { Output } from './output.ts'

const place = temporaryDirectory()
let store: Store
beforeAll(async () => {
  store = await openStore(parseStoreLocation(place))
})
afterAll(() => store.close())

/** Runs a command in this process, and gives what it prints. */
async function run(
  make: (output: Output) => import('commander').Command,
  ...args: string[]
): Promise<string> {
  let printed = ''
  const output = {
    print: (text: string) => {
      printed += `${text}\n`
    },
    json: (value: unknown) => {
      printed += JSON.stringify(value)
    },
  } as Output
  await make(output).parseAsync([...args, '--store', place], { from: 'user' })
  return printed
}
const keys = (...args: string[]): Promise<string> => run(keysCommand, ...args)
const keysJson = async <T = Record<string, string | null>>(...args: string[]): Promise<T> =>
  JSON.parse(await keys(...args, '--json')) as T

const make = ['create', '--name', 'x', '--scope', 'users,write:users']

describe('keys', () => {
  test('are made with an end, or with none', async () => {
    expect(await keysJson(...make)).toMatchObject({ scopes: ['users', 'write:users'], expires_time: null })
    const { expires_time } = await keysJson(...make, '--expires', '90d')
    expect(Math.abs(Date.parse(expires_time!) - Date.now() - 90 * 86_400_000)).toBeLessThan(60_000)
    expect(await keys(...make, '--expires', '2099-01-31')).toContain(
      ' until 2099-01-31T00:00:00.000Z. It is not shown again.',
    )
    await expect(keys(...make, '--expires', '2001-01-01')).rejects.toThrow(
      '--expires is "2001-01-01"; that is over already.',
    )
    await expect(keys(...make, '--expires', 'soon')).rejects.toThrow(/--expires is "soon"; it must be a day/)
  })

  test('are rotated: the new secret is shown, and until when the old one is good', async () => {
    const { id, key } = await keysJson(...make)
    const rotated = await keysJson('rotate', id!, '--overlap', '7d')
    expect(Object.keys(rotated)).toEqual(['id', 'name', 'key', 'scopes', 'expires_time', 'old_secret_until'])
    expect(Math.abs(Date.parse(rotated.old_secret_until!) - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000)
    const ring = new KeyRing(store.engine)
    for (const text of [key!, rotated.key!]) expect(await ring.verify(text)).toMatchObject({ id })
    expect(await keys('rotate', id!, '--overlap', '0')).toContain('The old one is not good any more.')
    await expect(keys('rotate', id!, '--overlap', 'long')).rejects.toThrow(
      /--overlap is "long"; it must be a length/,
    )
  })

  test('are listed with their state', async () => {
    const { id, key } = await keysJson(...make)
    await keys('rotate', id!)
    const line = async (): Promise<string> =>
      (await keys('list')).split('\n').find(text => text.startsWith(id!))!
    expect(await line()).toMatch(/users write:users +good; old secret until 20\S+ +20\S+ +never +never$/)
    await keys('revoke', id!)
    expect(await line()).toMatch(/revoked 20/)
    expect(await keys('list')).not.toContain(key!.slice(17))
  })
})

test('the access log is listed, narrowed by time, credential and number', async () => {
  const log = new AccessLog(store.engine)
  const entry = {
    credential_id: 'a1',
    credential_name: 'Power BI',
    kind: 'token' as const,
    address: '192.0.2.1',
    method: 'GET',
    path: '/export/v1/records/users',
    collection: 'users',
    query: '$top=5',
    status: 200,
    error: '',
    complete: true,
    rows: 5,
    bytes: 1234,
    duration_ms: 12.4,
    user_agent: 'x',
  }
  log.add({ ...entry, time: Date.now() - 3 * 3_600_000 })
  log.add({
    ...entry,
    time: Date.now(),
    status: 401,
    error: 'InvalidKey',
    kind: 'none',
    credential_id: '',
    credential_name: '',
    rows: null,
  })
  await log.close()
  const listed = (...args: string[]): Promise<string> => run(accessLogCommand, ...args)
  const text = await listed()
  expect(text).toMatch(
    /Power BI \(token\) +192\.0\.2\.1 +200 +5 +1,234 +12 +GET \/export\/v1\/records\/users\?\$top=5/,
  )
  expect(text).toMatch(/401 InvalidKey/)
  const json = async (...args: string[]): Promise<{ status: number }[]> =>
    JSON.parse(await listed(...args, '--json')) as { status: number }[]
  expect(await json()).toMatchObject([{ status: 401 }, { ...entry, time: expect.stringMatching(/Z$/) }])
  expect(await json('--since', '1h')).toMatchObject([{ status: 401 }])
  expect(await json('--credential', 'Power BI')).toMatchObject([{ status: 200 }])
  expect(await json('--limit', '1')).toHaveLength(1)
  expect(await listed('--since', '2099-01-01')).toBe('There are no such requests.\n')
  await expect(listed('--limit', '0')).rejects.toThrow(
    '--limit is "0"; it must be a whole number from 1 to 1000000.',
  )
})
