import { afterAll, beforeAll, expect, test } from 'vitest'
import { afterThisTest, temporaryDirectory } from '../../test/support/temporary.ts'
import { BrowserLike } from '../dashboards/sign-in/testing/browser-like.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import type { Output } from './output.ts'
import { type ServingOptions, startServer } from './start-server.ts'
import { usersCommand } from './users.ts'

const PASSWORD = 'correct horse battery staple'
const place = temporaryDirectory()
let store: Store
beforeAll(async () => {
  store = await openStore(parseStoreLocation(place))
})
afterAll(() => store.close())

/** Runs `debrief users` in this process, and gives what it prints and notes. */
async function users(...args: string[]): Promise<string> {
  let printed = ''
  const print = (text: string): void => {
    printed += `${text}\n`
  }
  const output = { print, note: print, json: (value: unknown) => print(JSON.stringify(value)) } as Output
  await usersCommand(output).parseAsync([...args, '--store', place], { from: 'user' })
  return printed
}
const usersJson = async <T>(...args: string[]): Promise<T> => JSON.parse(await users(...args, '--json')) as T
const add = (name: string, role: string): Promise<{ link: string; id: string }> =>
  usersJson('add', name, '--role', role, '--url', 'https://debrief.example.com/')
const secretOf = (link: string): string => link.split('#link=')[1]!

async function served(options: Partial<ServingOptions> = {}): Promise<BrowserLike> {
  const running = await startServer(store, { host: '127.0.0.1', port: 0, ...options })
  afterThisTest(() => running.close())
  return new BrowserLike(new URL(running.api).origin)
}

test('a server that others reach lets nobody in before the link it prints was used', async () => {
  const elsewhere = await startServer(store, { host: '127.0.0.1', port: 0, trustedProxies: ['10.0.0.0/8'] })
  afterThisTest(() => elsewhere.close())
  const browser = new BrowserLike(elsewhere.web)
  expect(await browser.get('/api/store')).toMatchObject({ status: 401, code: 'SignInNeeded' })
  const link = await elsewhere.firstLink()
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#link=[\w-]{43}$/)
  const body = { link: secretOf(link!), name: 'ada', password: PASSWORD }
  expect((await browser.send('POST', '/api/sign-in/password', body)).status).toBe(204)
  expect((await browser.get('/api/store')).status).toBe(200)
  expect(await elsewhere.firstLink()).toBeUndefined()
  expect((await fetch(new URL('/healthz', elsewhere.web))).status).toBe(200)
})

test('users are added, listed, changed and removed, and a running server knows', async () => {
  const bob = await served()
  const { link, id } = await add('bob', 'viewer')
  expect(link).toMatch(/^https:\/\/debrief\.example\.com\/sign-in#link=[\w-]{43}$/)
  await expect(add('Bob', 'viewer')).rejects.toThrow('There is a user "Bob" already.')
  expect(await users('list')).toMatch(/bob +viewer +invited +password +2\S+ +never/)
  await bob.send('POST', '/api/sign-in/password', { link: secretOf(link), password: PASSWORD })
  expect((await bob.session()).user).toMatchObject({ role: 'viewer' })

  expect(await users('role', 'BOB', 'analyst')).toBe('bob is an analyst now.\n')
  const { link: again } = await usersJson<{ link: string }>('reset', 'bob')
  expect(again).toMatch(/^http:\/\/127\.0\.0\.1:8080\/sign-in#link=/)
  expect((await bob.send('POST', '/api/sign-in/link', { link: secretOf(again) })).body).toMatchObject({
    name: 'bob',
  })

  expect(await usersJson('disable', 'bob')).toEqual({ id, name: 'bob', disabled: true })
  expect(await users('enable', 'bob')).toBe('bob is enabled.\n')
  expect(await users('remove', 'bob')).toBe('bob is removed.\n')
  expect(await users('list')).not.toContain('bob')
  await expect(users('role', 'bob', 'viewer')).rejects.toThrow(
    'There is no user "bob". List them with: debrief users list',
  )
  const log = await usersJson<{ kind: string; user_name: string }[]>('log', '--user', 'bob', '--since', '1h')
  expect(log.map(event => event.kind).filter(kind => !kind.startsWith('sign_in'))).toEqual([
    'user_removed',
    'user_enabled',
    'user_disabled',
    'link_made',
    'role_changed',
    'password_set',
    'link_made',
    'user_added',
  ])
  expect(log[0]!.user_name).toMatch(/ \(command line\)$/)
  expect(await users('log', '--kind', 'role_changed')).toMatch(/role changed +bob +viewer → analyst/)
})
