import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../api/errors.ts'
import { MetricError } from '../metrics/definition.ts'
import { metric, metrics } from '../metrics/library.ts'
import { GRAINS, runMetric } from '../metrics/run.ts'
import type { Engine } from '../store/engine.ts'
import { storeSummary } from './store-summary.ts'

const WEB = fileURLToPath(new URL('../../web/dist/', import.meta.url))

const question = z.object({
  from: z.string(),
  to: z.string(),
  by: z
    .string()
    .transform(names => names.split(',').filter(Boolean))
    .optional(),
  grain: z.enum(GRAINS).optional(),
})

/** Everything the page needs comes from here, and nothing in it is inline. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Names by which a browser on this machine reaches this machine. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * Adds the dashboards and what they ask for. There is no sign-in yet: they answer this machine only, and no page of
 * another site that had its name resolve to this machine.
 */
export function addDashboards(
  server: FastifyInstance,
  options: { readonly engine: Engine; readonly database: string },
): void {
  const { engine, database } = options
  server.register(async api => {
    api.addHook('onRequest', async (request, reply) => {
      if (!LOCAL_HOST.test(request.headers.host ?? ''))
        throw new ApiError(
          403,
          'LocalOnly',
          'The dashboards answer on this machine only: open them as http://127.0.0.1.',
        )
      reply.header('X-Content-Type-Options', 'nosniff')
      reply.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    })

    api.get('/api/store', async () => storeSummary(engine, database))
    api.get('/api/metrics', async () => ({ metrics: [...metrics().values()] }))
    api.get<{ Params: { id: string } }>('/api/metrics/:id', async request => {
      const asked = question.safeParse(request.query)
      if (!asked.success) {
        const problems = asked.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
        throw new ApiError(
          400,
          'InvalidQuestion',
          `The question to the metric is wrong: ${problems.join('; ')}.`,
        )
      }
      const { from, to, by, grain } = asked.data
      try {
        return await runMetric(engine, metric(request.params.id), {
          from,
          to,
          ...(by ? { by } : {}),
          ...(grain ? { grain } : {}),
        })
      } catch (error) {
        if (error instanceof MetricError) throw new ApiError(400, 'InvalidQuestion', error.message)
        throw error
      }
    })

    if (existsSync(WEB)) await api.register(fastifyStatic, { root: WEB })
  })
}
