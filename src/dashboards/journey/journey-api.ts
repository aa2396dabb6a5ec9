import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordEvent } from '../../access/access-events.ts'
import { checkSuccess } from '../applied.ts'
import { type Asked, checked, readAsked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import { csv as csvText } from '../csv.ts'
import { refusing } from '../metric-answer.ts'
import { respond } from '../respond.ts'
import { type Flow, readFlow } from './flow.ts'
import { readFunnel } from './funnel.ts'
import { readHeat } from './heat.ts'
import { appliedFilters, type JourneyKind } from './journey-rows.ts'
import { readSteps, type Steps } from './steps.ts'
import { readTurns } from './turn-page.ts'

/** Filters of the journey page alone: no metric has these dimensions. */
const OWN = ['outcome', 'stage', 'action'] as const

const list = z
  .string()
  .transform(text => text.split(',').filter(Boolean))
  .optional()
const own = z.object({ outcome: list, stage: list, action: list })
const flowQuestion = z.object({ step: z.string().min(1).max(300).optional() })
const turnsQuestion = z.object({
  q: z.string().max(300).optional(),
  after: z.string().max(200).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .refine(n => n >= 1 && n <= 200, 'must be from 1 to 200')
    .default(50),
})

/** Adds what the journey page asks for. Texts are for those with the right to read conversations. */
export function addJourney(api: FastifyInstance, dashboards: Dashboards): void {
  const { engine, settings, library } = dashboards

  /** Answers with what of the filters took effect; equal questions have equal answers as long as the data is the same. */
  const answer = <Answer extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    kind: JourneyKind,
    asked: Asked,
    question: unknown,
    work: () => Promise<Answer>,
    rowsOf?: (answer: Answer) => readonly object[],
  ): Promise<FastifyReply> => {
    const name = request.routeOptions.url!.split('/').at(-1)!
    if (rowsOf) reply.header('Content-Disposition', `attachment; filename="journey_${name}"`)
    return respond(
      dashboards,
      request,
      reply,
      {
        key: [name.replace('.csv', ''), asked, question],
        work: () => refusing(async () => ({ ...(await work()), applied: appliedFilters(kind, asked) })),
      },
      rowsOf && {
        type: 'text/csv; charset=utf-8; header=present',
        write: found => table(rowsOf(found as unknown as Answer)),
      },
    )
  }

  for (const end of ['', '.csv']) {
    const csv = end !== ''
    api.get(`/api/journey/flow${end}`, async (request, reply) => {
      const asked = readJourney(request.query, settings.time_zone)
      checkSuccess(asked.success, library)
      const { step } = checked(flowQuestion, request.query)
      const work = async (): Promise<Flow & { steps?: Steps }> => ({
        ...(await readFlow(dashboards, asked)),
        ...(step ? { steps: await readSteps(engine, asked, settings, step) } : {}),
      })
      return answer(request, reply, 'conversations', asked, step, work, csv ? flow => flow.paths : undefined)
    })
    api.get(`/api/journey/funnel${end}`, async (request, reply) => {
      const asked = readJourney(request.query, settings.time_zone)
      const work = () => readFunnel(engine, asked, settings)
      return answer(request, reply, 'turns', asked, null, work, csv ? funnel => funnel.stages : undefined)
    })
    api.get(`/api/journey/heat${end}`, async (request, reply) => {
      const asked = readJourney(request.query, settings.time_zone)
      const work = () => readHeat(engine, asked, settings)
      return answer(request, reply, 'turns', asked, null, work, csv ? heat => heat.cells : undefined)
    })
  }

  api.get('/api/journey/turns', { config: { right: 'rows' } }, async (request, reply) => {
    const { viewer } = request
    const asked = readJourney(request.query, settings.time_zone)
    const question = checked(turnsQuestion, request.query)
    const texts = viewer.rights.includes('transcripts')
    if (texts)
      await recordEvent(engine, 'transcript_opened', viewer, {
        about: 'journey table',
        detail: question.q ? `searched for ${question.q}` : '',
      })
    return answer(request, reply, 'turns', asked, { ...question, texts }, () =>
      readTurns(engine, asked, settings, { ...question, texts }),
    )
  })
}

function readJourney(query: unknown, zone: string): Asked {
  const asked = readAsked(query, zone)
  const mine = checked(own, query)
  const filters = { ...asked.filters }
  for (const name of OWN) {
    delete filters[name]
    const values = mine[name]
    if (values?.length) filters[name] = values
  }
  return { ...asked, filters }
}

const table = (found: readonly object[]): string =>
  csvText(Object.keys(found[0] ?? {}), found as readonly Record<string, unknown>[])
