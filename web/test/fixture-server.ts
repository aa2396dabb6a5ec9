import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { StoreInfo } from '../src/api/types.ts'
import { addDays, type Grain } from '../src/time/days.ts'
import { type Conversation, FIRST_DAY, LAST_DAY, measure, simulate } from './company.ts'
import { definitions } from './definitions.ts'

/** How the double behaves; tests change it while it runs. */
export interface Behaviour {
  store: 'full' | 'empty' | 'failing'
  /** Metrics that answer with an error. */
  failing: string[]
  /** Milliseconds before a metric answers. */
  delay: number
}

export interface Fixture {
  url: string
  behaviour: Behaviour
  conversations: Conversation[]
  /** Paths and queries asked of /api. */
  requests: string[]
  close(): Promise<void>
}

/** As strict as a page without inline code can be. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Stands in for the server in the page's own tests: the built files, and answers counted from made-up conversations. */
export async function startFixture(directory: string): Promise<Fixture> {
  const behaviour: Behaviour = { store: 'full', failing: [], delay: 0 }
  const conversations = simulate()
  const requests: string[] = []

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture')
    if (url.pathname.startsWith('/api/')) {
      requests.push(url.pathname + url.search)
      void answer(url, response, behaviour, conversations)
    } else void serveFile(directory, url.pathname, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    behaviour,
    conversations,
    requests,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  url: URL,
  response: ServerResponse,
  behaviour: Behaviour,
  conversations: Conversation[],
) {
  if (url.pathname === '/api/store') {
    if (behaviour.store === 'failing')
      return refuse(response, 503, 'The store is being restored from a backup.')
    return json(response, 200, storeInfo(behaviour.store === 'empty' ? [] : conversations))
  }
  if (url.pathname === '/api/metrics') return json(response, 200, { metrics: definitions })
  const metric = url.pathname.slice('/api/metrics/'.length)
  if (behaviour.delay > 0) await new Promise(resolve => setTimeout(resolve, behaviour.delay))
  if (behaviour.failing.includes(metric))
    return refuse(response, 422, `The metric ${metric} has no column "used".`)
  const query = url.searchParams
  const from = query.get('from') ?? ''
  const to = query.get('to') ?? ''
  const rows = measure(
    conversations,
    metric,
    { from, to },
    query.get('by'),
    query.get('grain') as Grain | null,
  )
  if (rows === null) return refuse(response, 404, `There is no metric ${metric}.`)
  return json(response, 200, { metric, from, to, rows })
}

function storeInfo(conversations: Conversation[]): StoreInfo {
  const full = conversations.length > 0
  const entity = (records: number) => ({
    records: full ? records : 0,
    first: full ? `${FIRST_DAY}T00:12:31.120Z` : null,
    last: full ? `${LAST_DAY}T09:41:07.003Z` : null,
    updated: full ? `${addDays(LAST_DAY, 1)}T04:00:00.000Z` : null,
  })
  return {
    database: 'debrief',
    entities: {
      conversations: entity(conversations.length),
      interactions: entity(Math.round(conversations.length * 4.2)),
      'plugin-calls': entity(Math.round(conversations.length * 2.7)),
      'plugin-resources': entity(Math.round(conversations.length * 21.4)),
      users: { ...entity(580), first: null, last: null },
    },
    sync: full
      ? { state: 'complete', finished: `${addDays(LAST_DAY, 1)}T04:02:10.000Z` }
      : { state: 'never', finished: null },
    complete_until: full ? `${LAST_DAY}T00:00:00.000Z` : null,
  }
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, message: string) {
  json(response, status, { error: { code: 'fixture', message } })
}

async function serveFile(directory: string, path: string, response: ServerResponse) {
  const file = normalize(path === '/' ? '/index.html' : path)
  const content = await readFile(join(directory, file)).catch(() => null)
  if (content === null) {
    response.writeHead(404).end()
    return
  }
  response
    .writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
    })
    .end(content)
}
