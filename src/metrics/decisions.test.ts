import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyStore } from '../../test/support/empty-store.ts'
import { record } from '../../test/support/records.ts'
import { RecordSplitter } from '../ingest/record-splitter.ts'
import { type EntityName, findEntity } from '../schema/entities.ts'
import { rows } from '../store/engine.ts'
import { parseStoreLocation } from '../store/location.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { upsert } from '../store/upsert.ts'
import { metric } from './library.ts'
import { type Question, runMetric } from './run.ts'

/** The conversation that docs/metrics-decisions.md is about, and what that page says of it. */

const at = (time: string) => `2026-08-31T${time}.000Z`
const ana = { conversation_id: 'c', user_id: 'ana' }

const said = (id: string, time: string, type: string, more: object = {}) =>
  record('interactions', id, {
    ...ana,
    created_time: at(time),
    type: `INTERACTION_TYPE_${type}`,
    actor: type === 'BOT_MESSAGE' ? 'bot' : 'user',
    detail: { content: id },
    ...more,
  })

const called = (id: string, time: string, interaction_id: string, more: object) =>
  record('plugin-calls', id, {
    ...ana,
    created_time: at(time),
    interaction_id,
    plugin_name: 'Enterprise Search',
    plugin_update_time: at(time).replace('.000', '.900'),
    ...more,
  })

const RECORDS: { readonly [entity in EntityName]?: readonly object[] } = {
  conversations: [record('conversations', 'c', { user_id: 'ana', created_time: at('21:58:00') })],
  interactions: [
    said('q1', '21:58:00', 'FREE_TEXT', { detail: { content: 'q1', entity: 'vpn', domain: 'IT' } }),
    said('message1', '21:58:03', 'BOT_MESSAGE', { parent_interaction_id: 'q1' }),
    said('button', '21:59:00', 'BUTTON_CLICK', { parent_interaction_id: 'message1' }),
    said('message2', '21:59:02', 'BOT_MESSAGE', { parent_interaction_id: 'button' }),
    said('q2', '22:00:30', 'FREE_TEXT', { detail: { content: 'q2', entity: 'canteen', domain: 'FACILITY' } }),
    said('message3', '22:00:33', 'BOT_MESSAGE', { parent_interaction_id: 'q2' }),
    said('form', '22:01:00', 'UIFORM_SUBMISSION', {
      parent_interaction_id: 'message2',
      label: 'handoff',
      detail: { detail: 'File an IT Ticket' },
    }),
    said('thumb', '22:02:00', 'LINK_CLICK', {
      detail: { resource_id: 'UNHELPFUL', type: 'RESOURCE_TYPE_INTERNAL_LINK' },
    }),
  ],
  'plugin-calls': [
    called('p1', '21:58:01', 'q1', { served: false, used: false }),
    called('p2', '21:58:02', 'q1', { served: true, used: true }),
    called('p3', '21:59:00', 'button', {
      plugin_name: 'Create Ticket',
      plugin_update_time: at('22:01:00'),
      served: true,
      used: true,
    }),
    called('p4', '22:00:31', 'q2', { served: false, used: false }),
  ],
  'plugin-resources': [
    record('plugin-resources', 'r1', {
      ...ana,
      created_time: at('21:58:02'),
      interaction_id: 'q1',
      plugin_call_id: 'p2',
      type: 'RESOURCE_TYPE_KNOWLEDGE',
      cited: true,
    }),
  ],
}

let store: Store

beforeAll(async () => {
  store = await openStore(parseStoreLocation(emptyStore()))
  for (const [entity, records] of Object.entries(RECORDS)) {
    const splitter = new RecordSplitter()
    splitter.push(Buffer.from(JSON.stringify(records)))
    splitter.end()
    expect((await upsert(store.engine, findEntity(entity)!, splitter.take())).refused).toBe(0)
  }
})

afterAll(() => store.close())

const AUGUST = { from: '2026-08-01', to: '2026-09-01' }
const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' }
const ZURICH = { tz: 'Europe/Zurich' }

/** What a metric says: its number, or its numerator and denominator. */
async function told(id: string, more: Partial<Question> = {}): Promise<number | null | [number, number]> {
  const { rows: found } = await runMetric(store.engine, metric(id), { ...AUGUST, by: [], ...more })
  const { value, numerator, denominator } = found[0] ?? { value: 0 }
  return denominator === undefined ? value : [numerator!, denominator]
}

const claims: readonly (readonly [string, Partial<Question>, number | null | [number, number]])[] = [
  // Days, weeks, zones
  ['deflection', ZURICH, [0, 1]],
  ['conversations', ZURICH, 1],
  ['conversations', { ...ZURICH, ...SEPTEMBER }, 0],
  ['conversations_active', ZURICH, 1],
  ['conversations_active', { ...ZURICH, ...SEPTEMBER }, 1],
  ['ticket_forms', { ...ZURICH, ...SEPTEMBER }, 1],
  ['ticket_forms', ZURICH, 0],
  // Adoption
  ['active_users', {}, 1],
  ['retention', {}, [1, 1]],
  ['retention', { variant: 'days' }, [0, 1]],
  ['retention', { variant: 'days', ...ZURICH, to: '2026-09-02' }, [1, 1]],
  // Conversations
  ['conversation_turns', {}, [5, 1]],
  ['conversation_turns', { variant: 'questions' }, [2, 1]],
  ['conversation_topics', { where: { topic: ['vpn'] } }, 1],
  ['conversation_topics', { where: { topic: ['canteen'] } }, 1],
  ['conversation_length', {}, [240, 1]],
  // Interactions
  ['interactions', {}, 8],
  ['user_feedback', { where: { feedback: ['unhelpful'] } }, 1],
  ['tickets', {}, 1],
  ['ticket_forms', {}, 1],
  // Plugins
  ['plugin_unsuccessful', {}, [2, 4]],
  ['plugin_used', {}, [2, 4]],
  ['plugin_latency', { variant: 'p99' }, 0.9],
  ['plugin_latency', { where: { plugin: ['Create Ticket'] } }, null],
  ['plugin_success', {}, [0, 0]],
  // Knowledge
  ['searches_without_result', {}, 2],
  ['knowledge_gap_rate', {}, [1, 2]],
  ['citation_rate', {}, [1, 2]],
  // Service
  ['deflection', {}, [0, 2]],
  ['containment', {}, [0, 1]],
  ['escalation', {}, [1, 2]],
  ['time_to_first_answer', {}, [6, 2]],
  ['orphans', {}, 0],
]

test.each(claims)('%s %j is %j', async (id, more, expected) => {
  expect(await told(id, more)).toEqual(expected)
})

test('the ticket counts against the first question by parents, the thumb against the second by time', async () => {
  expect(
    await rows(store.engine, {
      sql: "SELECT id, question_id, attributed_by FROM turn_facts FINAL WHERE id IN ('form', 'thumb') ORDER BY id",
    }),
  ).toEqual([
    { id: 'form', question_id: 'q1', attributed_by: 'parents' },
    { id: 'thumb', question_id: 'q2', attributed_by: 'time' },
  ])
})

test('read literally, the guide finds no question with a signal', async () => {
  const [row] = await rows<{ questions: number }>(store.engine, {
    sql: `SELECT count() AS questions FROM interactions FINAL
          WHERE interactions.type = 'INTERACTION_TYPE_FREE_TEXT' AND id NOT IN (
            SELECT assumeNotNull(parent_interaction_id) FROM interactions FINAL WHERE label IS NOT NULL AND parent_interaction_id IS NOT NULL)`,
  })
  expect(row!.questions).toBe(2)
})
