import type { AddressInfo } from 'node:net'
import { TestStores } from '../../../../test/support/data-api.ts'
import { afterThisTest } from '../../../../test/support/temporary.ts'
import { readEvents } from '../../../access/access-events.ts'
import { type Cost, Passwords } from '../../../access/password.ts'
import type { Role } from '../../../access/roles.ts'
import { addUser } from '../../../access/users.ts'
import { createServer } from '../../../api/server.ts'
import type { Engine } from '../../../store/engine.ts'
import type { DoorOptions } from '../door.ts'
import { addSignIn } from '../sign-in.ts'
import { BrowserLike } from './browser-like.ts'

/** Passwords that cost next to nothing to hash. */
export const CHEAP: Cost = { ln: 4, r: 8, p: 1 }

export const PASSWORD = 'correct horse battery staple'

/** A server that has nothing but the sign-in, and a route for each right. */
export interface Doors {
  readonly engine: Engine
  readonly url: string
  browser(headers?: Readonly<Record<string, string>>): BrowserLike
  /** Somebody new who has a password, and a browser in which they are signed in. */
  person(name: string, role: Role): Promise<BrowserLike>
  /** Kinds of what was written down, the latest first. */
  events(): Promise<readonly string[]>
}

const passwordHash = new Passwords(CHEAP).hash(PASSWORD)

let stores: TestStores | undefined
let shared: Promise<Engine> | undefined

/** When the tests of a file have ended: those of the next may run in the same process. */
export async function closeStores(): Promise<void> {
  await stores?.close()
  stores = undefined
  shared = undefined
}

/** A store that knows nobody: the same one each time, emptied, as making one takes longer than most tests. */
async function noUsers(): Promise<Engine> {
  stores ??= new TestStores()
  shared ??= stores.open()
  const engine = await shared
  const tables = ['users', 'links', 'sessions', 'session_use', 'events', 'user_use']
  for (const table of tables) await engine.run({ sql: `TRUNCATE TABLE access_${table}` })
  return engine
}

export async function openDoors(options: Partial<DoorOptions> = {}): Promise<Doors> {
  const engine = options.engine ?? (await noUsers())
  const server = createServer()
  server.register(async api => {
    await addSignIn(api, { engine, passwords: new Passwords(CHEAP), ...options })
    api.get('/api/numbers', async ({ viewer }) => ({ who: viewer.name }))
    for (const right of ['rows', 'transcripts', 'administration'] as const)
      api.get(`/api/${right}`, { config: { right } }, async () => ({}))
    api.post('/api/change', async () => ({}))
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  afterThisTest(() => server.close())
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const browser = (headers?: Readonly<Record<string, string>>): BrowserLike => new BrowserLike(url, headers)
  return {
    engine,
    url,
    browser,
    async person(name, role) {
      await addUser(engine, { name, role, passwordHash: await passwordHash })
      const own = browser()
      const { status } = await own.send('POST', '/api/sign-in', { name, password: PASSWORD })
      if (status !== 204) throw new Error(`${name} could not sign in: ${status}`)
      return own
    },
    events: async () => (await readEvents(engine, { limit: 100 })).map(event => event.kind),
  }
}
