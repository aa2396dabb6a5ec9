import { afterAll, beforeAll } from 'vitest'
import { createKey } from '../../src/api/credentials/keys.ts'
import type { DataApiOptions } from '../../src/api/server.ts'
import { serveDataApi, store, type TestApi, TestStores } from './data-api.ts'
import { record } from './records.ts'

/** An answer, read: its JSON is whatever came. */
export type Answer = ReturnType<typeof answerOf>

function answerOf({ status, headers }: Response, text: string) {
  return {
    status,
    headers,
    type: headers.get('content-type'),
    text,
    get json() {
      return JSON.parse(text)
    },
  }
}

/** A Data API as conformance tests ask it. */
export interface ConformanceClient {
  readonly api: TestApi
  /** The service root, without a slash at its end. */
  readonly root: string
  /** Asks for a path behind the root, or for a link. Spaces may be written as they are. */
  ask(path: string, headers?: Record<string, string>, init?: RequestInit): Promise<Answer>
  /** The ids of the records of one page, which must be there. */
  ids(path: string, headers?: Record<string, string>): Promise<string[]>
  /** The status of an answer and the code of its error. */
  refusal(path: string, headers?: Record<string, string>): Promise<[status: number, code: string]>
  close(): Promise<void>
}

/** One with a few records, each of which some rule of the standard treats differently. */
export interface ConformanceService extends ConformanceClient {
  /** A key that may read these collections alone. */
  keyFor(scopes: readonly string[]): Promise<string>
  /** Another server of the same records. */
  beside(options: Options): Promise<ConformanceClient>
}

type Options = Omit<DataApiOptions, 'engine'>

/** The service for all tests of a file, with what they ask it by. */
export function conformanceSuite(options: Options = {}) {
  const service = {} as ConformanceService
  beforeAll(async () => {
    Object.assign(service, await serveConformance(options))
  })
  afterAll(() => service.close())
  const ask: ConformanceService['ask'] = (...of) => service.ask(...of)
  return {
    service,
    ask,
    ids: ((...of) => service.ids(...of)) as ConformanceService['ids'],
    refusal: ((...of) => service.refusal(...of)) as ConformanceService['refusal'],
    values: async (path: string) => (await ask(path)).json.value,
  }
}

const times = (day: number) => ({ created_time: `2026-08-0${day}T10:00:00.000Z` })
const externalId = (connector_name: string, external_id: string | null, source: string) => ({
  connector_name,
  external_id,
  source,
})

/**
 * Conversations `c1` of user `u1`, `c2` of nobody who is known, and `c/3`; of `c1` the interactions `i1` to `i5`, each an
 * answer to the one before; a plugin call with two resources; users `u1`, who has three external ids, and `u2`, who has none.
 */
async function serveConformance(options: Options = {}): Promise<ConformanceService> {
  const stores = new TestStores()
  const engine = await stores.open()
  await store(engine, 'users', [
    record('users', 'u1', {
      email_addr: 'ann@example.com',
      external_ids: [
        externalId('okta', '7', 'sso'),
        externalId('ad', '9', 'sso'),
        externalId('hr', null, 'file'),
      ],
      first_name: "Ann O'Neil",
      last_name: 'Zöe 🎈',
    }),
    record('users', 'u2', { access_to_bot: false, first_name: null }),
  ])
  await store(engine, 'conversations', [
    record('conversations', 'c1', { ...times(1), user_id: 'u1', primary_domain: 'IT', route: 'DM' }),
    record('conversations', 'c2', { ...times(2), user_id: 'gone', primary_domain: null, route: '50%_off' }),
    record('conversations', 'c/3', { ...times(3), user_id: 'u1', primary_domain: 'HR', route: 'dm' }),
  ])
  await store(
    engine,
    'interactions',
    [1, 2, 3, 4, 5].map(i =>
      record('interactions', `i${i}`, {
        ...times(i),
        actor: i % 2 ? 'user' : 'bot',
        conversation_id: 'c1',
        detail: i === 5 ? null : { content: `words ${i}`, domain: i === 1 ? 'IT' : null },
        parent_interaction_id: i > 1 ? `i${i - 1}` : null,
        user_id: 'u1',
      }),
    ),
  )
  const call = { conversation_id: 'c1', interaction_id: 'i2', user_id: 'u1' }
  await store(engine, 'plugin-calls', [
    record('plugin-calls', 'p1', { ...call, ...times(2), served: true, used: true }),
    record('plugin-calls', 'p2', { ...call, ...times(2), served: true, used: false }),
  ])
  await store(
    engine,
    'plugin-resources',
    ['r1', 'r2'].map(id => record('plugin-resources', id, { ...call, ...times(2), plugin_call_id: 'p1' })),
  )
  const client = clientOf(await serveDataApi(engine, options))
  return {
    ...client,
    keyFor: async scopes => (await createKey(engine, 'narrow', [...scopes])).key,
    beside: async others => clientOf(await serveDataApi(engine, others)),
    async close() {
      await client.close()
      await stores.close()
    },
  }
}

function clientOf(api: TestApi): ConformanceClient {
  const ask: ConformanceClient['ask'] = async (path, headers = {}, init = {}) => {
    const response = await api.fetch(path.replaceAll(' ', '%20'), { ...init, headers })
    return answerOf(response, await response.text())
  }
  return {
    api,
    root: `${api.address}/export/v1/records`,
    ask,
    async ids(path, headers) {
      const answer = await ask(path, headers)
      if (answer.status !== 200) throw new Error(`${answer.status} for ${path}: ${answer.text}`)
      return answer.json.value.map(({ id }: { id: string }) => id)
    },
    async refusal(path, headers) {
      const { status, json } = await ask(path, headers)
      return [status, json.error?.code]
    },
    close: () => api.close(),
  }
}
