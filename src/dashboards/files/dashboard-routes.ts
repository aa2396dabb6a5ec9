import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../../api/errors.ts'
import { checked } from '../asked.ts'
import { didYouMean } from '../nearest.ts'
import type { DashboardFiles } from './dashboard-files.ts'

const text = z.string().min(1).max(200_000)
const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be small letters, digits and hyphens, a letter first')
const toCheck = z.object({ id: id.default('dashboard'), text })
const toSave = z.object({ id, text, replace: z.boolean().default(false) })

interface WithId {
  Params: { id: string }
}

/** Dashboards: which there are, what is in one, and files of the company’s own. */
export function addDashboardRoutes(api: FastifyInstance, files: DashboardFiles): void {
  api.get('/api/dashboards', async () => {
    const { dashboards, problems } = files.all()
    return {
      dashboards: dashboards.map(({ id, title, about, own }) => ({ id, title, about, own })),
      problems,
      /** Whether there is a folder that dashboards can be saved in. */
      can_save: files.folder !== undefined,
    }
  })

  api.get<WithId>('/api/dashboards/:id', async request => {
    const { dashboards } = files.all()
    const found = dashboards.find(each => each.id === request.params.id)
    if (found) return found
    const ids = dashboards.map(each => each.id)
    throw new ApiError(
      404,
      'UnknownDashboard',
      `There is no dashboard "${request.params.id}".${didYouMean(request.params.id, ids)}`,
    )
  })

  api.post('/api/dashboards/check', async request => {
    const { id, text } = checked(toCheck, request.body)
    return files.check(id, text)
  })

  api.post('/api/dashboards', { config: { right: 'administration' } }, async (request, reply) => {
    const { id, text, replace } = checked(toSave, request.body)
    insistOnFolder(files)
    const { dashboard, problems } = files.check(id, text)
    if (!dashboard) throw new ApiError(400, 'InvalidDashboard', problems.join('\n'))
    if (files.hasOwn(id) && !replace)
      throw new ApiError(
        409,
        'DashboardExists',
        `There is a dashboard "${id}" already. Choose another name, or say that it is to be replaced.`,
      )
    files.save(id, text)
    return reply.code(201).send(files.all().dashboards.find(each => each.id === id))
  })

  api.delete<WithId>(
    '/api/dashboards/:id',
    { config: { right: 'administration' } },
    async (request, reply) => {
      insistOnFolder(files)
      const wanted = checked(id, request.params.id)
      if (!files.remove(wanted))
        throw new ApiError(404, 'UnknownDashboard', `The folder of dashboards has none named "${wanted}".`)
      return reply.code(204).send()
    },
  )
}

function insistOnFolder({ folder }: DashboardFiles): void {
  if (folder === undefined)
    throw new ApiError(
      409,
      'NoDashboardsFolder',
      'There is no folder to save dashboards in: name one in debrief.yaml, as "dashboards: ./dashboards".',
    )
}
