import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../../api/errors.ts'
import { type Asked, checked, readAsked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import type { Dashboard } from '../files/dashboard.ts'
import type { DashboardFiles } from '../files/dashboard-files.ts'
import { refusing } from '../metric-answer.ts'
import type { Question } from '../question.ts'
import { respond } from '../respond.ts'
import type { Finding } from './finding.ts'
import { findFindings } from './findings.ts'

const wanted = z.object({ dashboard: z.string().default('overview') })

/** The sentences on top of a page. */
export function addFindingRoutes(api: FastifyInstance, dashboards: Dashboards, files: DashboardFiles): void {
  const { settings } = dashboards
  api.get('/api/findings', async (request, reply) => {
    const { dashboard: id } = checked(wanted, request.query)
    const { dashboards: all } = files.all()
    const dashboard = all.find(each => each.id === id)
    if (!dashboard) throw new ApiError(404, 'UnknownDashboard', `There is no dashboard "${id}".`)
    const asked = readAsked(request.query, settings.time_zone)
    return respond(dashboards, request, reply, findingsQuestion(dashboards, dashboard, asked, all))
  })
}

/** What is found on a dashboard. @param all every dashboard there is */
export const findingsQuestion = (
  dashboards: Dashboards,
  dashboard: Dashboard,
  asked: Asked,
  all: readonly Dashboard[],
): Question<{ findings: readonly Finding[] }> => ({
  key: ['findings', dashboard, asked],
  work: version =>
    refusing(async () => ({ findings: await findFindings(dashboards, version, dashboard, asked, all) })),
})
