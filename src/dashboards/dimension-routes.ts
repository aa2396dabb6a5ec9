import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { checked } from './asked.ts'
import type { Dashboards } from './context.ts'
import { type DimensionValues, dimensionValues } from './dimension-values.ts'
import { refusing } from './metric-answer.ts'
import type { Question } from './question.ts'
import { respond } from './respond.ts'

const period = z.object({ from: z.string(), to: z.string(), tz: z.string().optional() })

/** What pages can filter by. */
export function addDimensionRoutes(api: FastifyInstance, dashboards: Dashboards): void {
  const { settings } = dashboards
  api.get('/api/dimensions', async (request, reply) => {
    const { from, to, tz = settings.time_zone } = checked(period, request.query)
    return respond(dashboards, request, reply, dimensionsQuestion(dashboards, { from, to, tz }))
  })
}

/** Which values there are in a period. */
export const dimensionsQuestion = (
  { engine, settings }: Dashboards,
  { from, to, tz }: { readonly from: string; readonly to: string; readonly tz: string },
): Question<{ dimensions: readonly DimensionValues[] }> => ({
  key: ['dimensions', from, to, tz],
  work: () =>
    refusing(async () => ({
      dimensions: await dimensionValues(engine, { from, to, tz, minimum: settings.minimum_group }),
    })),
})
