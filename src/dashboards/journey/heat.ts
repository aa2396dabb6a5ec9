import { type Engine, rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import { readableSql } from '../readable-sql.ts'
import type { DashboardSettings } from '../settings.ts'
import { andBefore, type Before } from './before.ts'
import { JOURNEY_SETTINGS, journeyQuery } from './journey-rows.ts'
import { shownRows } from './small-groups.ts'

/** Questions of one hour of the week, by the clocks of the zone asked for. */
export interface HeatCell {
  /** From 1, Monday, to 7, Sunday. */
  readonly weekday: number
  /** From 0 to 23. */
  readonly hour: number
  readonly questions: number
  /** Those with a ticket or a live agent. */
  readonly escalated: number
  readonly unhelpful: number
  readonly unanswered: number
  /** Questions of that hour in the period before, when it is compared with; null when withheld. */
  readonly previous?: number | null
}

export interface Heat {
  readonly tz: string
  /** Hours without a question are left out. */
  readonly cells: readonly HeatCell[]
  readonly before?: Before
  readonly withheld: number
  readonly sql: string
}

/** When in the week people ask, and when it goes badly. */
export async function readHeat(engine: Engine, asked: Asked, settings: DashboardSettings): Promise<Heat> {
  const { now, before } = await andBefore(asked, question => countHours(engine, question, settings))
  if (!before) return now
  const { cells, withheld } = before.result
  const earlier = new Map(cells.map(cell => [placeOf(cell), cell.questions]))
  return {
    ...now,
    // An hour that is not there had no question, unless some may not be shown.
    cells: now.cells.map(cell => ({
      ...cell,
      previous: earlier.get(placeOf(cell)) ?? (withheld > 0 ? null : 0),
    })),
    before: before.period,
  }
}

const placeOf = ({ weekday, hour }: HeatCell): number => weekday * 24 + hour

async function countHours(engine: Engine, asked: Asked, settings: DashboardSettings): Promise<Heat> {
  const query = journeyQuery(
    'turns',
    asked,
    settings,
    from => `SELECT weekday, hour, count() AS questions, countIf(ticket OR handoff) AS escalated,
  countIf(unhelpful) AS unhelpful, countIf(outcome = 'unanswered') AS unanswered, uniqExact(user_id) AS people
${from}
GROUP BY weekday, hour
ORDER BY weekday, hour`,
    { where: ['is_question'], columns: ['weekday', 'hour'] },
  )
  const found = await rows<HeatCell & { people: number }>(engine, { ...query, settings: JOURNEY_SETTINGS })
  const { rows: shown, withheld } = shownRows(found, asked, settings)
  return {
    tz: asked.tz,
    cells: shown.map(({ people: _people, ...cell }) => cell),
    withheld,
    sql: readableSql(query),
  }
}
