import { afterAll, describe, expect, test } from 'vitest'
import { readEvents } from '../../access/access-events.ts'
import { makeLink } from '../../access/links.ts'
import { Passwords } from '../../access/password.ts'
import { addUser, removeUser, setRole, userNamed } from '../../access/users.ts'
import type { Answer } from './testing/browser-like.ts'
import { CHEAP, closeStores, openDoors, PASSWORD } from './testing/doors.ts'

afterAll(closeStores)

describe('while there is no user', () => {
  test('everybody on this machine is an administrator, until the first link makes one', async () => {
    const { engine, browser, events } = await openDoors()
    const anyone = browser()
    expect(await anyone.session()).toMatchObject({ user: null, signIn: 'none' })
    expect((await anyone.get('/api/administration')).status).toBe(200)

    const old = await makeLink(engine, '')
    const link = await makeLink(engine, '')
    expect(await anyone.send('POST', '/api/sign-in/link', { link: old })).toMatchObject({ code: 'LinkOver' })
    expect((await anyone.send('POST', '/api/sign-in/link', { link })).body).toMatchObject({ name: null })
    const set = { link, name: 'ada@example.com', password: PASSWORD }
    expect(await anyone.send('POST', '/api/sign-in/password', { ...set, name: ' ' })).toMatchObject({
      code: 'NameMissing',
    })
    expect(await anyone.send('POST', '/api/sign-in/password', { ...set, password: 'short' })).toMatchObject({
      code: 'WeakPassword',
    })
    expect((await anyone.send('POST', '/api/sign-in/password', set)).status).toBe(204)
    expect(await anyone.session()).toMatchObject({
      user: { name: 'ada@example.com', role: 'administrator' },
      signIn: 'local',
    })

    expect(await anyone.send('POST', '/api/sign-in/password', set)).toMatchObject({
      status: 410,
      code: 'LinkOver',
    })
    expect(await browser().get('/api/numbers')).toMatchObject({ status: 401, code: 'SignInNeeded' })
    expect(await events()).toEqual(['sign_in', 'password_set', 'user_added'])
  })

  test('nobody is let in from elsewhere', async () => {
    const { engine, browser } = await openDoors()
    for (const headers of [{ 'x-forwarded-for': '198.51.100.7' }, { forwarded: 'for=198.51.100.7' }])
      expect((await browser(headers).get('/api/numbers')).status).toBe(401)
    for (const options of [
      { host: '0.0.0.0' },
      { publicUrl: 'https://debrief.example.com' },
      { trustedProxies: ['10.0.0.0/8'] },
    ])
      expect((await (await openDoors({ engine, ...options })).browser().get('/api/numbers')).status).toBe(401)
  })

  test('the first user one adds is an administrator', async () => {
    const { browser } = await openDoors()
    const anyone = browser()
    expect(await anyone.send('POST', '/api/users', { name: 'bob', role: 'viewer' })).toMatchObject({
      status: 400,
    })
    const { body } = await anyone.send('POST', '/api/users', { name: 'ada', role: 'administrator' })
    expect(body.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#link=[\w-]{43}$/)
    expect((await anyone.get('/api/numbers')).status).toBe(401)
  })
})

describe('signing in', () => {
  test('lets each role do what it may, and nothing else', async () => {
    const { person } = await openDoors()
    const may = {
      viewer: [200, 403, 403, 403],
      analyst: [200, 200, 403, 403],
      'transcript-reader': [200, 200, 200, 403],
      administrator: [200, 200, 200, 200],
    } as const
    for (const [role, expected] of Object.entries(may)) {
      const browser = await person(role, role as keyof typeof may)
      const statuses: number[] = []
      for (const right of ['numbers', 'rows', 'transcripts', 'administration'])
        statuses.push((await browser.get(`/api/${right}`)).status)
      expect(statuses, role).toEqual(expected)
    }
  })

  test('takes the same answer for a wrong name and a wrong password, and writes both down', async () => {
    const { engine, person, browser } = await openDoors()
    await person('Ada@Example.com', 'viewer')
    const other = browser()
    const wrong: Answer[] = []
    for (const [name, password] of [
      ['ada@example.com', 'wrong'],
      ['nobody', PASSWORD],
      ['', ''],
    ])
      wrong.push(await other.send('POST', '/api/sign-in', { name, password }))
    expect(wrong.map(answer => [answer.status, answer.body])).toEqual(
      wrong.map(() => [
        401,
        expect.objectContaining({ code: 'WrongPassword', message: wrong[0]!.body.message }),
      ]),
    )
    expect(
      (await other.send('POST', '/api/sign-in', { name: ' ada@EXAMPLE.com', password: PASSWORD })).status,
    ).toBe(204)
    const failed = await readEvents(engine, { kind: 'sign_in_failed', limit: 10 })
    expect(failed.map(event => event.user_name)).toEqual(['', 'nobody', 'ada@example.com'])
    expect(failed[2]).toMatchObject({ address: '127.0.0.1', user_id: expect.stringMatching(/^\w{12}$/) })
  })

  test('slows down who fails, and nobody else', async () => {
    let now = Date.now()
    const { browser, person } = await openDoors({ trustedProxies: ['127.0.0.1'], now: () => now })
    await person('ada', 'viewer')
    const from = (address: string) => browser({ 'x-forwarded-for': address })
    const attempt = (address: string, password = 'wrong') =>
      from(address).send('POST', '/api/sign-in', { name: 'ada', password })
    for (let failure = 0; failure < 5; failure++) expect((await attempt('198.51.100.7')).status).toBe(401)
    const refused = await attempt('198.51.100.7', PASSWORD)
    expect([refused.status, refused.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'TooManyAttempts',
      '1',
    ])
    expect((await attempt('198.51.100.8', PASSWORD)).status).toBe(204)
    now += 1_000
    expect((await attempt('198.51.100.7')).status).toBe(401)
    expect((await attempt('198.51.100.7')).headers.get('retry-after')).toBe('2')
    now += 2_000
    expect((await attempt('198.51.100.7', PASSWORD)).status).toBe(204)

    // From many addresses at once: the account is slowed down, but not from where its owner signed in before.
    for (let failure = 0; failure < 20; failure++) await attempt(`203.0.113.${failure}`)
    expect((await attempt('203.0.113.200', PASSWORD)).status).toBe(429)
    expect((await attempt('198.51.100.8', PASSWORD)).status).toBe(204)
  })

  test('stores a password anew when it is to cost more', async () => {
    const { engine, browser, person } = await openDoors()
    await person('ada', 'viewer')
    const before = (await userNamed(engine, 'ada'))!.password_hash
    const more = await openDoors({ engine, passwords: new Passwords({ ...CHEAP, ln: 5 }) })
    expect(
      (await more.browser().send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })).status,
    ).toBe(204)
    const after = (await userNamed(engine, 'ada'))!.password_hash
    expect([before, after].map(hash => hash.split('$')[2])).toEqual(['ln=4,r=8,p=1', 'ln=5,r=8,p=1'])
    expect((await browser().send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })).status).toBe(
      204,
    )
  })
})

describe('a session', () => {
  test('is a cookie no script can read, of this server alone, and a new one at each sign-in', async () => {
    const { browser, person } = await openDoors({ trustedProxies: ['127.0.0.1'] })
    await person('ada', 'viewer')
    const secure = browser({ 'x-forwarded-proto': 'https' })
    const answer = await secure.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-debrief-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    )
    const [first] = [...secure.cookies.values()]
    await secure.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    const [second] = [...secure.cookies.values()]
    expect(second).not.toBe(first)
    const stale = browser({ 'x-forwarded-proto': 'https', cookie: `__Host-debrief-session=${first}` })
    expect((await stale.get('/api/numbers')).status).toBe(401)
    expect((await secure.get('/api/numbers')).status).toBe(200)
  })

  test('ends when it is not used, when its time is over, and when its user signs out', async () => {
    let now = Date.now()
    const hour = 3_600_000
    const { browser, person } = await openDoors({ now: () => now })
    await person('ada', 'viewer')
    const idle = browser()
    const used = browser()
    for (const one of [idle, used])
      await one.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    for (let day = 0; day < 14 * 24; day += 20) {
      expect((await used.get('/api/numbers')).status, `after ${day} hours`).toBe(200)
      now += 20 * hour
    }
    expect((await idle.get('/api/numbers')).status).toBe(401)
    expect((await used.get('/api/numbers')).status).toBe(401)
    now = Date.now()
    await used.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    const copy = browser()
    for (const [name, value] of used.cookies) copy.cookies.set(name, value)
    expect((await used.send('POST', '/api/sign-out')).status).toBe(204)
    expect(used.cookies.size).toBe(0)
    expect((await copy.get('/api/numbers')).status).toBe(401)
  })

  test('ends with the old password, another role, and the user, wherever that was changed', async () => {
    let now = Date.now()
    const { engine, browser, person } = await openDoors({ now: () => now })
    const ada = await person('ada', 'viewer')
    const elsewhere = browser()
    await elsewhere.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    const change = { current: 'wrong', password: 'a new one, which is longer' }
    expect(await ada.send('POST', '/api/account/password', change)).toMatchObject({ status: 403 })
    expect((await ada.send('POST', '/api/account/password', { ...change, current: PASSWORD })).status).toBe(
      204,
    )
    expect((await ada.get('/api/numbers')).status).toBe(200)
    expect((await elsewhere.get('/api/numbers')).status).toBe(401)

    // As another process does it: known here after two seconds.
    const { id } = (await userNamed(engine, 'ada'))!
    await setRole(engine, id, 'analyst')
    now += 2_000
    expect((await ada.get('/api/numbers')).status).toBe(401)
    await ada.send('POST', '/api/sign-in', { name: 'ada', password: change.password })
    expect((await ada.get('/api/rows')).status).toBe(200)
    await removeUser(engine, id)
    await addUser(engine, { name: 'somebody else', role: 'viewer' })
    now += 2_000
    expect((await ada.get('/api/numbers')).status).toBe(401)
    expect((await ada.send('POST', '/api/sign-in', { name: 'ada', password: change.password })).status).toBe(
      401,
    )
  })

  test('is listed with the others of its user, who can end them', async () => {
    const { browser, person } = await openDoors()
    const ada = await person('ada', 'viewer')
    const phone = browser({ 'user-agent': 'a phone' })
    await phone.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    await person('bob', 'viewer')
    const list = async () =>
      (await ada.get('/api/account/sessions')).body.sessions as { id: string; user_agent: string }[]
    const sessions = await list()
    expect(sessions).toHaveLength(2)
    const lost = sessions.find(session => session.user_agent === 'a phone')!
    expect((await ada.send('DELETE', `/api/account/sessions/${lost.id}`)).status).toBe(204)
    expect((await phone.get('/api/numbers')).status).toBe(401)
    expect(await list()).toHaveLength(1)
  })
})

describe('what other pages have a browser send', () => {
  test('changes nothing', async () => {
    const { person, browser } = await openDoors()
    const ada = await person('ada', 'viewer')
    await ada.session()
    const change = (headers: Record<string, string>) =>
      ada.fetch('/api/change', { method: 'POST', headers }).then(answer => answer.status)
    expect(await change({ 'x-csrf-token': ada.csrf })).toBe(200)
    expect(await change({})).toBe(403)
    expect(await change({ 'x-csrf-token': `${ada.csrf.slice(0, -1)}_` })).toBe(403)
    const other = browser()
    await other.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })
    await other.session()
    expect(await change({ 'x-csrf-token': other.csrf })).toBe(403)
    expect(await change({ 'x-csrf-token': ada.csrf, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await change({ 'x-csrf-token': ada.csrf, origin: 'https://elsewhere.example' })).toBe(403)
    expect(await change({ 'x-csrf-token': ada.csrf, origin: 'null' })).toBe(403)
  })

  test('signs nobody in', async () => {
    const { person, browser } = await openDoors()
    await person('ada', 'viewer')
    const elsewhere = browser({ 'sec-fetch-site': 'cross-site' })
    expect(await elsewhere.send('POST', '/api/sign-in', { name: 'ada', password: PASSWORD })).toMatchObject({
      code: 'OtherSite',
    })
  })

  test('is not answered under a name that is not ours', async () => {
    const { url } = await openDoors({ publicUrl: 'http://debrief.example.com' })
    const { port } = new URL(url)
    const { request } = await import('node:http')
    const asked = (host: string) =>
      new Promise<number>((resolve, reject) => {
        request({ port, path: '/api/session', headers: { host } }, answer => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        })
          .on('error', reject)
          .end()
      })
    const statuses: number[] = []
    for (const host of ['debrief.example.com', `localhost:${port}`, '192.0.2.1', '[::1]:80', 'evil.example'])
      statuses.push(await asked(host))
    expect(statuses).toEqual([200, 200, 200, 200, 403])
  })
})

describe('administrators', () => {
  test('add, change and remove users; each step is written down', async () => {
    const { browser, person, events } = await openDoors()
    const ada = await person('ada', 'administrator')
    const added = await ada.send('POST', '/api/users', { name: 'bob', role: 'viewer' })
    expect(added.status).toBe(201)
    expect(await ada.send('POST', '/api/users', { name: 'BOB', role: 'viewer' })).toMatchObject({
      code: 'InvalidUser',
    })
    const bob = browser()
    const link = String(added.body.link).split('#link=')[1]!
    expect((await bob.send('POST', '/api/sign-in/link', { link })).body).toMatchObject({ name: 'bob' })
    await bob.send('POST', '/api/sign-in/password', { link, password: PASSWORD })
    expect((await bob.get('/api/users')).status).toBe(403)

    const id = String(added.body.id)
    const list = async () => (await ada.get('/api/users')).body.users as { name: string; state: string }[]
    expect((await list()).map(user => [user.name, user.state])).toEqual([
      ['ada', 'active'],
      ['bob', 'active'],
    ])
    expect((await ada.send('PUT', `/api/users/${id}`, { role: 'analyst' })).status).toBe(204)
    expect((await bob.get('/api/numbers')).status).toBe(401)
    await ada.send('PUT', `/api/users/${id}`, { disabled: true })
    expect((await bob.send('POST', '/api/sign-in', { name: 'bob', password: PASSWORD })).status).toBe(401)
    await ada.send('PUT', `/api/users/${id}`, { disabled: false })
    const reset = await ada.send('POST', `/api/users/${id}/link`)
    expect(reset.body.link).toMatch(/#link=/)
    expect((await ada.send('DELETE', `/api/users/${id}`)).status).toBe(204)
    const gone = { link: String(reset.body.link).split('#link=')[1]!, password: PASSWORD }
    expect((await bob.send('POST', '/api/sign-in/password', gone)).status).toBe(410)
    expect((await ada.send('PUT', `/api/users/${id}`, { role: 'viewer' })).status).toBe(404)
    expect(await events()).toEqual([
      'user_removed',
      'link_made',
      'user_enabled',
      'sign_in_failed',
      'user_disabled',
      'role_changed',
      'sign_in',
      'password_set',
      'link_made',
      'user_added',
      'sign_in',
    ])
    const log = (await ada.get('/api/access-events?kind=role_changed')).body.events
    expect(log).toMatchObject([
      { user_name: 'ada', about: 'bob', detail: 'viewer → analyst', address: '127.0.0.1' },
    ])
  })

  test('are never without one who can sign in', async () => {
    const { engine, person } = await openDoors()
    const ada = await person('ada', 'administrator')
    await addUser(engine, { name: 'invited', role: 'administrator' })
    const { id } = (await userNamed(engine, 'ada'))!
    expect(await ada.send('DELETE', `/api/users/${id}`)).toMatchObject({ code: 'InvalidUser' })
    expect(await ada.send('PUT', `/api/users/${id}`, { role: 'viewer' })).toMatchObject({
      code: 'InvalidUser',
    })
    expect(await ada.send('PUT', `/api/users/${id}`, { disabled: true })).toMatchObject({
      code: 'InvalidUser',
    })
    await person('eve', 'administrator')
    expect((await ada.send('DELETE', `/api/users/${id}`)).status).toBe(204)
  })
})
