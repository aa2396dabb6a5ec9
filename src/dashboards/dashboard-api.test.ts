import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { type ServedCompany, serveCompany } from './testing/served-company.ts'

const folder = temporaryDirectory()
const SETTINGS = `time_zone: Europe/Zurich
minimum_group: 3
dashboards: ./ours
annotations:
  - { day: 2026-03-03, text: The article on VPN was rewritten }
exclude: { testers: true }
`
let company: ServedCompany

beforeAll(async () => {
  company = await serveCompany(
    { seed: 4, people: 15, start: '2026-03-02', days: 2, irregularLoads: false },
    { config: { name: join(folder, 'debrief.yaml'), text: SETTINGS } },
  )
})
afterAll(() => company.close())

/** Asks for a change as a page of the application does. */
async function change(method: string, path: string, body?: object) {
  const session = await company.fetch('/api/session')
  const { csrf } = (await session.json()) as { csrf: string }
  const cookie = session.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')
  const answer = await company.fetch(path, {
    method,
    headers: { 'x-csrf-token': csrf, cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  return { status: answer.status, body: text ? JSON.parse(text) : undefined }
}

const SALES = 'title: Sales\nfigures: [conversations]\n'

test('what debrief.yaml says reaches the numbers', async () => {
  expect(await company.get('/api/store')).toMatchObject({ time_zone: 'Europe/Zurich' })
  const answer = await company.get<{ tz: string; sql: string }>(
    '/api/metrics/conversations?from=2026-03-02&to=2026-03-04',
  )
  expect(answer.tz).toBe('Europe/Zurich')
  expect(answer.sql).toContain("toDateTime64('2026-03-01 23:00:00.000', 3, 'UTC')")
  expect(answer.sql).toContain('FROM people FINAL WHERE tester')
})

test('lists dashboards, and gives one as it is drawn', async () => {
  const { dashboards, problems } = await company.get<{
    dashboards: { id: string; own: boolean }[]
    problems: string[]
  }>('/api/dashboards')
  expect(problems).toEqual([])
  expect(dashboards[0]).toMatchObject({ id: 'overview', title: 'Overview', own: false })
  expect(await company.get('/api/dashboards/plugins')).toMatchObject({
    id: 'plugins',
    sections: [
      { panels: [{ metric: 'plugin_calls', by: ['outcome'], grain: 'auto', days: 'shown' }, {}, {}] },
      {},
      {},
      {},
      {},
    ],
  })
  expect((await company.fetch('/api/dashboards/plugin')).status).toBe(404)
})

test('a dashboard is checked, saved, replaced and removed', async () => {
  expect(
    await change('POST', '/api/dashboards/check', { text: 'title: Sales\nfigures: [conversation]\n' }),
  ).toMatchObject({
    status: 200,
    body: {
      problems: [
        'dashboard.yaml:2: figures.0.metric: there is no metric "conversation". Did you mean "conversations"?',
      ],
    },
  })
  const saved = await change('POST', '/api/dashboards', { id: 'sales', text: SALES })
  expect(saved).toMatchObject({ status: 201, body: { id: 'sales', own: true } })
  expect(readFileSync(join(folder, 'ours/sales.yaml'), 'utf8')).toBe(SALES)
  expect((await change('POST', '/api/dashboards', { id: 'sales', text: SALES })).status).toBe(409)
  const again = await change('POST', '/api/dashboards', {
    id: 'sales',
    text: 'title: Sales 2',
    replace: true,
  })
  expect(again).toMatchObject({ status: 201, body: { title: 'Sales 2' } })
  expect(await change('POST', '/api/dashboards', { id: '../x', text: SALES })).toMatchObject({ status: 400 })
  expect(await change('POST', '/api/dashboards', { id: 'wrong', text: 'titel: x' })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('wrong.yaml:1: there is no "titel" here') } },
  })
  expect((await change('DELETE', '/api/dashboards/sales')).status).toBe(204)
  expect(existsSync(join(folder, 'ours/sales.yaml'))).toBe(false)
  expect((await change('DELETE', '/api/dashboards/overview')).status).toBe(404)
})

test('annotations are those of the file and those that were added', async () => {
  const texts = async () =>
    (await company.get<{ annotations: { text: string }[] }>('/api/annotations')).annotations.map(
      each => each.text,
    )
  const added = await change('POST', '/api/annotations', { day: '2026-03-02', text: ' Launch ' })
  expect(added).toMatchObject({ status: 201, body: { day: '2026-03-02', text: 'Launch' } })
  expect(await texts()).toEqual(['Launch', 'The article on VPN was rewritten'])
  expect((await change('DELETE', `/api/annotations/${added.body.id}`)).status).toBe(204)
  expect((await change('DELETE', `/api/annotations/${added.body.id}`)).status).toBe(404)
  expect((await change('DELETE', '/api/annotations/file-1')).status).toBe(409)
  expect(await texts()).toEqual(['The article on VPN was rewritten'])
  expect((await change('POST', '/api/annotations', { day: '3 March', text: 'x' })).status).toBe(400)
})

test('every path that is no file is the application; what is not there under /api is not', async () => {
  const built = existsSync(new URL('../../web/dist/index.html', import.meta.url))
  for (const path of ['/plugins', '/conversations/abc', '/d/sales']) {
    const answer = await company.fetch(path)
    expect([path, answer.status]).toEqual([path, built ? 200 : 404])
    expect(answer.headers.get('content-security-policy')).toMatch(built ? /script-src 'self'/ : /.*/)
  }
  for (const path of ['/api/nothing', '/nothing.js', '/export/v9'])
    expect([path, (await company.fetch(path)).status]).toEqual([path, 404])
})

test('the overview’s page says what it will ask first, and is answered', async ({ skip }) => {
  const page = await company.fetch('/')
  skip(page.status !== 200, 'the application is not built')
  const linked = (answer: Response) =>
    [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel=(\w+)/g)].map(([, path, rel]) => [
      rel,
      path!,
    ])
  const asked = linked(page).filter(([, path]) => path!.startsWith('/api/'))
  expect(asked.slice(0, 4)).toEqual(
    ['session', 'store', 'metrics', 'dashboards/overview'].map(name => ['preload', `/api/${name}`]),
  )
  expect(asked[4]?.[1]).toMatch(
    /^\/api\/metrics\/active_users\?from=2026-03-\d\d&to=2026-03-\d\d&tz=Europe\/Zurich&by=/,
  )
  for (const [, path] of linked(page))
    expect([path, (await company.fetch(path!)).status]).toEqual([path, 200])
  // What is chosen in the address, and other pages, ask something else.
  expect(linked(await company.fetch('/?days=7')).map(([, path]) => path)).not.toContain(asked[4]![1])
  expect(linked(await company.fetch('/plugins'))).toEqual([])
  // Whoever would have to sign in is told nothing.
  const stranger = await company.fetch('/', { headers: { 'x-forwarded-for': '198.51.100.7' } })
  expect([stranger.status, linked(stranger)]).toEqual([200, []])
})
