import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from '../../../test/support/temporary.ts'
import { Config } from '../../config/config.ts'
import { refreshFacts } from '../../facts/refresh-facts.ts'
import { metrics } from '../../metrics/library.ts'
import type { Engine } from '../../store/engine.ts'
import { Answers } from '../answers.ts'
import { readAsked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import { dataVersion, knownVersion } from '../data-version.ts'
import { DashboardFiles } from '../files/dashboard-files.ts'
import { findMetric, panelQuestion } from '../metric-answer.ts'
import { dashboardSettings } from '../settings.ts'
import { Shared } from '../shared.ts'
import { type ServedCompany, serveCompany } from '../testing/served-company.ts'
import { keepWarm, type WarmUpOptions } from './keep-warm.ts'

/** The company’s own overview: few questions. */
const OVERVIEW = `title: Overview
figures: [conversations]
sections:
  - title: Is it used?
    panels:
      - { question: By whom?, metric: adoption, chart: parts, by: department, limit: 12 }
`
const folder = temporaryDirectory()
writeFileSync(join(folder, 'overview.yaml'), OVERVIEW)

let company: ServedCompany
beforeAll(async () => {
  company = await serveCompany({ seed: 5, people: 12, start: '2026-03-02', days: 2, irregularLoads: false })
})
afterAll(() => company.close())

/** An engine that notes what the warm-up runs: those statements have one thread. */
function watched(engine: Engine) {
  const seen = { statements: 0, running: 0, mostRunning: 0 }
  const run: Engine['run'] = async statement => {
    if (statement.settings?.max_threads !== 1) return engine.run(statement)
    seen.statements++
    seen.mostRunning = Math.max(seen.mostRunning, ++seen.running)
    return engine.run(statement).finally(() => seen.running--)
  }
  return { engine: { ...engine, run } satisfies Engine, seen }
}

function started(engine: Engine, options: WarmUpOptions = {}) {
  const library = metrics()
  const dashboards: Dashboards = {
    engine,
    database: 'test',
    settings: dashboardSettings(Config.parse('debrief.yaml', '')),
    library,
    answers: new Answers(() => dataVersion(engine)),
    shared: new Shared(),
  }
  const done: { answers: number }[] = []
  const errors: unknown[] = []
  const warm = keepWarm(dashboards, new DashboardFiles(library, folder), {
    everyMs: 5,
    pauseMs: 0,
    onReady: ready => done.push(ready),
    onError: error => errors.push(error),
    ...options,
  })
  return { dashboards, warm, done, errors }
}

test('facts that nobody asked for are not derived', async () => {
  let looks = 0
  const run: Engine['run'] = statement => {
    if (statement.sql.includes('facts_progress')) looks++
    return company.engine.run(statement)
  }
  const { warm, done, errors } = started({ ...company.engine, run })
  await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(3)
  await warm.stop()
  expect([done, errors]).toEqual([[], []])
  expect(await knownVersion(company.engine)).toBeUndefined()
})

test('the overview is answered once for each version of the data, by one thread, one statement after another', async () => {
  await refreshFacts(company.engine)
  const { engine, seen } = watched(company.engine)
  const { dashboards, warm, done, errors } = started(engine)
  await expect.poll(() => done.length, { timeout: 20_000 }).toBe(1)
  expect(errors).toEqual([])
  // A number and its course, a panel, the sentences and the values to filter by.
  expect(done[0]!.answers).toBe(5)
  const { statements } = seen
  expect(statements).toBeGreaterThan(5)
  expect(seen.mostRunning).toBe(1)
  const neverDone = () => Promise.reject(new Error('was not answered before'))
  const asked = readAsked({ from: '2026-03-02', to: '2026-03-03', by: 'department', limit: '12' }, 'UTC')
  const { key, work } = panelQuestion(dashboards, findMetric(dashboards, 'adoption'), asked)
  expect(await dashboards.answers.answer(key, neverDone, { viewer: 'somebody' })).toEqual(
    await work('another'),
  )
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(seen.statements).toBe(statements)
  await company.engine.run({ sql: 'INSERT INTO people SELECT * FROM people LIMIT 1' })
  await expect.poll(() => done.length, { timeout: 20_000 }).toBe(2)
  await warm.stop()
})

test('nothing is begun while somebody asks, and nothing once it is stopped', async () => {
  await refreshFacts(company.engine)
  const { engine, seen } = watched(company.engine)
  let busy = true
  const { warm, done } = started(engine, { busy: () => busy })
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(seen.statements).toBe(0)
  busy = false
  await expect.poll(() => seen.statements, { timeout: 20_000 }).toBeGreaterThan(1)
  await warm.stop()
  const { statements } = seen
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(seen.statements).toBe(statements)
  expect(done).toEqual([])
})

test('debrief.yaml turns it off', () => {
  const settings = (text: string) => dashboardSettings(Config.parse('debrief.yaml', text))
  expect(settings('').warm_up).toBe(true)
  expect(settings('warm_up: false').warm_up).toBe(false)
  expect(() => settings('warm_up: sometimes')).toThrow('debrief.yaml:1: warm_up')
})
