import type { FastifyInstance } from 'fastify'
import { recordOpening } from '../../access/access-events.ts'
import { ApiError } from '../../api/errors.ts'
import type { Dashboards } from '../context.ts'
import { readReplay } from './replay.ts'

/** Adds the replay of conversations: what was said, for those who may read it. Each opening is written down before it is answered. */
export function addReplay(api: FastifyInstance, dashboards: Dashboards): void {
  api.get<{ Params: { id: string } }>(
    '/api/conversations/:id',
    { config: { right: 'transcripts' } },
    async (request, reply) => {
      const { id } = request.params
      const replay = await readReplay(dashboards, id)
      if (!replay)
        throw new ApiError(
          404,
          'UnknownConversation',
          `There is no conversation "${id}". It may have been deleted, or its records have not come yet.`,
        )
      await recordOpening(dashboards.engine, request.viewer, id)
      reply.header('Cache-Control', 'no-store')
      return replay
    },
  )
}
