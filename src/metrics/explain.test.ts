import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { entities } from '../schema/entities.ts'
import { simulateCompany } from '../simulator/index.ts'
import { type Engine, rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { checkMetric } from './check.ts'
import { type Metric, readMetric } from './definition.ts'
import { compareVariants, rowsBehind } from './explain.ts'
import { metric, metrics } from './library.ts'
import { METRIC_SETTINGS } from './query.ts'
import { reconcile } from './reconcile.ts'
import { type MetricRow, metricQuery, type Question, type RunOptions, runMetric } from './run.ts'

const PERIOD = { from: '2026-04-06', to: '2026-04-20' }
let store: Store
let engine: Engine

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  engine = store.engine
  const loads = [...simulateCompany({ seed: 3, people: 60, start: '2026-03-30', days: 24 })]
  for (const entity of entities) {
    const splitter = new RecordSplitter()
    for (const load of loads) for (const record of load[entity.name]) splitter.push(Buffer.from(record))
    splitter.end()
    await upsert(engine, entity, splitter.take())
  }
})

afterAll(() => store.close())

const run = async (id: string, more: Partial<Question> = {}, options: RunOptions = {}) =>
  (await runMetric(engine, metric(id), { ...PERIOD, ...more }, options)).rows

const sums = (rows: readonly MetricRow[]) =>
  ['value', 'numerator', 'denominator'].map(name =>
    Math.round(1000 * rows.reduce((sum, row) => sum + ((row[name] as number | null | undefined) ?? 0), 0)),
  )

test('parts add up to the whole and days to the period, of every metric that says so', async () => {
  const additive = [...metrics().values()].filter(m => m.adds_up)
  expect(additive.length).toBeGreaterThan(40)
  await run('conversations')
  const ask = (m: Metric, more: Partial<Question>) =>
    rows<MetricRow>(engine, { ...metricQuery(m, { ...PERIOD, ...more }), settings: METRIC_SETTINGS })
  for (const m of additive) {
    // The value of a share is not a sum; its numerator and denominator are.
    const from = m.value ? 0 : 1
    const whole = sums(await ask(m, { by: [] })).slice(from)
    const by = [...m.dimensions.slice(0, 2), 'weekday']
    expect(sums(await ask(m, { by, grain: 'day' })).slice(from), `${m.id} by ${by} and day`).toEqual(whole)
  }
}, 120_000)

test('a number has as many rows behind it as it counts', async () => {
  const [number] = await run('ticket_forms')
  const behind = await rowsBehind(engine, metric('ticket_forms'), PERIOD, 1000)
  expect(behind).toHaveLength(number!.value!)
  expect(number!.value).toBeGreaterThan(3)
  const slack = await rowsBehind(
    engine,
    metric('deflection'),
    { ...PERIOD, where: { platform: ['slack'], deflected: ['false'] } },
    1000,
  )
  expect(slack.length).toBeGreaterThan(0)
  expect(slack.every(row => row.platform === 'slack' && row.deflected === false)).toBe(true)
  // What was said is no part of it.
  for (const id of ['knowledge_gaps', 'feedback_comments', 'first_messages', 'articles_by_feedback'])
    for (const row of await rowsBehind(engine, metric(id), PERIOD, 1))
      expect(Object.keys(row), id).not.toContain('content')
})

test('the period before stands beside, part by part', async () => {
  const before = { from: '2026-03-23', to: '2026-04-06' }
  const compared = await run('conversations', { by: ['route'], grain: 'week' }, { compare: true })
  const earlier = await run('conversations', { ...before, by: ['route'], grain: 'week' })
  const of = (period: string, route: unknown) =>
    earlier.find(row => row.period === period && row.route === route)?.value ?? null
  expect(compared.map(row => row.previous)).toEqual(
    compared.map(row => of(row.period === '2026-04-06' ? '2026-03-23' : '2026-03-30', row.route)),
  )
})

test('days are days of the time zone', async () => {
  const [utc] = await run('interactions', {
    from: '2026-04-07T22:00:00Z',
    to: '2026-04-08T22:00:00Z',
    by: [],
  })
  expect(
    await run('interactions', {
      from: '2026-04-08',
      to: '2026-04-09',
      tz: 'Europe/Zurich',
      grain: 'day',
      by: [],
    }),
  ).toEqual([{ period: '2026-04-08', ...utc }])
  await expect(run('interactions', { tz: 'Mars/Olympus' })).rejects.toThrow(
    '"Mars/Olympus" is not a time zone',
  )
})

describe('two ways of counting', () => {
  test('differ by the rows that are listed, grouped by the rule that made the difference', async () => {
    const [guide] = await run('deflection')
    const [confirmed] = await run('deflection', { variant: 'confirmed' })
    const found = await compareVariants(engine, metric('deflection'), PERIOD, [undefined, 'confirmed'])
    expect(found.map(({ rule }) => rule)).toEqual([{ helpful: 'false', deflected: 'true' }])
    expect(found[0]!.rows).toBe(guide!.numerator! - confirmed!.numerator!)
    const longer = await compareVariants(engine, metric('repeat_contact'), PERIOD, [undefined, 'within_72h'])
    const [day] = await run('repeat_contact')
    const [three] = await run('repeat_contact', { variant: 'within_72h' })
    expect(longer.reduce((sum, { rows }) => sum + rows, 0)).toBe(three!.numerator! - day!.numerator!)
  })

  test('that do not exist are refused', async () => {
    await expect(run('deflection', { variant: 'hopeful' })).rejects.toThrow(
      /has no variant "hopeful"; it has confirmed/,
    )
  })
})

test('somebody else’s number is explained by what was asked otherwise', async () => {
  const [theirs] = await run('deflection', { variant: 'forms_only', tz: 'America/New_York' })
  const [nearest] = await reconcile(engine, metric('deflection'), PERIOD, theirs!.value!)
  expect(nearest).toMatchObject({
    changed: ['variant forms_only', 'time zone America/New_York'],
    difference: 0,
  })
})

test('parameters change what counts, and must be what they are', async () => {
  expect(await run('ticket_forms', { parameters: { ticket_titles: '(?i)nothing like it' } })).toEqual(
    await run('ticket_forms', { variant: 'in_chat' }),
  )
  await expect(run('deflection', { parameters: { colour: 'red' } })).rejects.toThrow(
    /no parameter "colour"; there are ticket_titles/,
  )
  await expect(run('repeat_contact', { parameters: { return_hours: 'soon' } })).rejects.toThrow(
    /return_hours is "soon"; it must be a number/,
  )
  // A value never becomes SQL.
  const hostile = await run('conversations', {
    where: { route: ["DM') OR 1 = 1 --"] },
    parameters: { ticket_titles: "') OR 1 --" },
  })
  expect(hostile).toEqual([{ value: 0 }])
})

test('checking a metric tells what is wrong with its SQL', async () => {
  const file = `/*
title: T
sentence: S.
family: quality
unit: count
value: count()
grain: one row for each thing
key: id
dimensions: [colour]
notes: N.
blind_spots: B.
source: Ours
example: E.
*/
SELECT time, id, user_id FROM turn_facts FINAL WHERE time >= {from:DateTime64(3, 'UTC')} AND time < {to:DateTime64(3, 'UTC')}`
  expect(await checkMetric(engine, readMetric('own', file))).toEqual([
    expect.stringMatching(/^own, by colour: .*colour/),
  ])
  expect(
    await checkMetric(
      engine,
      readMetric('own', file.replace('[colour]', '[]').replace('turn_facts', 'facts_of_life')),
    ),
  ).toEqual([expect.stringMatching(/^own, as it is: .*facts_of_life/)])
  expect(await checkMetric(engine, metric('deflection'))).toEqual([])
})
