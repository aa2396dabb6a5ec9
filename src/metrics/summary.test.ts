import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { refreshFacts } from '../facts/refresh-facts.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { entities } from '../schema/entities.ts'
import { simulateCompany } from '../simulator/index.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { byDays } from './by-days.ts'
import { checkMetric } from './check.ts'
import { answerOf, type CutRow, cutsQuery } from './cuts.ts'
import { type Metric, readMetric } from './definition.ts'
import { metric, metrics } from './library.ts'
import { METRIC_SETTINGS, metricQuery, type Question } from './query.ts'
import { unsummarised } from './summary.ts'

// The first day begins, and the last one ends, in the middle of a quarter of an hour of no other zone.
const PERIOD = { from: '2026-03-03', to: '2026-03-06', tz: 'Asia/Kathmandu' }
/** As a question of these days has it. */
const told = (sql: string): string => byDays(sql, Date.UTC(2026, 2), Date.UTC(2026, 3))
const summaries = [...metrics().values()].filter(m => m.summary)
let store: Store

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  const loads = [...simulateCompany({ seed: 7, people: 30, start: '2026-03-02', days: 4 })]
  for (const entity of entities) {
    const splitter = new RecordSplitter()
    for (const load of loads) for (const record of load[entity.name]) splitter.push(Buffer.from(record))
    splitter.end()
    await upsert(store.engine, entity, splitter.take())
  }
  await refreshFacts(store.engine)
})

afterAll(() => store.close())

const ask = (m: Metric, more: Partial<Question>) =>
  rows(store.engine, { ...metricQuery(m, { ...PERIOD, ...more }), settings: METRIC_SETTINGS })

describe.each(summaries)('the summary of $id', m => {
  const questions: Partial<Question>[] = [
    { by: [] },
    { by: m.dimensions, grain: 'day' },
    { by: m.dimensions.slice(0, 1), grain: 'week', limit: 2 },
    ...Object.keys(m.variants).map(variant => ({ by: m.dimensions, variant })),
    { by: m.dimensions, tz: 'UTC', from: '2026-03-04T09:15:00+05:45', to: '2026-03-05T11:45:00Z' },
    { by: [], where: { [m.dimensions[0]!]: { not: ['none'] } } },
  ]

  test('gives the same numbers as the rows themselves', async () => {
    for (const question of questions) {
      const what = JSON.stringify(question)
      expect(metricQuery(m, { ...PERIOD, ...question }).sql, what).toContain(told(m.summary!.sql))
      const numbers = await ask(m, question)
      expect(numbers, what).toEqual(await ask(unsummarised(m), question))
      expect(numbers.length, what).toBeGreaterThan(0)
    }
  })

  test('gives the same to several questions at once', async () => {
    const question = { ...PERIOD, by: [] }
    const cuts = [
      { by: [] },
      { by: m.dimensions.slice(0, 1), side: 'after' },
      { by: [], grain: 'day', side: 'before' },
    ] as const
    const answers = async (counted: Metric) => {
      const query = cutsQuery(counted, question, cuts, '2026-03-05')
      const found = await rows<CutRow>(store.engine, { ...query, settings: METRIC_SETTINGS })
      return cuts.map(cut => answerOf(counted, question, cuts, cut, found, 5))
    }
    expect(cutsQuery(m, question, cuts, '2026-03-05').sql).toContain(told(m.summary!.sql))
    expect(await answers(m)).toEqual(await answers(unsummarised(m)))
  })
})

test('a summary is asked nothing that it cannot answer', () => {
  const cited = metric('cited_articles')
  const isSummarised = (more: Partial<Question>, m = cited) =>
    metricQuery(m, { ...PERIOD, ...more }).sql.includes(told(m.summary!.sql))
  expect(isSummarised({})).toBe(true)
  expect(isSummarised({ exclude: { people: [], testers: false } })).toBe(true)
  expect(isSummarised({ exclude: { testers: true } })).toBe(false)
  // What is not about people leaves nobody out.
  expect(isSummarised({ exclude: { testers: true } }, metric('uncited_articles'))).toBe(true)
  expect(isSummarised({ by: ['department'] })).toBe(false)
  expect(isSummarised({ by: ['article', 'hour'] })).toBe(false)
  expect(isSummarised({ where: { country: ['DE'] } })).toBe(false)
  expect(isSummarised({ from: '2026-03-04T09:20:00Z' })).toBe(false)
  expect(isSummarised({ to: '2026-03-04T09:15:00.001Z' })).toBe(false)
  const split = (at: string) => cutsQuery(cited, { ...PERIOD, by: [] }, [{ by: [], side: 'after' }], at).sql
  expect(split('2026-03-04')).toContain(told(cited.summary!.sql))
  expect(split('2026-03-04T09:20:00Z')).not.toContain(told(cited.summary!.sql))
})

describe('a metric’s file with a summary', () => {
  const WORDS = `title: T
sentence: S.
family: quality
unit: count
value: sum(uses)
people: false
grain: one row for each use
key: article_key
dimensions: [cited]
notes: N.
blind_spots: B.
source: Guide
example: E.`
  const when = "time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}"
  const file = `/*
${WORDS}
*/
SELECT time, arrayJoin(resource_facts.cited) AS article_key, true AS cited, 1 AS uses
FROM resource_facts FINAL WHERE ${when}

/*
summary: one row for each quarter of an hour
*/
SELECT time, true AS cited, use_facts.cited AS uses FROM use_facts FINAL WHERE ${when}
`
  const own = readMetric('own', file)

  test('is read into both', () => {
    expect(own.sql).toMatch(/^SELECT time, arrayJoin[^/]*$/)
    expect(own.summary).toMatchObject({ grain: 'one row for each quarter of an hour' })
    expect(own.summary!.sql).toMatch(/^SELECT time, true[^/]*$/)
    expect(unsummarised(own)).not.toHaveProperty('summary')
  })

  test('is refused where the summary is wrong', () => {
    expect(() => readMetric('own', file.replace('summary: one', 'summary: one\nrows: one'))).toThrow(
      'the header of its summary',
    )
    expect(() => readMetric('own', file.replace(/use_facts FINAL WHERE .*/, 'use_facts FINAL'))).toThrow(
      "its summary's SQL does not use {from:",
    )
    expect(() => readMetric('own', file.replace('summary: one', 'summary: [one'))).toThrow('of its summary')
    expect(() => readMetric('own', file.replace(/SELECT time, true AS cited, use.*/, ''))).toThrow(
      'there is no SQL after it',
    )
  })

  test('is checked by both', async () => {
    expect(await checkMetric(store.engine, own)).toEqual([])
    const wrong = file.replace('use_facts FINAL', 'no_facts FINAL')
    expect((await checkMetric(store.engine, readMetric('own', wrong)))[0]).toMatch(/no_facts/)
  })

  test('lends its summary to those like it whose measures hold over it', () => {
    const alike = (more: string) =>
      readMetric('alike', `/*\ntitle: U\nsentence: S.\nlike: own\nexample: F.\n${more}*/\n`, () => own)
    expect(alike('').summary).toEqual(own.summary)
    expect(alike('value: count()\n').summary).toBeUndefined()
    expect(alike('dimensions: [article_key]\n').summary).toBeUndefined()
    expect(alike('value: max(uses)\nsummary: true\n').summary).toEqual(own.summary)
    const { summary: _, ...bare } = own
    const file = '/*\ntitle: U\nsentence: S.\nlike: own\nsummary: true\nexample: F.\n*/'
    expect(() => readMetric('alike', file, () => bare)).toThrow('it is not like a metric that has a summary')
  })
})
