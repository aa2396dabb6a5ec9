import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ApiError } from '../../api/errors.ts'
import { checked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import { addAnnotation, IN_FILE, readAnnotations, removeAnnotation } from './annotations.ts'

const toAdd = z.object({
  day: z.iso.date('must be a day, such as 2026-08-31'),
  text: z.string().trim().min(1).max(200),
})

/** What is drawn into charts over time: anybody sees it, administrators write it. */
export function addAnnotationRoutes(api: FastifyInstance, { engine, settings }: Dashboards): void {
  api.get('/api/annotations', async () => ({
    annotations: await readAnnotations(engine, settings.annotations),
  }))

  api.post('/api/annotations', { config: { right: 'administration' } }, async (request, reply) => {
    const { day, text } = checked(toAdd, request.body)
    const by = request.viewer.name || 'somebody'
    return reply.code(201).send(await addAnnotation(engine, { day, text, by }))
  })

  api.delete<{ Params: { id: string } }>(
    '/api/annotations/:id',
    { config: { right: 'administration' } },
    async (request, reply) => {
      const { id } = request.params
      if (await removeAnnotation(engine, id)) return reply.code(204).send()
      throw /^file-\d+$/.test(id)
        ? new ApiError(409, 'AnnotationInFile', `This annotation stands in ${IN_FILE}: remove it there.`)
        : new ApiError(404, 'UnknownAnnotation', `There is no annotation "${id}".`)
    },
  )
}
