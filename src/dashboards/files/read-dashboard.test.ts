import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../../test/support/temporary.ts'
import { metrics } from '../../metrics/library.ts'
import { DashboardFiles } from './dashboard-files.ts'
import { readDashboard } from './read-dashboard.ts'

const read = (text: string) =>
  readDashboard('sales.yaml', text, { id: 'sales', own: true, library: metrics() })

const panel = (lines: string) =>
  `title: Sales\nsections:\n  - title: One\n    panels:\n      - question: How many?\n${lines}`

test('those that come with Debrief are right, in their order', () => {
  const { dashboards, problems } = new DashboardFiles(metrics()).all()
  expect(problems).toEqual([])
  expect(dashboards.map(({ id }) => id)).toEqual([
    'overview',
    'engagement',
    'assistant',
    'plugins',
    'knowledge',
    'organisation',
    'journey',
  ])
  expect(dashboards.every(({ own }) => !own)).toBe(true)
})

test('what a file leaves out is filled in', () => {
  const { dashboard } = read(panel('        metric: plugin_calls\n        chart: parts\n        limit: 5\n'))
  expect(dashboard).toMatchObject({ id: 'sales', own: true, order: 100, figures: [] })
  expect(dashboard!.sections[0]!.panels).toEqual([
    {
      question: 'How many?',
      metric: 'plugin_calls',
      chart: 'parts',
      limit: 5,
      by: ['plugin'],
      grain: 'none',
      days: 'counted',
    },
  ])
})

test('tells every mistake with its line, and what was meant', () => {
  const { problems } = read(`title: Sales
figures:
  - deflecton
  - { metric: deflection, variant: confirm }
sections:
  - title: One
    panels:
      - question: How many?
        metric: conversations
        chart: line
        by: rout
      - question: Which?
        metric: deflection
        chart: stacked
        by: [topic]
      - question: Which?
        metric: deflection
        chart: parts
`)
  expect(problems).toEqual([
    'sales.yaml:3: figures.0.metric: there is no metric "deflecton". Did you mean "deflection"?',
    expect.stringMatching(
      /^sales\.yaml:4: figures\.1\.variant: deflection has no variant "confirm"; .* Did you mean "confirmed"\?$/,
    ),
    expect.stringMatching(
      /^sales\.yaml:11: sections\.0\.panels\.0\.by: conversations cannot be cut by "rout"; .* Did you mean "route"\?$/,
    ),
    expect.stringMatching(
      /^sales\.yaml:14: .*"stacked" shows parts that add up, and those of deflection do not/,
    ),
    expect.stringMatching(/^sales\.yaml:18: .*"parts" shows one dimension or two, and it is cut by nothing$/),
  ])
})

test('a panel can be about some values alone, written as one or as a list', () => {
  const of = (filters: string) =>
    read(panel(`        metric: conversations\n        chart: line\n        filters: ${filters}\n`))
  expect(
    of('{ platform: slack, hour: [9, 10], department: [none] }').dashboard!.sections[0]!.panels[0]!.filters,
  ).toEqual({ platform: ['slack'], hour: ['9', '10'], department: ['none'] })
  expect(of('\n          route: MENTION\n          platfrom: slack').problems).toEqual([
    expect.stringMatching(
      /^sales\.yaml:10: sections\.0\.panels\.0\.filters\.platfrom: conversations cannot be filtered by "platfrom"; .* Did you mean "platform"\?$/,
    ),
  ])
  const at = 'sales.yaml:8: sections.0.panels.0.filters.platform:'
  expect(of('{ platform: [] }').problems).toEqual([`${at} must have a value`])
  const wrong = `${at} must be a value, a list of values, or { not: … } with those that do not count`
  expect(of('{ platform: { nto: slack } }').problems).toEqual([wrong])
  expect(of('{ platform: { not: [] } }').problems).toEqual([`${at.slice(0, -1)}.not: must have a value`])
})

test('a panel can be about all but some values', () => {
  const { dashboard } = read(
    panel(
      '        metric: conversations\n        chart: line\n        filters: { platform: { not: slack }, route: { not: [DM, none] } }\n',
    ),
  )
  expect(dashboard!.sections[0]!.panels[0]!.filters).toEqual({
    platform: { not: ['slack'] },
    route: { not: ['DM', 'none'] },
  })
  expect(
    read(panel('        metric: conversations\n        chart: line\n        filters: { topc: { not: x } }\n'))
      .problems,
  ).toEqual([
    expect.stringMatching(
      /^sales\.yaml:8: sections\.0\.panels\.0\.filters\.topc: conversations cannot be filtered by "topc"/,
    ),
  ])
})

test('refuses what there is not, and YAML that is none', () => {
  expect(read(panel('        metric: clicks\n        chart: pie\n')).problems[0]).toMatch(
    /^sales\.yaml:7: sections\.0\.panels\.0\.chart: .*"line"/,
  )
  expect(
    read(panel('        metric: clicks\n        chart: parts\n        color: red\n')).problems[0],
  ).toMatch(/^sales\.yaml:8: there is no "color" here; there are question, metric, chart, by, /)
  expect(read('title: Sales\nfigures:\n  - { metric: clicks, godo: up }\n').problems).toEqual([
    'sales.yaml:3: there is no "godo" here; there are metric, variant, good, title, events',
  ])
  expect(read('title: [').problems[0]).toMatch(/^sales\.yaml:1: /)
  expect(read('').problems[0]).toMatch(/^sales\.yaml:1: title: /)
})

test('one’s own stand beside ours, or take the place of one of them, and a wrong one harms no other', () => {
  const folder = join(temporaryDirectory(), 'ours')
  const files = new DashboardFiles(metrics(), folder)
  expect(files.all().dashboards).toHaveLength(7)
  mkdirSync(folder)
  writeFileSync(join(folder, 'sales.yml'), 'title: Sales\nfigures: [conversations]\n')
  writeFileSync(join(folder, 'overview.yaml'), 'title: For the board\norder: 0\n')
  writeFileSync(join(folder, 'broken.yaml'), 'titel: x\n')
  const { dashboards, problems } = files.all()
  expect(dashboards.filter(({ own }) => own).map(({ id }) => id)).toEqual(['sales'])
  expect(dashboards[0]).toMatchObject({ id: 'overview', title: 'For the board', own: false })
  expect(problems.join('\n')).toContain(
    'ours/broken.yaml:1: there is no "titel" here; there are title, about',
  )
  expect(files.remove('sales')).toBe(true)
  expect(files.remove('sales')).toBe(false)
})
