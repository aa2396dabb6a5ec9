import { ApiError } from '../api/errors.ts'
import type { Metric } from '../metrics/definition.ts'
import { personKey } from '../metrics/dimensions.ts'
import { isAboutGroups, METRIC_SETTINGS, rowsQuery } from '../metrics/query.ts'
import { rows } from '../store/engine.ts'
import type { Applied } from './applied.ts'
import type { Asked } from './asked.ts'
import type { Dashboards } from './context.ts'
import { questionOf, refusing } from './metric-answer.ts'
import { readableSql } from './readable-sql.ts'

/** Rows behind a number: ids and dimensions, never what was said. */
export interface RowsAnswer {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly [column: string]: unknown }[]
  /** How many there are in all. */
  readonly total: number
  readonly applied: Applied
  readonly sql: string
}

/**
 * The rows behind a number, newest first.
 *
 * @throws ApiError 403 when the filters leave too few people, who could be recognised
 */
export function answerRows(
  dashboards: Dashboards,
  metric: Metric,
  asked: Asked,
  { limit, offset }: { limit: number; offset: number },
): Promise<RowsAnswer> {
  const { engine, settings } = dashboards
  const minimum = settings.minimum_group
  return refusing(async () => {
    const { question, applied } = await questionOf(dashboards, metric, { ...asked, by: [] })
    const counting = isAboutGroups(metric, question) ? `, uniqExact(${personKey(metric)}) AS people` : ''
    const count = rowsQuery(metric, question, [], from => [`SELECT count() AS total${counting}`, from])
    const list = rowsQuery(metric, question, [], from => [
      // Keys are for the engine.
      "SELECT * EXCEPT ('_key$')",
      from,
      `ORDER BY time DESC, toString(${metric.key}) LIMIT ${limit} OFFSET ${offset}`,
    ])
    const [{ total, people } = { total: 0, people: undefined }] = await rows<{
      total: number
      people?: number
    }>(engine, {
      ...count,
      settings: METRIC_SETTINGS,
    })
    if (people !== undefined && people > 0 && people < minimum)
      throw new ApiError(
        403,
        'GroupTooSmall',
        `These rows are about fewer than ${minimum} people. Take a filter away, or a longer period.`,
      )
    const found = await rows<Record<string, unknown>>(engine, {
      ...list,
      settings: { ...METRIC_SETTINGS, date_time_output_format: 'iso' },
    })
    return { columns: columnsOf(metric, found[0]), rows: found, total, applied, sql: readableSql(list) }
  })
}

/** When, what, and then what it can be cut by. */
function columnsOf(metric: Metric, row: { readonly [column: string]: unknown } = {}): string[] {
  const first = ['time', metric.key]
  const names = Object.keys(row)
  return [...first.filter(name => names.includes(name)), ...names.filter(name => !first.includes(name))]
}
