import { afterEach, expect, it, vi } from 'vitest'
import { createQueryClient, dashboardQuery } from '../api/queries.ts'
import { askDashboardAhead } from './ask-ahead.ts'

afterEach(() => vi.unstubAllGlobals())

const held = {
  records: 10,
  first: '2026-01-01T00:00:00.000Z',
  last: '2026-03-31T23:00:00.000Z',
  updated: null,
}
const entity = ['conversations', 'interactions', 'plugin-calls', 'plugin-resources', 'users']
const STORE = {
  database: 'debrief',
  entities: Object.fromEntries(entity.map(name => [name, held])),
  sync: { state: 'complete', finished: null },
  complete_until: '2026-04-01T00:00:00.000Z',
}
const DASHBOARD = { id: 'overview', title: 'Overview', figures: [{ metric: 'active_users' }], sections: [] }

/** A server that notes what it is asked, and answers for a figure after a while, or never. */
function serve(figureAfterMs: number) {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    if (path === '/api/store') return Response.json(STORE)
    if (path === '/api/dashboards/overview') return Response.json(DASHBOARD)
    await new Promise(resolve => setTimeout(resolve, figureAfterMs))
    return Response.json({ rows: [{ value: 7 }] })
  })
  return asked
}

const FIGURE = '/api/metrics/active_users?from=2026-03-04&to=2026-04-01&by=&compare=1&f.platform=slack'

it('knows the first figure, under the filters of the address, when the dashboard is drawn', async () => {
  const asked = serve(1)
  const client = createQueryClient()
  askDashboardAhead(client, 'overview', '?f.platform=slack')
  expect(await client.ensureQueryData(dashboardQuery('overview'))).toEqual(DASHBOARD)
  expect(asked.filter(path => path.startsWith('/api/metrics/'))).toEqual([FIGURE])
  const [figure] = client.getQueryCache().findAll({ queryKey: ['metric'] })
  expect(figure?.state.data).toMatchObject({ answer: { rows: [{ value: 7 }] } })
})

it('does not wait for a figure that takes long', async () => {
  const asked = serve(60_000)
  const client = createQueryClient()
  askDashboardAhead(client, 'overview', '?f.platform=slack')
  expect(await client.ensureQueryData(dashboardQuery('overview'))).toEqual(DASHBOARD)
  expect(asked.filter(path => path.startsWith('/api/metrics/'))).toEqual([FIGURE])
  expect(client.getQueryCache().findAll({ queryKey: ['metric'] })[0]?.state.status).toBe('pending')
  client.clear()
})
