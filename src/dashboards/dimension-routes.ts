import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { checked } from './asked.ts'
import type { Dashboards } from './context.ts'
import { dimensionValues } from './dimension-values.ts'
import { refusing } from './metric-answer.ts'
import { respond } from './respond.ts'

const period = z.object({ from: z.string(), to: z.string(), tz: z.string().optional() })

/** What pages can filter by. */
export function addDimensionRoutes(api: FastifyInstance, dashboards: Dashboards): void {
  const { engine, settings } = dashboards
  api.get('/api/dimensions', async (request, reply) => {
    const { from, to, tz = settings.time_zone } = checked(period, request.query)
    return respond(dashboards, request, reply, ['dimensions', from, to, tz], () =>
      refusing(async () => ({
        dimensions: await dimensionValues(engine, { from, to, tz, minimum: settings.minimum_group }),
      })),
    )
  })
}
