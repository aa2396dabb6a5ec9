import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from './health.ts'

export interface DrainOptions {
  /** How long the server goes on while it says it is not ready, so that load balancers notice. */
  readonly delayMs: number
  /** How long running requests may take to end; what runs longer is cut off. */
  readonly patienceMs: number
}

/** How often connections whose last request was answered meanwhile are closed. */
const SWEEP_MS = 50

/**
 * Ends a server gracefully: it says that it is not ready, accepts no more connections, finishes what runs, and closes.
 *
 * @returns whether everything that ran could be finished
 */
export async function drain(
  server: FastifyInstance,
  readiness: Readiness,
  { delayMs, patienceMs }: DrainOptions,
): Promise<boolean> {
  readiness.drain()
  if (delayMs > 0) await sleep(delayMs)
  let finished = true
  const timer = setTimeout(() => {
    finished = false
    server.server.closeAllConnections()
  }, patienceMs)
  // A connection that was busy when the server closed would stay open until its client had nothing to ask for long.
  const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS)
  try {
    await server.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(timer)
  }
  return finished
}
