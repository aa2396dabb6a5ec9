import { afterAll, beforeAll, expect, test } from 'vitest'
import { refreshFacts } from '../facts/refresh-facts.ts'
import { metric, metrics } from '../metrics/library.ts'
import { runMetric } from '../metrics/run.ts'
import type { Engine } from '../store/engine.ts'
import { courseRows } from './courses.ts'
import { Shared } from './shared.ts'
import { type ServedCompany, serveCompany } from './testing/served-company.ts'

const PERIOD = { from: '2026-03-02', to: '2026-03-05', tz: 'Asia/Kathmandu', by: [] }

let company: ServedCompany
beforeAll(async () => {
  company = await serveCompany({ seed: 9, people: 15, start: '2026-03-02', days: 3, irregularLoads: false })
  await refreshFacts(company.engine)
})
afterAll(() => company.close())

/** An engine that counts its statements. */
function counted() {
  const seen = { statements: 0 }
  const run: Engine['run'] = statement => {
    seen.statements++
    return company.engine.run(statement)
  }
  return { from: { engine: { ...company.engine, run }, shared: new Shared() }, seen }
}

test('a whole and its days are counted at once, and are what they are alone', async () => {
  const { from, seen } = counted()
  const asked = [...metrics().values()].filter(m => m.by.length === 0)
  let courses = 0
  for (const m of asked) {
    const whole = courseRows(from, '1', m, PERIOD)
    const days = courseRows(from, '1', m, { ...PERIOD, grain: 'day' })
    if (!whole) continue
    courses++
    const alone = (grain?: 'day') =>
      runMetric(company.engine, m, { ...PERIOD, ...(grain && { grain }) }, { fresh: true })
    expect(await whole, m.id).toEqual((await alone()).rows)
    expect(await days, m.id).toEqual((await alone('day')).rows)
  }
  expect(courses).toBeGreaterThan(10)
  expect(seen.statements).toBe(courses)
})

test('parts are told with the course that was asked before, the first of them and the others', async () => {
  const { from, seen } = counted()
  const plugins = ['Knowledge Base', 'Enterprise Search', 'People Registry', 'Ticket Information']
  const parameters = { hours_saved: plugins.map((plugin, i) => `${plugin} = ${0.1 + i / 7}`) }
  const now = { ...PERIOD, from: '2026-03-03', to: '2026-03-05', parameters }
  const before = { ...now, from: '2026-03-01', to: '2026-03-03' }
  for (const id of ['plugin_calls', 'plugin_success', 'time_saved']) {
    const m = metric(id)
    const parts = { by: ['plugin'], limit: 1 }
    expect(courseRows(from, '1', m, { ...now, ...parts })).toBeUndefined()
    await Promise.all([now, before].map(period => courseRows(from, '1', m, period)))
    const statements = seen.statements
    const told = await runMetric(
      company.engine,
      m,
      { ...now, ...parts },
      { fresh: true, compare: true, known: (question, kept) => courseRows(from, '1', m, question, kept) },
    )
    expect(seen.statements, id).toBe(statements)
    const alone = await runMetric(company.engine, m, { ...now, ...parts }, { fresh: true, compare: true })
    expect(told.rows, id).toEqual(alone.rows)
    expect(told.rows.at(-1), id).toMatchObject({ other: true, plugin: null })
    if (id !== 'plugin_success')
      expect(
        told.rows.some(row => row.previous !== null),
        id,
      ).toBe(true)
    // All of them are told, too; in another order they are not.
    expect(await courseRows(from, '1', m, { ...now, by: ['plugin'] }), id).toEqual(
      (await runMetric(company.engine, m, { ...now, by: ['plugin'] }, { fresh: true })).rows,
    )
    expect(courseRows(from, '1', m, { ...now, ...parts, order: 'name' })).toBeUndefined()
  }
})

test('what cannot be told from days is left to others', () => {
  const { from } = counted()
  const known = (id: string, more: object) => courseRows(from, '1', metric(id), { ...PERIOD, ...more })
  expect(known('adoption', {})).toBeUndefined()
  expect(known('conversations', { by: ['route'] })).toBeUndefined()
  expect(known('conversations', { grain: 'week' })).toBeUndefined()
  expect(known('conversations', { where: { department: ['Sales'] } })).toBeUndefined()
  expect(known('conversations', { where: { segment: ['new'] } })).toBeUndefined()
  expect(known('conversations', { to: '2026-06-05' })).toBeUndefined()
})

test('other data is counted anew, and so is what failed', async () => {
  const { from, seen } = counted()
  const ask = (version: string) => courseRows(from, version, metric('conversations'), PERIOD)
  expect(await ask('1')).toEqual(await ask('1'))
  expect(seen.statements).toBe(1)
  await ask('2')
  expect(seen.statements).toBe(2)
  const failing = { ...from, engine: { ...from.engine, run: () => Promise.reject(new Error('away')) } }
  await expect(courseRows(failing, '3', metric('conversations'), PERIOD)).rejects.toThrow('away')
  expect(await ask('3')).toEqual(await ask('1'))
})
