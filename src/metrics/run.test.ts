import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestStores } from '../../test/support/data-api.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { findEntity } from '../schema/entities.ts'
import { rows } from '../store/engine.ts'
import { upsert } from '../store/upsert.ts'
import { counting, type Metric } from './definition.ts'
import { dimensionsOf } from './dimensions.ts'
import { metric, metrics } from './library.ts'
import { METRIC_SETTINGS, metricQuery, rowsQuery } from './query.ts'
import { GRAINS, type Question, runMetric } from './run.ts'

const stores = new TestStores()

/** A store of its own with these interactions and conversations; what is not said of a record is unimportant. */
async function world(records: { conversations?: object[]; interactions?: object[] }) {
  const engine = await stores.open()
  for (const [name, given] of Object.entries(records)) {
    const splitter = new RecordSplitter()
    splitter.push(Buffer.from(JSON.stringify(given)))
    splitter.end()
    const counts = await upsert(engine, findEntity(name)!, splitter.take())
    expect(counts.refused).toBe(0)
  }
  return async (id: string, more: Partial<Question> = {}) => {
    const answer = await runMetric(engine, metric(id), {
      from: '2025-09-01',
      to: '2025-10-01',
      ...more,
    })
    return answer.rows
  }
}

const at = (time: string) => (time.includes('T') ? time : `2025-09-10T${time}:00.000Z`)

const conversation = (id: string, time: string, more: object = {}) => ({
  created_time: at(time),
  id,
  last_updated_time: '2025-10-02T06:00:00.000Z',
  primary_domain: 'IT',
  route: 'DM',
  user_id: '1',
  ...more,
})

const interaction = (id: string, time: string, type: string, more: object = {}) => ({
  actor: type === 'BOT_MESSAGE' ? 'bot' : 'user',
  conversation_id: 'c',
  created_time: at(time),
  detail: { content: id },
  id,
  label: null,
  last_updated_time: '2025-10-02T06:00:00.000Z',
  parent_interaction_id: null,
  platform: 'slack',
  type: `INTERACTION_TYPE_${type}`,
  user_id: '1',
  ...more,
})

const question = (id: string, time: string, more: object = {}) => interaction(id, time, 'FREE_TEXT', more)
const answer = (id: string, time: string, parent: string | null) =>
  interaction(id, time, 'BOT_MESSAGE', { parent_interaction_id: parent })
const button = (id: string, time: string, parent: string | null) =>
  interaction(id, time, 'BUTTON_CLICK', { parent_interaction_id: parent })
const form = (
  id: string,
  time: string,
  parent: string | null,
  label: string,
  title: string,
  more: object = {},
) =>
  interaction(id, time, 'UIFORM_SUBMISSION', {
    parent_interaction_id: parent,
    label,
    detail: { detail: title },
    ...more,
  })
const click = (id: string, time: string, control: string, more: object = {}) =>
  interaction(id, time, 'LINK_CLICK', {
    detail: { resource_id: control, type: 'RESOURCE_TYPE_INTERNAL_LINK' },
    ...more,
  })

afterAll(async () => {
  await stores.close()
})

describe('every metric', () => {
  test('runs on an empty store, whole, by every variant, and by all dimensions at once', async () => {
    const run = await world({})
    expect(await run('deflection')).toEqual([{ numerator: 0, denominator: 0, value: null }])
    const engine = await stores.open()
    const ask = async (metric: Metric, more: Partial<Question>) => {
      const { sql, params } = metricQuery(metric, { from: '2025-09-01', to: '2025-10-01', ...more })
      return rows<{ value: number | null }>(engine, { sql, params, settings: METRIC_SETTINGS })
    }
    const zones = ['Europe/Zurich', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia']
    for (const [i, [id, metric]] of [...metrics()].entries()) {
      const names = [undefined, ...Object.keys(metric.variants)]
      const numbers = names.map(
        variant => counting(metric, variant).value ?? counting(metric, variant).numerator,
      )
      const { sql, params } = rowsQuery(metric, { from: '2025-09-01', to: '2025-10-01' }, [], from => [
        `SELECT ${numbers.map((number, n) => `${number} AS number_${n}`).join(', ')}`,
        from,
      ])
      const [found] = await rows<object>(engine, { sql, params, settings: METRIC_SETTINGS })
      for (const number of Object.values(found!)) expect(number, id).toBeOneOf([0, null])
      // Those that are like another have its rows. Grains and zones take turns: what they add is the same for every metric.
      if (metric.like) continue
      const everything = {
        by: dimensionsOf(metric),
        grain: GRAINS[i % 4]!,
        tz: zones[Math.floor(i / 4) % 4]!,
      }
      expect(await ask(metric, everything), id).toEqual([])
    }
  }, 120_000)

  test('refuses a period, a cut or a grain that cannot be', async () => {
    const run = await world({})
    await expect(run('conversations', { from: '2025-10-01' })).rejects.toThrow(/The period is empty/)
    await expect(run('conversations', { from: 'yesterday' })).rejects.toThrow(
      /from is "yesterday"; it must be a date/,
    )
    await expect(run('conversations', { to: '2025-02-30x' })).rejects.toThrow(/to is "2025-02-30x"/)
    await expect(run('conversations', { by: ['colour'] })).rejects.toThrow(
      /cannot be cut by "colour"; it can be cut by route/,
    )
    await expect(run('conversations', { grain: 'hour' as 'day' })).rejects.toThrow(/"hour" is not a grain/)
  })
})

describe('conversations', () => {
  const conversations = [
    conversation('a', '2025-09-01T00:00:00.000Z'),
    conversation('b', '2025-09-01T23:59:59.999Z', { route: 'Notification', primary_domain: null }),
    conversation('c', '2025-09-08T12:00:00.000Z', { primary_domain: 'HR' }),
    // Outside the period on either side.
    conversation('before', '2025-08-31T23:59:59.999Z'),
    conversation('after', '2025-10-01T00:00:00.000Z'),
  ]

  test('count when they began, from the first instant of the period to before its end', async () => {
    const run = await world({ conversations })
    expect(await run('conversations')).toEqual([{ value: 3 }])
    expect(
      await run('conversations', { from: '2025-09-01T23:59:59.999Z', to: '2025-09-08T12:00:00Z' }),
    ).toEqual([{ value: 1 }])
    expect(
      await run('conversations', { from: '2025-09-01T02:00:00+02:00', to: '2025-09-01T00:00:00.001Z' }),
    ).toEqual([{ value: 1 }])
  })

  test('are cut by time and by dimensions, and the parts add up', async () => {
    const run = await world({ conversations })
    expect(await run('conversations', { grain: 'day' })).toEqual([
      { period: '2025-09-01', value: 2 },
      { period: '2025-09-08', value: 1 },
    ])
    expect(await run('conversations', { grain: 'week', from: '2025-08-01' })).toEqual([
      { period: '2025-08-25', value: 1 },
      { period: '2025-09-01', value: 2 },
      { period: '2025-09-08', value: 1 },
    ])
    expect(await run('conversations', { grain: 'month', from: '2025-08-01' })).toEqual([
      { period: '2025-08-01', value: 1 },
      { period: '2025-09-01', value: 3 },
    ])
    expect(await run('conversations_by_route')).toEqual([
      { route: 'DM', value: 2 },
      { route: 'Notification', value: 1 },
    ])
    expect(await run('conversations_by_domain')).toEqual([
      { domain: 'HR', value: 1 },
      { domain: 'IT', value: 1 },
      { domain: null, value: 1 },
    ])
    expect(await run('conversations', { by: ['route', 'domain'] })).toHaveLength(3)
  })
})

test('active users are people who acted, each counted once in a period', async () => {
  const run = await world({
    interactions: [
      question('q1', '09:00'),
      question('q2', '10:00', { platform: 'msteams' }),
      interaction('x', '11:00', 'BUTTON_CLICK', { user_id: '2' }),
      // Sent a message, did nothing.
      interaction('n', '12:00', 'BOT_MESSAGE', { user_id: '3' }),
      question('q3', '2025-09-11T09:00:00.000Z'),
    ],
  })
  expect(await run('active_users')).toEqual([{ value: 2 }])
  expect(await run('active_users', { grain: 'day' })).toEqual([
    { period: '2025-09-10', value: 2 },
    { period: '2025-09-11', value: 1 },
  ])
  expect(await run('active_users', { by: ['platform'] })).toEqual([
    { platform: 'slack', value: 2 },
    { platform: 'msteams', value: 1 },
  ])
})

test('a conversation is active on each day of the time zone on which something is said in it', async () => {
  const run = await world({
    conversations: [conversation('c', '2025-09-10T21:50:00.000Z')],
    interactions: [
      question('q1', '2025-09-10T21:50:00.000Z'),
      answer('a1', '2025-09-10T22:10:00.000Z', 'q1'),
      question('q2', '2025-09-11T20:00:00.000Z'),
    ],
  })
  const days = async (tz: string) =>
    (await run('conversations_active', { grain: 'day', tz })).map(row => [row.period, row.value])
  expect(await days('UTC')).toEqual([
    ['2025-09-10', 1],
    ['2025-09-11', 1],
  ])
  // Midnight in Zurich is at 22:00, in New York all of it is before midnight, in Kolkata after it.
  expect(await days('Europe/Zurich')).toEqual([
    ['2025-09-10', 1],
    ['2025-09-11', 1],
  ])
  expect(await days('Asia/Kolkata')).toEqual([
    ['2025-09-11', 1],
    ['2025-09-12', 1],
  ])
  const period = { from: '2025-09-10T22:00:00Z', to: '2025-09-10T23:00:00Z' }
  expect(await run('conversations_active', period)).toEqual([{ value: 1 }])
})

test('stickiness is measured against the days of each part of time', async () => {
  const on = (day: number, user_id: string) => `2025-09-${String(day).padStart(2, '0')} ${user_id}`
  // September 2025 begins on a Monday. Ana is there on five days of the first week, Ben on two, and Ana on Monday of the last.
  const seen = [...[1, 2, 3, 4, 6].map(day => on(day, 'ana')), on(1, 'ben'), on(7, 'ben'), on(29, 'ana')]
  const run = await world({
    interactions: seen.map((text, i) => {
      const [day, user_id] = text.split(' ')
      return question(`q${i}`, `${day}T09:00:00.000Z`, { user_id })
    }),
  })
  expect(await run('stickiness', { grain: 'week' })).toEqual([
    { period: '2025-09-01', numerator: 7, denominator: 14, value: 0.5 },
    // Only two days of the last week are in September.
    { period: '2025-09-29', numerator: 1, denominator: 2, value: 0.5 },
  ])
  expect(await run('stickiness')).toMatchObject([{ numerator: 8, denominator: 60 }])
  expect(await run('stickiness', { grain: 'month' })).toMatchObject([{ numerator: 8, denominator: 60 }])
  expect(await run('stickiness', { variant: 'working_days' })).toMatchObject([
    { numerator: 6, denominator: 44 },
  ])
  expect(await run('stickiness', { variant: 'working_days', grain: 'week' })).toMatchObject([
    { numerator: 5, denominator: 10 },
    { numerator: 1, denominator: 2 },
  ])
  expect(await run('stickiness', { variant: 'weekly' })).toMatchObject([{ numerator: 3, denominator: 10 }])
})

test('habits are of the days looked back on, be they more than the engine’s dates have', async () => {
  const told = await world({
    interactions: [
      question('q1', '09:00'),
      question('q2', '2025-09-11T09:00:00.000Z'),
      question('q3', '2025-01-10T09:00:00.000Z', { user_id: '2' }),
    ],
  })
  const habits = async (look_back_days: number) =>
    (await told('habit_segments', { parameters: { look_back_days } })).map(({ habit, value }) => [
      habit,
      value,
    ])
  expect(await habits(28)).toEqual([
    ['lapsed', 1],
    ['occasional', 1],
  ])
  // Since 1916, and since 2025 began.
  expect(await habits(40_000)).toEqual([['occasional', 2]])
  expect(await habits(270)).toEqual([['occasional', 2]])
})

test('feedback is read from clicks and forms, from both places and in any case', async () => {
  const run = await world({
    interactions: [
      click('a', '09:00', 'HELPFUL'),
      click('b', '09:01', 'Unhelpful'),
      click('c', '09:02', 'GET_HELP'),
      form('d', '09:03', null, 'feedback', 'unhelpful'),
      form('e', '09:04', null, 'feedback', '', { detail: { resource_id: 'Helpful' } }),
      form('f', '09:05', null, 'mw_form', 'Helpful'),
    ],
  })
  expect(await run('user_feedback')).toEqual([
    { feedback: 'helpful', value: 2 },
    { feedback: 'unhelpful', value: 2 },
  ])
  expect(await run('user_feedback', { by: ['given_by', 'feedback'] })).toHaveLength(4)
})

describe('deflection', () => {
  /** What was said and done, and which signals count against which questions. */
  const scenes: readonly (readonly [string, readonly object[], object])[] = [
    [
      'follows a form through the answer to the question: two hops',
      [
        question('first', '09:00'),
        answer('a1', '09:01', 'first'),
        question('second', '09:02'),
        answer('a2', '09:03', 'second'),
        form('t', '09:04', 'a1', 'handoff', 'File an IT Ticket'),
      ],
      { first: ['ticket'] },
    ],
    [
      'follows a form through buttons, however many',
      [
        question('first', '09:00'),
        answer('a1', '09:01', 'first'),
        button('b1', '09:02', 'a1'),
        answer('a2', '09:03', 'b1'),
        button('b2', '09:04', 'a2'),
        answer('a3', '09:05', 'b2'),
        question('second', '09:06'),
        form('h', '09:07', 'a3', 'mw_form', 'LIVE AGENT chat request'),
      ],
      { first: ['handoff'] },
    ],
    [
      'takes the nearest earlier question where there is no parent',
      [
        question('first', '09:00'),
        question('second', '09:05'),
        form('t', '09:06', null, 'file_ticket', 'INC0012345'),
        question('third', '09:07'),
        question('elsewhere', '09:05', { conversation_id: 'other' }),
      ],
      { second: ['ticket'] },
    ],
    [
      'takes it where the chain breaks at a missing parent, too',
      [question('q', '09:00'), form('t', '09:06', 'gone', 'file_ticket', 'INC1'), answer('n', '09:05', null)],
      { q: ['ticket'] },
    ],
    [
      'takes it where the chain breaks at a message that answers nothing',
      [
        question('q', '09:00'),
        answer('n', '09:05', null),
        click('u', '09:06', 'UNHELPFUL', { parent_interaction_id: 'n' }),
      ],
      { q: ['unhelpful'] },
    ],
    [
      'survives parents in a circle',
      [
        question('q', '09:00'),
        answer('a', '09:01', 'b'),
        button('b', '09:02', 'a'),
        form('t', '09:03', 'a', 'file_ticket', 'INC1'),
      ],
      { q: ['ticket'] },
    ],
    [
      'lets a signal with no earlier question count against none',
      [form('t', '08:00', null, 'file_ticket', 'INC1'), question('q', '09:00')],
      {},
    ],
  ]

  /** Each scene has a platform of its own, and the topics of its questions are their ids. */
  const apart = (scene: number, given: object): object => {
    const { id, conversation_id, parent_interaction_id, detail, ...rest } = given as ReturnType<
      typeof interaction
    >
    const own = (name: string): string => `${scene} ${name}`
    return {
      ...rest,
      id: own(id),
      conversation_id: own(conversation_id),
      parent_interaction_id: parent_interaction_id && own(parent_interaction_id),
      platform: own('scene'),
      detail: { ...detail, entity: id },
    }
  }

  let run: Awaited<ReturnType<typeof world>>
  beforeAll(async () => {
    run = await world({ interactions: scenes.flatMap(([, given], n) => given.map(each => apart(n, each))) })
  })

  test.each(scenes.map(([what, , expected], n) => [what, n, expected] as const))(
    '%s',
    async (_, n, expected) => {
      const found = await run('deflection', {
        by: ['topic', 'ticket', 'handoff', 'unhelpful'],
        where: { platform: [`${n} scene`], deflected: ['false'] },
      })
      expect(
        Object.fromEntries(
          found.map(row => [row.topic, ['ticket', 'handoff', 'unhelpful'].filter(signal => row[signal])]),
        ),
      ).toEqual(expected)
    },
  )

  test('counts a question as deflected when nothing speaks against it', async () => {
    const run = await world({ interactions: [question('q', '09:00'), answer('a', '09:01', 'q')] })
    expect(await run('deflection')).toEqual([{ numerator: 1, denominator: 1, value: 1 }])
  })

  test('counts every kind of signal, several against one question once', async () => {
    const run = await world({
      interactions: [
        question('q', '09:00'),
        form('t', '09:01', null, 'handoff', 'file it ticket'),
        form('h', '09:02', null, 'handoff', 'Live agent chat request'),
        click('u', '09:03', 'unhelpful'),
        form('f', '09:04', null, 'feedback', 'Unhelpful'),
        question('fine', '10:00'),
        click('g', '10:01', 'HELPFUL'),
        form('o', '10:02', null, 'mw_form', 'Edit request'),
      ],
    })
    expect(await run('deflection')).toEqual([{ numerator: 1, denominator: 2, value: 0.5 }])
    expect(await run('deflection', { by: ['ticket', 'handoff', 'unhelpful'] })).toHaveLength(2)
  })

  test('counts questions of the period, and their signals whenever they come', async () => {
    const run = await world({
      interactions: [
        question('before', '2025-08-31T23:00:00.000Z'),
        answer('a0', '2025-08-31T23:00:01.000Z', 'before'),
        form('t0', '2025-09-01T08:00:00.000Z', 'a0', 'file_ticket', 'INC1'),
        question('last', '2025-09-30T23:59:00.000Z'),
        form('t1', '2025-10-01T08:00:00.000Z', null, 'file_ticket', 'INC2'),
      ],
    })
    expect(await run('deflection')).toEqual([{ numerator: 0, denominator: 1, value: 0 }])
  })
})
