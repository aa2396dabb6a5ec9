import { expect, it } from 'vitest'
import { type Asked, readAsked } from '../../../src/dashboards/asked.ts'
import type { Dashboard } from '../../../src/dashboards/files/dashboard.ts'
import { DashboardFiles } from '../../../src/dashboards/files/dashboard-files.ts'
import { figurePaths } from '../../../src/dashboards/warm/figure-paths.ts'
import { firstView } from '../../../src/dashboards/warm/first-view.ts'
import { pageQuestions } from '../../../src/dashboards/warm/page-questions.ts'
import { metrics } from '../../../src/metrics/library.ts'
import type { EntityInfo, MetricDefinition, PanelSpec, StoreInfo } from '../api/types.ts'
import { type Counting, countingOf } from '../state/counting.ts'
import { parseFilters } from '../state/filters.ts'
import { courseOf, numberOf, questionOf } from './question.ts'

const library = metrics()
const files = new DashboardFiles(library)
const { dashboard: odd } = files.check(
  'odd',
  `title: Odd
figures:
  - { metric: deflection, variant: confirmed, events: in }
sections:
  - title: All that a panel can say
    panels:
      - { question: A, metric: conversations, chart: table, by: [route, platform], grain: month, order: size }
      - { question: B, metric: conversations, chart: parts, by: domain, grain: none, limit: 3, events: only }
      - { question: C, metric: conversations, chart: line, by: route, filters: { platform: [slack, 'a, b'], domain: it, location: { not: [Bern, 'x, y%'] } } }
      - { question: D, metric: conversations, chart: heat, by: hour_of_week, days: shown }
`,
)

function store(first: string | null, last: string | null, complete: string | null, zone: string) {
  const held: EntityInfo = { records: first === null ? 0 : 10, first, last, updated: null }
  const entities = { conversations: held, interactions: held, users: held }
  return {
    database: 'debrief',
    entities: { ...entities, 'plugin-calls': held, 'plugin-resources': held },
    sync: { state: 'complete', finished: null },
    complete_until: complete,
    time_zone: zone,
  } satisfies StoreInfo
}

const asked = (address: string, zone: string): Asked => {
  const query: Record<string, string> = Object.fromEntries(new URL(address, 'http://host').searchParams)
  return readAsked(query, zone)
}

/** What the application asks about a dashboard, as the server reads it. */
function askedByPage({ figures, sections }: Dashboard, counting: Counting, zone: string) {
  const question = (spec: PanelSpec) => ({
    metric: spec.metric,
    asked: asked(
      questionOf(spec, library.get(spec.metric) as MetricDefinition | undefined, counting).path,
      zone,
    ),
  })
  const numbers = figures.map(figure => numberOf(figure as Parameters<typeof numberOf>[0], ''))
  const panels = sections.flatMap(section => section.panels) as PanelSpec[]
  return [...numbers, ...numbers.map(courseOf), ...panels].map(question)
}

it.each([
  [
    'a usual store',
    store('2026-06-01T00:12:00.000Z', '2026-11-20T09:41:00.000Z', '2026-11-20T00:00:00.000Z', 'UTC'),
  ],
  [
    'clocks behind',
    store(
      '2026-06-01T00:12:00.000Z',
      '2026-11-20T03:41:00.000Z',
      '2026-11-20T00:00:00.000Z',
      'America/New_York',
    ),
  ],
  [
    'few days',
    store(
      '2026-11-01T00:12:00.000Z',
      '2026-11-20T09:41:00.000Z',
      '2026-11-20T00:00:00.000Z',
      'Europe/Zurich',
    ),
  ],
  [
    'an old load, much arriving',
    store('2026-06-01T00:12:00.000Z', '2026-11-20T09:41:00.000Z', '2026-10-20T00:00:00.000Z', 'UTC'),
  ],
  [
    'nothing complete',
    store('2026-11-20T00:12:00.000Z', '2026-11-20T09:41:00.000Z', '2026-11-20T00:00:00.000Z', 'UTC'),
  ],
  [
    'nobody knows what is complete',
    store('2026-06-01T00:12:00.000Z', '2026-11-20T09:41:00.000Z', null, 'UTC'),
  ],
  [
    'months against months',
    store('2026-01-01T00:12:00.000Z', '2026-03-01T09:41:00.000Z', '2026-03-01T00:00:00.000Z', 'UTC'),
  ],
])('the server knows what pages ask first: %s', (_, held) => {
  const zone = held.time_zone
  const counting = countingOf(parseFilters(''), held, new Date('2026-11-21T12:00:00Z'))
  const view = firstView(held, zone)!
  for (const dashboard of [...files.all().dashboards, odd!]) {
    const before = pageQuestions(dashboard, view)
    // Not only equal, but written alike: answers are found by the text of their question.
    expect(
      JSON.stringify(
        before.metrics.map(each => ({ metric: each.metric, asked: readAsked(each.query, zone) })),
        null,
        1,
      ),
      dashboard.id,
    ).toBe(JSON.stringify(askedByPage(dashboard, counting, zone), null, 1))
    const figures = dashboard.figures.map(figure => numberOf(figure as Parameters<typeof numberOf>[0], ''))
    expect(figurePaths(dashboard, view, zone)).toEqual(
      figures.map(figure => questionOf(figure, undefined, counting).path),
    )
    const findings = `/api/findings?${counting.question(counting.view.counted, { dashboard: dashboard.id })}`
    expect(JSON.stringify(readAsked(before.findings, zone))).toBe(JSON.stringify(asked(findings, zone)))
    expect(before.dimensions).toEqual(counting.view.shown)
  }
})

it('knows that an empty store is asked nothing', () => {
  expect(firstView(store(null, null, null, 'UTC'), 'UTC')).toBeUndefined()
})
