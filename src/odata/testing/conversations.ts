import { columnsOf } from '../../schema/columns.ts'
import { type EntityName, findEntity } from '../../schema/entities.ts'
import { dataService } from '../data-service.ts'
import type { TestRecord } from './engine.ts'
import { TestService } from './service.ts'

type Rows = { readonly [entity in EntityName]: readonly TestRecord[] }

const time = { created_time: '2024-01-01T00:00:00.000Z', last_updated_time: '2024-01-01T00:00:00.000Z' }
const user = { access_to_bot: true, user_preferred_language: 'EN_US' }
const said = { actor: 'user', platform: 'slack', type: 'INTERACTION_TYPE_FREE_TEXT' }
const called = { served: true, used: false }

/** Two people, three conversations (one of a person nobody knows), and what happened in them. */
const small: Rows = {
  users: [
    { ...user, id: 'u1', email_addr: 'ann@x.org', first_name: 'Ann', external_ids: [{ source: 'sn' }] },
    { ...user, id: 'u2', email_addr: 'bob@x.org', external_ids: [] },
    { ...user, id: 'u3', email_addr: 'eve@x.org' },
  ],
  conversations: [
    { id: 'c1', user_id: 'u1', route: 'DM', primary_domain: 'IT' },
    { id: 'c2', user_id: 'u2', route: 'DM', primary_domain: 'HR' },
    { id: 'c3', user_id: 'lost', route: 'Ticket' },
  ],
  interactions: [
    {
      ...said,
      id: 'i1',
      conversation_id: 'c1',
      user_id: 'u1',
      detail: { content: 'a', domain: 'IT', more: 1 },
    },
    { ...said, id: 'i2', conversation_id: 'c1', user_id: 'u1', parent_interaction_id: 'i1', actor: 'bot' },
    {
      ...said,
      id: 'i3',
      conversation_id: 'c1',
      user_id: 'u1',
      parent_interaction_id: 'i2',
      label: 'feedback',
    },
    { ...said, id: 'i4', conversation_id: 'c2', user_id: 'u2', detail: { content: 'b', domain: 'HR' } },
    { ...said, id: 'i5', conversation_id: 'c2', user_id: 'u2', parent_interaction_id: 'gone', actor: 'bot' },
  ],
  'plugin-calls': [
    {
      ...called,
      id: 'p1',
      conversation_id: 'c1',
      interaction_id: 'i1',
      user_id: 'u1',
      plugin_name: 'Search',
      used: true,
    },
    { ...called, id: 'p2', conversation_id: 'c1', interaction_id: 'i1', user_id: 'u1', plugin_name: 'Forms' },
    {
      ...called,
      id: 'p3',
      conversation_id: 'c2',
      interaction_id: 'i4',
      user_id: 'u2',
      plugin_name: 'Search',
    },
  ],
  'plugin-resources': [
    resource('r1', 'c1', 'i1', 'u1', 'p1'),
    resource('r2', 'c1', 'i1', 'u1', 'p1'),
    resource('r3', 'c2', 'i4', 'u2', null),
  ],
}

function resource(
  id: string,
  conversation_id: string,
  interaction_id: string,
  user_id: string,
  call: string | null,
) {
  const type = 'RESOURCE_TYPE_FILE'
  return {
    id,
    conversation_id,
    interaction_id,
    user_id,
    plugin_call_id: call,
    type,
    cited: id === 'r1',
    resource_id: id,
  }
}

/** The Data API over a few records in a real engine: those above, or others. */
export async function conversationsService(records: Rows = small): Promise<TestService> {
  const service = new TestService(dataService)
  for (const [name, list] of Object.entries(records)) {
    const { table, attributes } = findEntity(name)!
    const columns = columnsOf({ ...findEntity(name)! }).map(column => `${column.name} ${column.type}`)
    service.session.query(
      `CREATE TABLE ${table} (${columns.join(', ')}, record String)
       ENGINE = ReplacingMergeTree(last_updated_time) ORDER BY id`,
    )
    const rows = (list as readonly TestRecord[]).flatMap(record => {
      const known = Object.fromEntries(Object.keys(attributes).map(key => [key, null as unknown]))
      for (const [key, value] of Object.entries({ ...time, ...record })) if (key in known) known[key] = value
      // A version that was replaced: what reads without FINAL finds it.
      const old = { ...known, last_updated_time: '1901-01-01T00:00:00.000Z', record: '{"id":"old"}' }
      return [JSON.stringify({ ...known, record: JSON.stringify(known) }), JSON.stringify(old)]
    })
    await service.session.insert({
      table,
      values: Buffer.from(rows.join('\n')),
      format: 'JSONEachRow',
      settings: { date_time_input_format: 'best_effort', input_format_null_as_default: 1 },
    })
  }
  return service
}
