// What a competent team would write on PostgreSQL: Fastify, a pool, key paging, JSON made in the database.
// Usage: postgres-server.js <typed | text> <folder of the database's socket> <key>
import { createHash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import pg from 'pg'
import { COLLECTION_PATH } from './envelope.ts'
import { DATABASE } from './postgres-cluster.ts'
import { serveUntilStopped } from './processes.ts'

const PAGE_SIZE = 1000

/**
 * One statement a page: its rows as one text, its last id, and whether anything follows. One row more than a page is read:
 * asking with EXISTS instead makes the planner read the table from its beginning, which costs the more the deeper a page is.
 */
const pageOf = (table: string, text: string): string => `
  SELECT string_agg(CASE WHEN n <= ${PAGE_SIZE} THEN text END, ',') AS rows,
    max(id) FILTER (WHERE n <= ${PAGE_SIZE}) AS last,
    count(*) > ${PAGE_SIZE} AS more
  FROM (
    SELECT id, ${text} AS text, row_number() OVER (ORDER BY id) AS n
    FROM ${table} AS i WHERE id > $1 ORDER BY id LIMIT ${PAGE_SIZE + 1}
  ) AS page`

const STATEMENTS: { readonly [variant: string]: string } = {
  typed: pageOf('interactions', 'row_to_json(i)::text'),
  text: pageOf('interaction_texts', 'record'),
}

interface Page {
  readonly rows: string | null
  readonly last: string
  readonly more: boolean
}

const [variant, socket, key] = process.argv.slice(2)
const statement = STATEMENTS[variant!]!
const pool = new pg.Pool({ host: socket, user: DATABASE, database: DATABASE, max: 10 })
// Without its database, as when Ctrl-C reaches both at once, the service has nothing to do.
pool.on('error', () => process.exit(1))
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
const keyHash = hashOf(key!)

const server = Fastify({ logger: false })

server.addHook('onRequest', async (request, reply) => {
  const sent = (request.headers.authorization ?? '').replace(/^Bearer\s+/i, '')
  if (!timingSafeEqual(hashOf(sent), keyHash))
    await reply.code(401).send({ error: { code: 'InvalidKey', message: 'The key is not valid.' } })
})

server.get<{ Querystring: { $skiptoken?: string } }>(COLLECTION_PATH, async (request, reply) => {
  const after = Buffer.from(request.query.$skiptoken ?? '', 'base64url').toString('utf8')
  const result = await pool.query<Page>({ name: 'page', text: statement, values: [after] })
  const { rows, last, more } = result.rows[0]!
  const base = `http://${request.host}${COLLECTION_PATH}`
  const link = more
    ? `,"@odata.nextLink":"${base}?$skiptoken=${Buffer.from(last).toString('base64url')}"`
    : ''
  return reply
    .header('OData-Version', '4.0')
    .type('application/json;odata.metadata=minimal')
    .send(
      `{"@odata.context":"http://${request.host}/export/v1/records/$metadata#interactions","value":[${rows ?? ''}]${link}}`,
    )
})

await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
serveUntilStopped(JSON.stringify({ url: `http://127.0.0.1:${port}${COLLECTION_PATH}` }))
