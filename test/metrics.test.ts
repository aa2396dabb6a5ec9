import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refreshFacts } from '../src/facts/refresh-facts.ts'
import { metrics } from '../src/metrics/library.ts'
import { makeViews } from '../src/metrics/make-views.ts'
import { METRIC_SETTINGS, metricQuery } from '../src/metrics/query.ts'
import { allViews, viewsOf } from '../src/metrics/views.ts'
import { rows } from '../src/store/engine.ts'
import { parseStoreLocation } from '../src/store/location.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { Comparison, importCompanyPeople } from './metrics-compare.ts'
import { debriefJson } from './support/command.ts'
import { temporaryDirectory } from './support/temporary.ts'

const directory = temporaryDirectory()
const folder = join(directory, 'company')
let store: Store

beforeAll(async () => {
  const place = join(directory, 'store')
  // On the 22nd day teams move to other departments.
  const plan = ['--people', '70', '--days', '26', '--seed', '11', '--start', '2026-03-16']
  await debriefJson(['simulate', ...plan, '--scenario', 'reorganisation', '--out', folder, '--store', place])
  store = await openStore(parseStoreLocation(place))
  await importCompanyPeople(store.engine, folder)
  await refreshFacts(store.engine)
})

afterAll(() => store.close())

test('metrics say of a simulated company what really happened, on every day, as a whole and in parts', async () => {
  // The long run compares every dimension of larger companies.
  const some = (names: readonly string[]) =>
    names.filter(name => ['department', 'plugin', 'topic'].includes(name))
  const comparison = new Comparison(store.engine, folder, some)
  await comparison.sums()
  await comparison.people()
  await comparison.ends()
  await comparison.latency()
  expect(comparison.different).toEqual([])
  expect(comparison.compared).toBeGreaterThan(5_000)
}, 120_000)

describe('views', () => {
  const settings = {
    time_zone: 'America/New_York',
    parameters: { ticket_titles: "(?i)file.*ticket|it's \\\\ a ticket", return_hours: 48 },
    exclude: { people: [], domains: [], testers: true },
  }
  const period = { from: '2026-03-22', to: '2026-04-05' }

  /** Metrics of every kind, of which all views are made here. */
  const some = new Map(
    [
      'conversations',
      'deflection',
      'adoption',
      'stickiness',
      'plugin_calls',
      'cited_articles',
      'time_saved',
      'new_users',
      'records',
      'uploads',
    ].map(id => [id, metrics().get(id)!] as const),
  )
  const views = allViews(some, settings)
  const numbers = [...metrics().values()].map(metric => viewsOf(metric, settings)[0]!)

  test('give the numbers that metrics give, with what debrief.yaml says', async () => {
    const { made } = await makeViews(store.engine, [
      ...views,
      ...numbers.filter(({ name }) => !views.some(view => view.name === name)),
    ])
    expect(made.length).toBe(8 + 2 * some.size + metrics().size)
    for (const metric of metrics().values()) {
      const asked = {
        ...period,
        tz: settings.time_zone,
        parameters: settings.parameters,
        exclude: settings.exclude,
      }
      const query = metricQuery(metric, asked)
      const [ask, read] = [
        await rows(store.engine, { ...query, settings: METRIC_SETTINGS }),
        await rows(store.engine, {
          sql: `SELECT * FROM metric_${metric.id}(from = '2026-03-22', to = '2026-04-05')`,
        }),
      ]
      expect(read, metric.id).toEqual(ask)
    }
  }, 120_000)

  test('by day and by row add up to them', async () => {
    for (const metric of some.values()) {
      const [number, daily, behind] = viewsOf(metric, settings)
      const within = metric.whole_period ? "(from = '2026-03-22', to = '2026-04-05')" : ''
      const days = "day >= '2026-03-22' AND day < '2026-04-05'"
      const time =
        "time >= toDateTime64('2026-03-22', 3, 'America/New_York') AND time < toDateTime64('2026-04-05', 3, 'America/New_York')"
      const parts = number!.sql.includes('AS numerator') ? ['numerator', 'denominator'] : ['value']
      const add = parts.map(part => `sum(${part})`).join(', ')
      const [sums] = await rows<{ whole: number[]; daily: number[]; behind: number }>(store.engine, {
        sql: `SELECT
          (SELECT [${add}] FROM ${number!.name}(from = '2026-03-22', to = '2026-04-05')) AS whole,
          (SELECT [${add}] FROM ${daily!.name}${within} WHERE ${days}) AS daily,
          (SELECT count() FROM ${behind!.name}${within} WHERE ${time}) AS behind`,
      })
      if (metric.adds_up)
        expect(sums!.daily, metric.id).toEqual(sums!.whole.map(sum => expect.closeTo(sum, 6)))
      if (parts[0] === 'value' && metric.value === 'count()')
        expect(sums!.behind, metric.id).toBe(sums!.whole[0])
    }
  })

  test('have comments, are made once, and go with their metric', async () => {
    expect(await makeViews(store.engine, views)).toMatchObject({ made: [], unchanged: views.length })
    const [view] = await rows<{ comment: string; column: string }>(store.engine, {
      sql: `SELECT t.comment AS comment, c.comment AS column FROM system.tables AS t INNER JOIN system.columns AS c
            ON c.database = t.database AND c.table = t.name
            WHERE t.database = currentDatabase() AND t.name = 'metric_deflection_daily' AND c.name = 'numerator'`,
    })
    expect(view!.comment).toMatch(
      /^Deflection by day \(America\/New_York\); its parts add up\. The share of questions/,
    )
    expect(view!.column).toBe('sum it over parts, and divide by the sum of denominators')
    const one = new Map([...metrics()].filter(([id]) => id === 'uploads'))
    const { made, dropped } = await makeViews(store.engine, allViews(one, { ...settings, time_zone: 'UTC' }))
    expect(made).toEqual(['metric_uploads', 'metric_uploads_daily', 'metric_uploads_rows'])
    expect(dropped.length).toBe(views.length - 3 - 8)
  })
})
