import { dayAt, periodBefore } from '../../metrics/calendar.ts'
import type { MetricRow } from '../../metrics/run.ts'
import { rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import type { Dashboards } from '../context.ts'
import { courseRows } from '../courses.ts'
import { basisFor, questionOf } from '../metric-answer.ts'
import { Counting, type Period } from './counting.ts'

export type { Period } from './counting.ts'

/** What to count, beside the filters of the page. */
export interface Count {
  readonly by?: readonly string[]
  readonly grain?: 'day'
  readonly variant?: string | undefined
  readonly period?: Period
  readonly where?: Asked['filters']
  /** It is a figure of the page, whose number and days are counted for that. */
  readonly figure?: true
}

/** A page’s question, and a way to count what it is about. */
export interface Look {
  readonly dashboards: Dashboards
  readonly asked: Asked
  /** The complete days of the period asked for; undefined when there are none. */
  readonly period: Period | undefined
  /** The period before, when there are records of it. */
  readonly before: Period | undefined
  /** The first day with records, in the zone of the question. */
  readonly firstDay: string | null
  /** The first day that is not complete yet. */
  readonly completeDay: string | null
  readonly quarantined: number
  readonly orphans: number
  /** Whether departments and the like are known. */
  readonly knowsPeople: boolean
  /**
   * The rows of a metric’s answer. What is asked for at once, by whoever, is counted in as few statements as possible, and what the
   * figures of the page are made of is known.
   *
   * @returns undefined when there is no such metric, or the page has a filter that it cannot take: its numbers would be about
   * something else
   */
  count(id: string, count?: Count): Promise<MetricRow[] | undefined>
}

const DAY = 86_400_000
/** So much of the period before may lie before the first record: it may begin with a weekend. */
const UNKNOWN_SHARE = 0.1

/** Looks at a page’s period. The facts are up to date: many numbers are counted, and none of them asks again. */
export async function lookAt(dashboards: Dashboards, version: string, asked: Asked): Promise<Look> {
  const { engine, library, settings } = dashboards
  const [basis, [known]] = await Promise.all([
    basisFor(dashboards, version),
    rows<{ first: string | null; people: number }>(engine, {
      sql: `SELECT (SELECT toString(toDate(minOrNull(time), {tz:String})) FROM conversation_facts) AS first,
        (SELECT count() FROM people) AS people`,
      params: { tz: asked.tz },
    }),
  ])
  const completeDay = basis.complete_until === null ? null : dayAt(basis.complete_until, asked.tz)
  const firstDay = known?.first ?? null
  const to = completeDay !== null && completeDay < asked.to ? completeDay : asked.to
  const period = firstDay !== null && asked.from < to ? { from: asked.from, to } : undefined
  const before = period && firstDay !== null ? knownBefore(period, firstDay) : undefined
  const counting = new Counting(engine, { minimumGroup: settings.minimum_group, period, before })
  return {
    dashboards,
    asked,
    period,
    before,
    firstDay,
    completeDay,
    quarantined: basis.quarantined,
    orphans: basis.orphans,
    knowsPeople: (known?.people ?? 0) > 0,
    async count(id, { by = [], grain, variant, period: other, where, figure } = {}) {
      const metric = library.get(id)
      const during = other ?? period
      if (!metric || !during) return undefined
      const {
        compare: _compare,
        grain: _grain,
        variant: _variant,
        limit: _limit,
        order: _order,
        ...page
      } = asked
      const { question, applied } = await questionOf(dashboards, metric, {
        ...page,
        ...during,
        compare: false,
        by: [],
        filters: { ...asked.filters, ...where },
        ...(variant ? { variant } : {}),
      })
      if (applied.ignored.some(name => name in asked.filters)) return undefined
      const cut = { by, ...(grain ? { grain } : {}) }
      const known = figure && courseRows(dashboards, version, metric, { ...question, ...cut })
      return known ?? counting.count(metric, question, cut)
    },
  }
}

function knownBefore(period: Period, firstDay: string): Period | undefined {
  const before = periodBefore(period.from, period.to)
  const unknown = Date.parse(firstDay) - Date.parse(before.from.slice(0, 10))
  const length = Date.parse(before.to) - Date.parse(before.from)
  return unknown <= length * UNKNOWN_SHARE ? before : undefined
}

/** How long a period is, in words: `the 28 days before`. */
export function theDaysBefore({ from, to }: Period): string {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY)
  return days === 1 ? 'the day before' : `the ${days} days before`
}
