import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { store, TestStores } from '../../../test/support/data-api.ts'
import { record } from '../../../test/support/records.ts'
import { readEvents } from '../../access/access-events.ts'
import { createServer, listen } from '../../api/server.ts'
import { entities } from '../../schema/entities.ts'
import { type FixtureName, fixture } from '../../simulator/fixtures/index.ts'
import type { Engine } from '../../store/engine.ts'
import { addDashboards } from '../dashboard-api.ts'
import { chainsOf } from './chain.ts'
import { lookedAt, reasonFor } from './reasons.ts'
import type { Replay } from './replay.ts'

/** Conversations that are told, one thing each; told with ids of their own, so that one store holds them all. */
const TOLD = [
  'six-hop-ticket',
  'before-parents',
  'orphan-parents',
  'resources-without-call',
  'rated-earlier-answer',
  'held-back-day',
] as const satisfies readonly FixtureName[]

const stores = new TestStores()
const server = createServer()
let engine: Engine
let url: string
const ids = new Map<string, string>()

beforeAll(async () => {
  engine = await stores.open()
  const told = new Map(entities.map(({ name }) => [name, [] as string[]]))
  for (const [place, name] of TOLD.entries()) {
    const { loads } = fixture(name)
    // Every fixture begins with the same chance: its ids get an end of their own. Those of people are numbers, and stay.
    const own = (text: string): string =>
      text.replaceAll(/"((?:[a-z_]*_)?id)":"([\w-]{12}|[0-9a-f]{32})"/g, `"$1":"$2${place}"`)
    for (const [entity, texts] of told) texts.push(...loads.flatMap(load => load[entity].map(own)))
    ids.set(name, idOf(own(loads.flatMap(load => load.conversations)[0]!)))
  }
  for (const [entity, texts] of told) await store(engine, entity, latest(texts))
  const time = (second: number): string => `2026-08-01T10:00:0${second}.000Z`
  await store(engine, 'interactions', [
    record('interactions', 'circle1', {
      conversation_id: 'circle',
      type: 'INTERACTION_TYPE_BUTTON_CLICK',
      detail: { content: 'Yes' },
      parent_interaction_id: 'circle2',
      created_time: time(1),
    }),
    record('interactions', 'circle2', {
      conversation_id: 'circle',
      actor: 'bot',
      type: 'INTERACTION_TYPE_BOT_MESSAGE',
      detail: { content: 'Really?', mood: 'odd' },
      parent_interaction_id: 'circle1',
      created_time: time(2),
    }),
  ])
  await store(engine, 'plugin-calls', [
    record('plugin-calls', 'lost', { conversation_id: 'circle', interaction_id: 'nowhere' }),
  ])
  addDashboards(server, { engine, database: 'test' })
  url = await listen(server, '127.0.0.1', 0)
})

afterAll(async () => {
  await server.close()
  await stores.close()
})

const idOf = (text: string): string => (JSON.parse(text) as { id: string }).id

/** Of records that are published again, the last version. */
const latest = (texts: readonly string[]): string[] => [
  ...new Map(texts.map(text => [idOf(text), text])).values(),
]

async function replay(name: string): Promise<Replay> {
  const answer = await fetch(`${url}/api/conversations/${ids.get(name) ?? name}`)
  expect(answer.status, name).toBe(200)
  return (await answer.json()) as Replay
}

const verdict = ({ verdicts }: Replay, metric: string, variant: string | null = null, question = 0) =>
  verdicts.filter(each => each.metric === metric && each.variant === variant)[question]!

describe('a conversation', () => {
  test('is told in order, each thing with the way back to its question', async () => {
    const told = await replay('six-hop-ticket')
    const times = told.items.map(item => item.created_time)
    expect([...times].sort()).toEqual(times)
    const [question] = told.items
    expect(question).toMatchObject({ is_question: true, chain: { end: 'none', ids: [] } })
    const form = told.items.find(item => item.turn?.ticket)!
    expect(form.chain).toMatchObject({ end: 'question', missing: null })
    expect(form.chain.ids).toHaveLength(6)
    expect(form.chain.ids.at(-1)).toBe(question!.id)
    expect(form.turn).toMatchObject({ question_id: question!.id, attributed_by: 'parents' })
    expect(told.calls.map(call => [call.plugin, call.outcome])).toContainEqual(['Create Ticket', 'used'])
    expect(told.calls.flatMap(call => call.resources.map(each => each.ticket))).toContain('INC0049001')
    expect(told.person?.name).not.toBe('')
    expect(told.notes).toEqual([])
  })

  test('has its outcome under each definition, with the record that decided', async () => {
    const told = await replay('six-hop-ticket')
    const form = told.items.find(item => item.turn?.ticket)!
    for (const metric of ['deflection', 'containment', 'conversation_resolution'])
      expect(verdict(told, metric), metric).toMatchObject({
        result: 'failure',
        reason: 'There was a ticket.',
        because: [form.id],
      })
    expect(verdict(told, 'conversation_resolution', 'servicenow').result).toBe('success')
    const rated = await replay('rated-earlier-answer')
    expect(verdict(rated, 'deflection')).toMatchObject({
      result: 'failure',
      reason: 'There was negative feedback.',
      question_id: rated.items[0]!.id,
    })
    expect(verdict(rated, 'deflection', null, 1)).toMatchObject({ result: 'success', because: [] })
    expect(verdict(rated, 'deflection', 'rated', 1)).toMatchObject({ result: 'not counted' })
    expect(verdict(rated, 'deflection', 'forms_only').result).toBe('success')
  })

  test('survives what has no parent, a missing one, or goes in a circle', async () => {
    const before = await replay('before-parents')
    const form = before.items.find(item => item.turn?.ticket)!
    expect(form).toMatchObject({ chain: { end: 'none' }, turn: { attributed_by: 'time' } })
    const orphan = await replay('orphan-parents')
    expect(orphan.items[0]!.chain).toMatchObject({ end: 'missing' })
    expect(orphan.conversation).toMatchObject({ type: 'CONVERSATION_TYPE_TICKET_WAITING_NOTIFICATION' })
    expect(orphan.conversation?.detail).toMatchObject({ ticket_id: 'INC0048001' })
    expect(orphan.notes[0]).toMatch(/^1 interaction names a parent that is not in this conversation/)
    const circle = await replay('circle')
    expect(circle.items.map(item => item.chain.end)).toEqual(['circle', 'circle'])
    expect(circle.items[1]!.unknown).toEqual({ mood: 'odd' })
  })

  test('is shown without its own record, and says what is missing', async () => {
    const told = await replay('circle')
    expect(told).toMatchObject({ conversation: null, person: null, verdicts: [] })
    expect(told.calls[0]).toMatchObject({ id: 'lost', orphan: true })
    expect(told.notes).toEqual([
      'The record of the conversation itself is not here: what belongs to it is shown.',
      'The record of the person is not here.',
      '2 interactions have parents that lead in a circle.',
      '1 plugin call was for an interaction that is not here.',
    ])
  })

  test('marks what came late, and keeps resources that no call claims', async () => {
    const late = await replay('held-back-day')
    expect(late.items[0]!.late_hours).toBeGreaterThan(48)
    expect(late.notes.at(-1)).toMatch(/came late/)
    const loose = await replay('resources-without-call')
    expect(loose.loose_resources).toHaveLength(2)
    expect(loose.calls[0]!.resources).toHaveLength(1)
  })

  test('is answered to those who may read it only, and each opening is written down', async () => {
    const id = ids.get('six-hop-ticket')!
    const openings = () => readEvents(engine, { conversation: id, limit: 100 })
    const before = (await openings()).length
    await replay('six-hop-ticket')
    expect(await openings()).toHaveLength(before + 1)
    const unknown = await fetch(`${url}/api/conversations/none-of-these`)
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).toContain('There is no conversation \\"none-of-these\\".')
  })
})

test('chains end where a record stands for itself, and never run in circles', () => {
  const at = (id: string, parent_id: string | null, is_question = false) => ({ id, parent_id, is_question })
  const chains = chainsOf([
    at('q', null, true),
    at('a', 'q'),
    at('b', 'a'),
    at('self', 'self'),
    at('m', 'gone'),
    at('n', 'm'),
  ])
  expect(chains.get('b')).toEqual({ ids: ['a', 'q'], end: 'question', missing: null })
  expect(chains.get('self')?.end).toBe('circle')
  expect(chains.get('n')).toEqual({ ids: ['m'], end: 'missing', missing: 'gone' })
})

test('reasons name what decided, and nothing else', () => {
  const numerator =
    'countIf(answered AND NOT (ticket OR handoff OR unhelpful) AND (helpful OR rephrasings = 0))'
  const rule = { counts: lookedAt('countIf(answered)'), decides: lookedAt(numerator) }
  const flags = {
    answered: true,
    ticket: false,
    handoff: false,
    unhelpful: false,
    helpful: false,
    rephrasings: true,
  }
  expect(reasonFor('failure', { ...rule, flags })).toBe(
    'The person asked about the same topic again and nobody called it helpful.',
  )
  expect(reasonFor('failure', { ...rule, flags: { ...flags, ticket: true, unhelpful: true } })).toBe(
    'There was a ticket and negative feedback.',
  )
  expect(reasonFor('not counted', { ...rule, flags: { ...flags, answered: false } })).toBe(
    'No plugin was used: it was not answered.',
  )
  expect(reasonFor('success', { ...rule, flags: { ...flags, helpful: true } })).toBe(
    'A plugin was used, it was called helpful and there was no ticket, request for a live agent or negative feedback.',
  )
})
