import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PanelAnswer } from './metric-answer.ts'
import type { RowsAnswer } from './metric-rows.ts'
import { type ServedCompany, serveCompany } from './testing/served-company.ts'

/** Two weeks from Monday, 6 April 2026, on which system events have begun already. */
const PERIOD = 'from=2026-04-06&to=2026-04-20'
let company: ServedCompany

beforeAll(async () => {
  company = await serveCompany({
    seed: 4,
    people: 40,
    start: '2026-04-06',
    days: 14,
    scenario: 'steady',
    irregularLoads: false,
  })
})
afterAll(() => company.close())

const ask = (id: string, more = '') => company.get<PanelAnswer>(`/api/metrics/${id}?${PERIOD}${more}`)
const only = async (id: string, more = ''): Promise<number> => (await ask(id, more)).rows[0]!.value!

test('answers as the metric does, with what was asked and the SQL', async () => {
  const answer = await ask('conversations', '&by=route&grain=week&compare=1')
  expect(answer).toMatchObject({
    metric: 'conversations',
    tz: 'UTC',
    by: ['route'],
    before: { from: '2026-03-23', to: '2026-04-06' },
    applied: { filters: {}, events: 'out', ignored: [] },
    withheld: 0,
  })
  expect(answer.rows.length).toBeGreaterThan(1)
  expect(answer.rows[0]).toMatchObject({ period: '2026-04-06', previous: null })
  expect(answer.sql).toContain("time >= toDateTime64('2026-04-06 00:00:00.000', 3, 'UTC')")
  expect(answer.sql).not.toMatch(/\{[a-z_0-9]+:/)
})

test('gives SQL that gives the same numbers', async () => {
  const answer = await ask('deflection', "&by=topic&f.platform=slack,ms'teams&order=size")
  const bytes = await company.engine.run({ sql: answer.sql, format: 'JSONEachRow' })
  const found = bytes
    .toString()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { topic: string; numerator: string })
  expect(found.map(row => [row.topic, Number(row.numerator)])).toEqual(
    answer.rows.map(row => [row.topic, row.numerator]),
  )
})

test('system events count when they are asked for', async () => {
  const [without, all, alone] = await Promise.all([
    only('conversations'),
    only('conversations', '&events=in'),
    only('conversations', '&events=only'),
  ])
  expect(alone).toBeGreaterThan(0)
  expect(without + alone).toBe(all)
  // A metric of system events keeps them, and says that it did not listen.
  expect((await ask('system_events', '&events=out')).rows.length).toBeGreaterThan(0)
  expect((await ask('deflection', '&events=only')).applied.ignored).toEqual(['events'])
})

test('leaves out filters that a metric cannot take, and says so', async () => {
  const filtered = await ask('conversations', '&f.plugin=Enterprise%20Search&f.platform=slack')
  expect(filtered.applied).toMatchObject({ filters: { platform: ['slack'] }, ignored: ['plugin'] })
  expect(filtered.rows[0]!.value).toBeLessThan(await only('conversations'))
})

test('leaves values out: of numbers, their rows, and their CSV', async () => {
  const [all, alone, without] = await Promise.all([
    only('deflection'),
    ask('deflection', '&f.platform=slack'),
    ask('deflection', '&f.platform!=slack'),
  ])
  expect(without.applied.filters).toEqual({ platform: { not: ['slack'] } })
  const whole = (await ask('deflection')).rows[0]!.denominator!
  expect(without.rows[0]!.denominator! + alone.rows[0]!.denominator!).toBe(whole)
  expect(without.rows[0]!.value).not.toBe(all)
  expect(without.sql).toContain("NOT IN ['slack']")
  const { total, rows } = await company.get<RowsAnswer>(
    `/api/metrics/deflection/rows?${PERIOD}&f.platform!=slack`,
  )
  expect(total).toBe(without.rows[0]!.denominator)
  expect(rows.map(row => row.platform)).not.toContain('slack')
  const csv = await company.fetch(`/api/metrics/deflection.csv?${PERIOD}&f.platform!=slack&by=platform`)
  expect(await csv.text()).not.toContain('slack')
  // System events stay out, unless a page asks for them: then all but the one.
  const events = (await ask('system_events', '&by=system_event')).rows
  const [first] = events.filter(row => row.system_event !== null)
  const counted = (more: string) => only('conversations', `&events=only${more}`)
  const [every, one, others] = await Promise.all([
    counted(''),
    counted(`&f.system_event=${first!.system_event}`),
    counted(`&f.system_event!=${first!.system_event}`),
  ])
  expect(one + others).toBe(every)
  expect(await only('conversations', `&f.system_event!=${first!.system_event}`)).toBe(
    await only('conversations'),
  )
})

test('counts success by the definition that is chosen, where there is one', async () => {
  const confirmed = await ask('deflection', '&success=confirmed')
  expect(confirmed.applied.variant).toBe('confirmed')
  expect(confirmed.rows).toEqual((await ask('deflection', '&variant=confirmed')).rows)
  expect((await ask('deflection', '&success=zendesk')).applied.ignored).toEqual(['success'])
  expect((await ask('conversation_resolution', '&success=zendesk')).applied.variant).toBe('zendesk')
})

test('withholds what is about few people, and says how often', async () => {
  const answer = await ask('conversations', '&by=department,location')
  expect(answer.withheld).toBeGreaterThan(0)
  expect(answer.rows.filter(row => row.withheld).every(row => row.value === null)).toBe(true)
  const few = await company.fetch(
    `/api/metrics/conversations/rows?${PERIOD}&f.department=Legal&f.location=Berlin&f.role=manager`,
  )
  expect([200, 403]).toContain(few.status)
})

test('refuses questions that make no sense, and says what is wrong', async () => {
  const refusal = async (path: string) => {
    const answer = await company.fetch(path)
    const { error } = (await answer.json()) as { error: { message: string } }
    return `${answer.status} ${error.message}`
  }
  expect(await refusal(`/api/metrics/deflecton?${PERIOD}`)).toBe(
    '404 There is no metric "deflecton". Did you mean "deflection"?',
  )
  expect(await refusal(`/api/metrics/deflection?${PERIOD}&f.platfrom=slack`)).toBe(
    '400 f.platfrom: no metric can be cut by "platfrom". Did you mean "platform"?',
  )
  expect(await refusal(`/api/metrics/deflection?${PERIOD}&f.platform=slack&f.platform!=web`)).toBe(
    '400 f.platform says which values count, and f.platform! which do not: say one of them.',
  )
  expect(await refusal(`/api/metrics/deflection?${PERIOD}&success=perfect`)).toMatch(
    /^400 success is "perfect"; it must be one of confirmed, /,
  )
  expect(await refusal('/api/metrics/deflection?from=2026-05-01&to=2026-04-01')).toMatch(
    /^400 The period is empty/,
  )
  expect(await refusal('/api/metrics/deflection')).toMatch(/^400 The question is wrong: from: .*; to: /)
  expect(await refusal(`/api/metrics/deflection?${PERIOD}&limit=0`)).toMatch(/limit: must be from 1/)
})

test('gives the same rows as CSV', async () => {
  const question = `${PERIOD}&by=topic&grain=week&compare=1`
  const [{ rows }, answer, byHeader] = await Promise.all([
    company.get<PanelAnswer>(`/api/metrics/deflection?${question}`),
    company.fetch(`/api/metrics/deflection.csv?${question}`),
    company.fetch(`/api/metrics/deflection?${question}`, { headers: { accept: 'text/csv' } }),
  ])
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="deflection_2026-04-06_2026-04-20.csv"',
  )
  const text = await answer.text()
  expect(await byHeader.text()).toBe(text)
  const [head, ...lines] = text.trimEnd().split('\r\n')
  expect(head).toBe('period,topic,value,numerator,denominator,previous')
  expect(lines).toEqual(
    rows.map(({ period, topic, value, numerator, denominator }) =>
      [period, topic ?? '', value, numerator, denominator, ''].join(','),
    ),
  )
})

test('lists the rows behind a number, without what was said', async () => {
  const whole = await only('deflection')
  const { rows, total, columns } = await company.get<RowsAnswer>(
    `/api/metrics/deflection/rows?${PERIOD}&limit=10&offset=5`,
  )
  expect(columns.slice(0, 2)).toEqual(['time', 'interaction_id'])
  expect(rows).toHaveLength(10)
  expect(total).toBe((await ask('deflection')).rows[0]!.denominator)
  expect(whole).toBeLessThan(1)
  expect(columns.filter(name => /content|text|comment/.test(name))).toEqual([])
})

test('tells browsers that nothing has changed', async () => {
  const path = `/api/metrics/deflection?${PERIOD}&by=route`
  const first = await company.fetch(path)
  const tag = first.headers.get('etag')!
  expect(first.headers.get('cache-control')).toBe('private, no-cache')
  const again = await company.fetch(path, { headers: { 'if-none-match': tag } })
  expect([again.status, await again.text()]).toEqual([304, ''])
  const other = await company.fetch(`${path}&tz=Asia/Tokyo`, { headers: { 'if-none-match': tag } })
  expect(other.status).toBe(200)
})

test('lists what can be filtered by, and leaves out groups of few people', async () => {
  const { dimensions } = await company.get<{
    dimensions: { name: string; values: { value: string; count: number }[] }[]
  }>(`/api/dimensions?${PERIOD}`)
  expect(dimensions.map(({ name }) => name)).toEqual([
    'platform',
    'route',
    'domain',
    'topic',
    'plugin',
    'department',
    'location',
    'country',
    'role',
    'language',
  ])
  expect(dimensions[0]!.values.map(({ value }) => value)).toContain('msteams')
  for (const { name, values } of dimensions.slice(5)) {
    expect(values.length, name).toBeGreaterThan(0)
    expect(Math.min(...values.map(({ count }) => count)), name).toBeGreaterThanOrEqual(5)
  }
})
