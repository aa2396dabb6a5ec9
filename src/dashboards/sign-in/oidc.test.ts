import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { temporaryDirectory } from '../../../test/support/temporary.ts'
import { readEvents } from '../../access/access-events.ts'
import { type SignInSettings, signInSettings } from '../../access/settings.ts'
import { listUsers, setDisabled, userNamed } from '../../access/users.ts'
import { Config } from '../../config/config.ts'
import { BrowserLike } from './testing/browser-like.ts'
import { closeStores, type Doors, openDoors, PASSWORD } from './testing/doors.ts'

/** Signing in with a provider that is none of ours. */

vi.hoisted(() => {
  // It says at length that it is not set up for production, from when it is loaded.
  for (const name of ['info', 'warn'] as const) console[name] = () => {}
})

interface Person {
  readonly email: string
  readonly email_verified?: boolean
  readonly groups?: readonly string[]
}

const people: Record<string, Person> = {
  ada: { email: 'ada@example.com', email_verified: true, groups: ['staff', 'bi-admins'] },
  bob: { email: 'bob@example.com', groups: ['staff'] },
  eve: { email: 'eve@elsewhere.example', groups: ['bi-admins'] },
  mallory: { email: 'ada@example.com', email_verified: false, groups: ['bi-admins'] },
}

const SECRET = 'a secret that only these two know'
let issuer: string
let close: () => void

beforeAll(async () => {
  const http = createServer()
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'debrief',
        client_secret: SECRET,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: ['http://127.0.0.1/api/sign-in/oidc/callback'],
        // A native application may come back at any port of this machine.
        application_type: 'native',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'email', 'groups'],
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['tests'] },
  })
  http.on('request', provider.callback())
  close = () => http.close()
})
afterAll(async () => {
  close()
  await closeStores()
})

function settings(more: string): SignInSettings {
  const text = `sign_in:
  oidc:
    title: Example ID
    issuer: ${issuer}
    client_id: debrief
    client_secret_env: OIDC_TEST_SECRET
    scopes: [openid, email, groups]
${more.replace(/^/gm, '    ')}`
  process.env.OIDC_TEST_SECRET = SECRET
  return signInSettings(Config.parse('debrief.yaml', text))
}

/** Goes to the provider, signs in there, agrees, and comes back; where one ends up in the dashboards. */
async function signInAs(
  who: string,
  { browser }: Doors,
  next = '/engagement?range=7d',
): Promise<[BrowserLike, string]> {
  const own = browser()
  const there = new BrowserLike(issuer)
  const sent = await own.fetch(`/api/sign-in/oidc?next=${encodeURIComponent(next)}`)
  let at = sent.headers.get('location')!
  for (let step = 0; at.startsWith(issuer) && step < 12; step++) {
    let answer = await there.fetch(at)
    const form = answer.status === 200 ? await answer.text() : ''
    const action = /action="([^"]+)"/.exec(form)?.[1]
    if (action) {
      const prompt = /name="prompt" value="([^"]+)"/.exec(form)?.[1] ?? ''
      const body = new URLSearchParams({ prompt, login: who, password: 'x' })
      answer = await there.fetch(action, { method: 'POST', body })
    }
    at = new URL(answer.headers.get('location') ?? '', issuer).href
  }
  const back = await own.fetch(at)
  return [
    own,
    new URL(back.headers.get('location') ?? '', 'http://nowhere').href.replace(/^[^/]+\/\/[^/]+/, ''),
  ]
}

const ROLES = `roles:
  administrator: [bi-admins]
  viewer: [staff]
domains: [example.com]`

test('lets in whom the provider knows, with the role it says, and nobody else', async () => {
  const doors = await openDoors({ settings: settings(ROLES) })
  expect(await doors.browser().session()).toMatchObject({
    user: null,
    signIn: 'oidc',
    provider: 'Example ID',
  })
  expect((await doors.browser().get('/api/numbers')).status).toBe(401)

  const [ada, page] = await signInAs('ada', doors)
  expect(page).toBe('/engagement?range=7d')
  expect(await ada.session()).toMatchObject({
    user: { name: 'ada@example.com', role: 'administrator' },
    passwords: false,
  })
  const [bob] = await signInAs('bob', doors)
  expect((await bob.get('/api/numbers')).status).toBe(200)
  expect((await bob.get('/api/rows')).status).toBe(403)

  expect((await signInAs('eve', doors))[1]).toBe('/sign-in#problem=domain')
  // Who says that they are somebody, and cannot prove it, is not of that domain.
  expect((await signInAs('mallory', doors))[1]).toBe('/sign-in#problem=domain')
  expect((await listUsers(doors.engine)).map(user => user.name)).toEqual([
    'ada@example.com',
    'bob@example.com',
  ])

  // The provider decides anew at each sign-in.
  people.bob = { ...people.bob!, groups: ['staff', 'bi-admins'] }
  const [again] = await signInAs('bob', doors)
  expect((await again.get('/api/administration')).status).toBe(200)
  expect((await bob.get('/api/numbers')).status).toBe(401)
  people.bob = { ...people.bob, groups: [] }
  expect((await signInAs('bob', doors))[1]).toBe('/sign-in#problem=role')
  await setDisabled(doors.engine, (await userNamed(doors.engine, 'ada@example.com'))!.id, true)
  expect((await signInAs('ada', doors))[1]).toBe('/sign-in#problem=disabled')

  const refused = await readEvents(doors.engine, { kind: 'sign_in_failed', limit: 10 })
  expect(refused.map(event => [event.user_name, event.detail])).toContainEqual([
    'bob@example.com',
    'provider: role',
  ])
})

test('keeps the role somebody was given here when the provider says none', async () => {
  const doors = await openDoors({ settings: settings('default_role: viewer') })
  const local = await doors.person('eve@elsewhere.example', 'administrator')
  const [ada] = await signInAs('ada', doors)
  expect((await ada.session()).user).toMatchObject({ role: 'viewer' })
  const { id } = (await userNamed(doors.engine, 'ada@example.com'))!
  expect((await local.send('PUT', `/api/users/${id}`, { role: 'analyst' })).status).toBe(204)
  const [again] = await signInAs('ada', doors)
  expect((await again.session()).user).toMatchObject({ role: 'analyst' })
  // A name that has a password is not taken over by somebody a provider calls so.
  expect((await signInAs('eve', doors))[1]).toBe('/sign-in#problem=taken')
  // Who comes from the provider has no password here.
  expect(await local.send('POST', `/api/users/${id}/link`)).toMatchObject({ code: 'NoPassword' })
  const attempt = { name: 'ada@example.com', password: PASSWORD }
  expect((await doors.browser().send('POST', '/api/sign-in', attempt)).status).toBe(401)
})

test('does not take an answer that is not for this browser, nor sends anybody elsewhere', async () => {
  const doors = await openDoors({ settings: settings('default_role: viewer') })
  const stranger = doors.browser()
  const callback = '/api/sign-in/oidc/callback'
  const problem = async (path: string) => {
    const answer = await stranger.fetch(path)
    return new URL(answer.headers.get('location')!).hash
  }
  expect(await problem(`${callback}?code=x&state=y`)).toBe('#problem=expired')
  await stranger.fetch('/api/sign-in/oidc')
  expect(await problem(`${callback}?code=x&state=y`)).toBe('#problem=failed')
  expect((await signInAs('ada', doors, '//elsewhere.example/x'))[1]).toBe('/')
  expect((await signInAs('ada', doors, 'https://elsewhere.example'))[1]).toBe('/')
})

test('says so when the provider is away, and works when it is back', async () => {
  const away = settings('default_role: viewer')
  const doors = await openDoors({
    settings: { ...away, oidc: { ...away.oidc!, issuer: 'http://127.0.0.1:9' } },
  })
  const answer = await doors.browser().fetch('/api/sign-in/oidc')
  expect(new URL(answer.headers.get('location')!).hash).toBe('#problem=away')
})

test('what is wrong with the settings is told with its line', () => {
  const read = (text: string) => () => signInSettings(Config.parse('debrief.yaml', text))
  const oidc = 'sign_in:\n  oidc:\n    client_id: debrief\n'
  expect(read(`${oidc}    issuer: http://login.example.com\n    default_role: viewer\n`)).toThrow(
    /^debrief\.yaml:4: sign_in\.oidc\.issuer: must begin with https:\/\//,
  )
  expect(read(`${oidc}    issuer: https://login.example.com\n`)).toThrow(/nobody would be let in/)
  expect(read(`${oidc}    issuer: https://a.example\n    default_role: boss\n`)).toThrow(/debrief\.yaml:5: /)
  expect(read('sign_in:\n  passwords: false\n')).toThrow(/debrief\.yaml:2: .*nobody could sign in/)
  expect(() => settings(`default_role: viewer\nclient_secret_file: ${temporaryDirectory()}/x`)).toThrow(
    /not in both|secret is in a variable/,
  )
})
