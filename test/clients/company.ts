import { type EntityName, entities } from '../../src/schema/entities.ts'
import type { Engine } from '../../src/store/engine.ts'
import { serveDataApi, store, type TestApi, type TestRecord, TestStores } from '../support/data-api.ts'
import { record } from '../support/records.ts'

/** A made-up company on a server of its own, for clients that others wrote. */
export interface ServedCompany {
  readonly engine: Engine
  readonly api: TestApi
  /** The roots of the services, with a slash at the end. */
  readonly root: string
  readonly flatRoot: string
  /** The records of an entity as they were stored, in the order of their ids. */
  records(entity: EntityName): TestRecord[]
  close(): Promise<void>
}

export async function serveCompany(): Promise<ServedCompany> {
  const stores = new TestStores()
  const engine = await stores.open()
  const company = makeCompany()
  for (const { name } of entities) await store(engine, name, company[name])
  const api = await serveDataApi(engine)
  return {
    engine,
    api,
    root: `${api.address}/export/v1/records/`,
    flatRoot: `${api.address}/export/v1/flat/`,
    records: entity => [...company[entity]].sort((a, b) => (a.id < b.id ? -1 : 1)),
    async close() {
      await api.close()
      await stores.close()
    },
  }
}

/** Texts that addresses, JSON and XML write in ways of their own. */
const TEXTS = [
  'My laptop does not "start"',
  "What's new?",
  '50 % of A&B + C = D / E # F',
  'Wie heißt der Drucker – 助けて 🖨',
  'two\nlines\tand a \\',
]
const PLUGINS = ['Enterprise Search', 'Service Catalog', "People's Lookup"]
const ROUTES = ['DM', 'Notification', 'Channel']
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/**
 * 25 people, 130 conversations of three interactions, two plugin calls each with six resources: more resources than fit on
 * a page. The same every time; ids are in no order, and some begin with a hyphen.
 */
function makeCompany(): Record<EntityName, TestRecord[]> {
  const made: Record<EntityName, TestRecord[]> = {
    users: [],
    conversations: [],
    interactions: [],
    'plugin-calls': [],
    'plugin-resources': [],
  }
  const add = (entity: EntityName, id: string, more: object): string => {
    made[entity].push(record(entity, id, more) as TestRecord)
    return id
  }
  for (let i = 0; i < 25; i++)
    add('users', String(10n ** 19n + BigInt(i * 7919)), {
      email_addr: `person${i}@example.com`,
      first_name: i % 4 === 0 ? null : `Zoë ${i}`,
      external_ids: i % 3 === 0 ? null : [{ connector_name: 'okta', external_id: `00u${i}`, source: 'OKTA' }],
      first_interaction_time: i % 5 === 0 ? null : time(i),
    })
  for (let i = 0; i < 130; i++) {
    const user_id = made.users[i % 25]!.id
    const shared = { user_id, created_time: time(i), last_updated_time: time(i + 24) }
    const conversation_id = add('conversations', opaque(i), {
      ...shared,
      route: ROUTES[i % 3],
      primary_domain: i % 4 === 0 ? null : 'IT',
      type: null,
      detail: null,
    })
    const said = (n: number, more: object): string =>
      add('interactions', opaque(1000 + i * 3 + n), { ...shared, conversation_id, ...more })
    const interaction_id = said(0, { detail: { content: TEXTS[i % 5], domain: 'IT', entity: 'laptop' } })
    const answer = {
      actor: 'bot',
      type: 'INTERACTION_TYPE_BOT_MESSAGE',
      parent_interaction_id: interaction_id,
    }
    said(1, { ...answer, detail: { content: TEXTS[(i + 1) % 5], platform_name: 'Teams' } })
    said(2, {
      type: 'INTERACTION_TYPE_CONTENT_UPLOAD',
      detail: { content: null, file_types: ['png', 'pdf'] },
    })
    for (let n = 0; n < 2; n++) {
      const context = { ...shared, conversation_id, interaction_id }
      const plugin_name = PLUGINS[(i + n) % 3]
      const plugin_call_id = add('plugin-calls', opaque(3000 + i * 2 + n), {
        ...context,
        plugin_name,
        used: (i + n) % 2 === 0,
      })
      for (let k = 0; k < 6; k++)
        add('plugin-resources', opaque(5000 + (i * 2 + n) * 6 + k), {
          ...context,
          plugin_call_id: k % 2 === 0 ? plugin_call_id : null,
          detail:
            k % 3 === 0
              ? { name: TEXTS[k % 5], snippet: TEXTS[i % 5], url: 'https://example.com/a?b=c&d' }
              : null,
          cited: k === 0,
        })
    }
  }
  return made
}

/** The `hour`th hour of August 2026. */
function time(hour: number): string {
  return new Date(Date.UTC(2026, 7, 1, hour, 7, 5, hour)).toISOString()
}

/** Twelve characters as the vendor's ids have; another for each number. */
function opaque(n: number): string {
  let value = (BigInt(n) * 0x9e3779b97f4a7c15n) & ((1n << 72n) - 1n)
  let text = ''
  for (let i = 0; i < 12; i++, value >>= 6n) text += ALPHABET[Number(value & 63n)]
  return text
}
