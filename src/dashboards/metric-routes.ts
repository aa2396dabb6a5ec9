import type { FastifyInstance } from 'fastify'
import { dimensionsOf } from '../metrics/dimensions.ts'
import { readAsked, readPage } from './asked.ts'
import type { Dashboards } from './context.ts'
import { csv } from './csv.ts'
import { findMetric, type PanelAnswer, panelQuestion } from './metric-answer.ts'
import { answerRows } from './metric-rows.ts'
import { respond } from './respond.ts'

const CSV = '.csv'

interface WithId {
  Params: { id: string }
}

/** Definitions, numbers, and the rows behind them. */
export function addMetricRoutes(api: FastifyInstance, dashboards: Dashboards): void {
  const { library, settings } = dashboards
  const zone = settings.time_zone

  // The same as long as the server runs, and asked for by every page.
  let definitions: string | undefined
  api.get('/api/metrics', async (_request, reply) => {
    definitions ??= JSON.stringify({
      metrics: [...library.values()].map(metric => ({
        ...metric,
        own_dimensions: metric.dimensions,
        dimensions: dimensionsOf(metric),
      })),
    })
    return reply.type('application/json; charset=utf-8').send(definitions)
  })

  api.get<WithId>('/api/metrics/:id', async (request, reply) => {
    const { id: given } = request.params
    const asCsv = given.endsWith(CSV) || prefersCsv(request.headers.accept)
    const metric = findMetric(dashboards, given.endsWith(CSV) ? given.slice(0, -CSV.length) : given)
    const asked = readAsked(request.query, zone)
    if (asCsv)
      reply.header(
        'Content-Disposition',
        `attachment; filename="${[metric.id, asked.from, asked.to].map(inFileName).join('_')}.csv"`,
      )
    return respond(
      dashboards,
      request,
      reply,
      panelQuestion(dashboards, metric, asked),
      asCsv ? { type: 'text/csv; charset=utf-8; header=present', write: asTable } : undefined,
    )
  })

  api.get<WithId>('/api/metrics/:id/rows', { config: { right: 'rows' } }, async (request, reply) => {
    const metric = findMetric(dashboards, request.params.id)
    const asked = readAsked(request.query, zone)
    const page = readPage(request.query)
    return respond(dashboards, request, reply, {
      key: ['rows', metric.id, asked, page],
      work: () => answerRows(dashboards, metric, asked, page),
    })
  })
}

/** What may stand in the name of a file: of an instant its day. */
const inFileName = (text: string): string => text.replace(/T.*$/, '').replace(/[^\w-]/g, '')

const prefersCsv = (accept = ''): boolean => /\btext\/csv\b/.test(accept) && !/\bjson\b/.test(accept)

/** The rows of an answer as they are shown: period, parts, number, what it is made of, and the number before. */
function asTable({ rows, by }: PanelAnswer): string {
  const numbers = ['value', 'numerator', 'denominator', 'previous', 'withheld']
  const columns = ['period', ...by, ...numbers].filter(
    name => name === 'value' || by.includes(name) || rows.some(row => row[name] !== undefined),
  )
  return csv(columns, rows)
}
