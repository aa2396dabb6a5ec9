import type { FastifyInstance } from 'fastify'
import type { Dashboards } from '../context.ts'
import { whileThere } from '../respond.ts'
import { readHealth } from './health.ts'

/** The ledger also changes when no number does, so that an answer is good for this long only. */
const GOOD_FOR_MS = 15_000

/** Adds what the data health page asks for. */
export function addHealth(api: FastifyInstance, dashboards: Dashboards, now: () => number = Date.now): void {
  api.get('/api/health', async (request, reply) =>
    dashboards.answers.answer(
      ['health', Math.floor(now() / GOOD_FOR_MS)],
      () => readHealth(dashboards, now()),
      { viewer: request.viewer.id, gone: whileThere(reply) },
    ),
  )
}
