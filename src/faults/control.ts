import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { timeSpan } from '../config/length-of-time.ts'
import type { FaultySource } from './faulty-source.ts'

const step = z.union([z.strictObject({ advance: timeSpan }), z.strictObject({ to: z.literal('end') })])

/**
 * Adds what whoever tests an extractor needs beside the Data API: `GET /faults` says what was done so far, and
 * `POST /faults/clock` lets the source's time pass (`{"advance": "1d"}`, `{"to": "end"}`).
 */
export function addControl(server: FastifyInstance, source: FaultySource): void {
  server.get('/faults', async () => source.state())
  server.post('/faults/clock', async (request, reply) => {
    const asked = step.safeParse(request.body)
    if (!asked.success)
      return reply
        .code(400)
        .send({ message: 'Say how far the clock shall go on: {"advance": "1d"}, or {"to": "end"}.' })
    if ('advance' in asked.data) await source.advance(asked.data.advance)
    else await source.advanceToEnd()
    return source.state()
  })
}
