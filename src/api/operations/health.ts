import type { FastifyInstance } from 'fastify'
import { type Engine, rows } from '../../store/engine.ts'
import { ApiError } from '../errors.ts'
import type { Gate } from '../gate.ts'

/** How long the store may take to answer, and how long its answer is remembered: many ask, the store is asked once. */
const PATIENCE_MS = 2_000
const MEMORY_MS = 1_000

/** Whether a server should be sent requests. */
export class Readiness {
  readonly #engine: Engine
  readonly #now: () => number
  readonly #patienceMs: number
  #draining = false
  #asked: { readonly answer: Promise<boolean>; readonly until: number } | undefined

  constructor(engine: Engine, now: () => number = Date.now, patienceMs = PATIENCE_MS) {
    this.#engine = engine
    this.#now = now
    this.#patienceMs = patienceMs
  }

  /** From now on the server says that it is not ready, whatever the store says. */
  drain(): void {
    this.#draining = true
  }

  /** @throws ApiError 503 when it is not ready, saying why */
  async check(): Promise<void> {
    if (this.#draining)
      throw new ApiError(
        503,
        'Draining',
        'The server is being shut down: it answers what it has, and nothing new.',
      )
    if (!(await this.#storeAnswers()))
      throw new ApiError(503, 'StoreUnavailable', 'The store does not answer.')
  }

  #storeAnswers(): Promise<boolean> {
    const now = this.#now()
    if (this.#asked && this.#asked.until > now) return this.#asked.answer
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>(resolve => {
      timer = setTimeout(() => resolve(false), this.#patienceMs)
    })
    // The tables are there, not only the engine.
    const answer = rows(this.#engine, { sql: 'SELECT 1 FROM api_keys LIMIT 1' }).then(
      () => true,
      () => false,
    )
    const first = Promise.race([answer, late]).finally(() => clearTimeout(timer))
    this.#asked = { answer: first, until: now + MEMORY_MS }
    return first
  }
}

/**
 * Adds what operators ask, without a credential and with nothing in it that is not harmless: `/healthz` (the process
 * lives), `/readyz` (send it requests), `/metrics` (Prometheus).
 */
export function addOperations(server: FastifyInstance, gate: Gate, readiness: Readiness): void {
  const routes = async (api: FastifyInstance): Promise<void> => {
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('Cache-Control', 'no-store')
    })
    api.get('/healthz', async () => ({ status: 'alive' }))
    api.get('/readyz', async () => {
      await readiness.check()
      return { status: 'ready' }
    })
    api.get('/metrics', async (_request, reply) => {
      const { registry } = gate.telemetry
      return reply.type(registry.contentType).send(await registry.metrics())
    })
  }
  server.register(routes)
}
