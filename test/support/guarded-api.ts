import type { FastifyInstance } from 'fastify'
import { noteRows } from '../../src/api/access-log/access-note.ts'
import { authorize, authorizeWrite, requireScope } from '../../src/api/authorize.ts'
import { addTokenEndpoint } from '../../src/api/credentials/token-endpoint.ts'
import { ApiError, sendError } from '../../src/api/errors.ts'
import { Gate, type GateOptions } from '../../src/api/gate.ts'
import { addOperations, Readiness } from '../../src/api/operations/health.ts'
import { createServer, listen } from '../../src/api/server.ts'
import { findEntity } from '../../src/schema/entities.ts'
import type { Engine } from '../../src/store/engine.ts'

/** A server behind a gate, whose collections answer what a test needs: how long a query runs, how much it gives. */
export interface GuardedApi {
  readonly address: string
  readonly gate: Gate
  readonly server: FastifyInstance
  readonly readiness: Readiness
  /** Asks for a path behind `/export/v1/records/`, or from the root. */
  ask(path: string, credential?: string | null, headers?: Record<string, string>): Promise<Response>
  close(): Promise<void>
}

/**
 * `users?seconds=1` runs a query of the engine that takes a second, `users?bytes=1000` answers so many bytes, and
 * `users?rows=7` says that it has so many rows.
 */
export async function serveGuarded(
  engine: Engine,
  options: Omit<GateOptions, 'engine'> = {},
): Promise<GuardedApi> {
  const gate = new Gate({ engine, ...options })
  const readiness = new Readiness(engine)
  const server = createServer(undefined, gate.limits)
  server.register(
    async api => {
      gate.guard(api)
      api.setNotFoundHandler((_request, reply) =>
        sendError(reply, new ApiError(404, 'NotFound', 'There is nothing.')),
      )
      type Route = {
        Params: { entity: string }
        Querystring: { seconds?: string; bytes?: string; rows?: string }
      }
      api.get<Route>('/v1/records/:entity', async (request, reply) => {
        const reader = await authorize(gate, request, reply)
        const entity = findEntity(request.params.entity)!
        requireScope(reader, entity.name)
        const { seconds = '0', bytes, rows } = request.query
        if (rows !== undefined) noteRows(request, Number(rows))
        await engine.run({
          sql: 'SELECT sleepEachRow(0.1) FROM numbers({tenths:UInt64}) SETTINGS max_block_size = 1',
          params: { tenths: Math.round(Number(seconds) * 10) },
        })
        return reply
          .type('text/plain')
          .send(bytes === undefined ? entity.name : Buffer.alloc(Number(bytes), 'x'))
      })
      api.post<Route>('/v1/records/:entity', async (request, reply) => {
        const entity = await authorizeWrite(gate, request, reply)
        return { written: entity.name }
      })
    },
    { prefix: '/export' },
  )
  addTokenEndpoint(server, gate)
  addOperations(server, gate, readiness)
  const address = await listen(server, '127.0.0.1', 0)
  return {
    address,
    gate,
    server,
    readiness,
    ask: (path, credential = null, headers = {}) =>
      fetch(new URL(path, `${address}/export/v1/records/`), {
        headers: { ...(credential === null ? {} : { Authorization: credential }), ...headers },
      }),
    close: () => server.close(),
  }
}
