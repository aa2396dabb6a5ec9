import { type Engine, rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import { readableSql } from '../readable-sql.ts'
import type { DashboardSettings } from '../settings.ts'
import { andBefore, type Before } from './before.ts'
import { JOURNEY_SETTINGS, journeyQuery } from './journey-rows.ts'
import { shownRows } from './small-groups.ts'

/** How far a question came; each stage is of those before it. */
export const FUNNEL_STAGES = ['asked', 'answered', 'served', 'used', 'unescalated', 'confirmed'] as const
export type FunnelStage = (typeof FUNNEL_STAGES)[number]

export interface Funnel {
  readonly stages: readonly {
    readonly stage: FunnelStage
    /** Questions that came so far; null when withheld. */
    readonly questions: number | null
    /** Questions that came no further: the turns with this `stage`. */
    readonly left: number | null
    /** Questions that came so far in the period before, when it is compared with; null when withheld. */
    readonly previous?: number | null
  }[]
  readonly before?: Before
  readonly withheld: number
  readonly sql: string
}

/** How many questions were answered, served by a plugin, used it, needed nobody, and were called helpful. */
export async function readFunnel(engine: Engine, asked: Asked, settings: DashboardSettings): Promise<Funnel> {
  const { now, before } = await andBefore(asked, question => countStages(engine, question, settings))
  if (!before) return now
  const stages = now.stages.map((stage, i) => ({
    ...stage,
    previous: before.result.stages[i]?.questions ?? null,
  }))
  return { ...now, stages, before: before.period }
}

async function countStages(engine: Engine, asked: Asked, settings: DashboardSettings): Promise<Funnel> {
  const query = journeyQuery(
    'turns',
    asked,
    settings,
    from => `SELECT assumeNotNull(stage) AS stage, count() AS questions, uniqExact(user_id) AS people
${from}
GROUP BY stage`,
    { where: ['is_question'] },
  )
  const found = await rows<{ stage: FunnelStage; questions: number; people: number }>(engine, {
    ...query,
    settings: JOURNEY_SETTINGS,
  })
  const { rows: shown, withheld } = shownRows(found, asked, settings)
  // A sum with a part that may not be shown may not be shown either.
  const left = (stage: FunnelStage): number | null =>
    found.some(row => row.stage === stage && !shown.includes(row))
      ? null
      : (found.find(row => row.stage === stage)?.questions ?? 0)
  let questions: number | null = 0
  const stages = [...FUNNEL_STAGES].reverse().map(stage => {
    const own = left(stage)
    questions = own === null || questions === null ? null : questions + own
    return { stage, questions, left: own }
  })
  return { stages: stages.reverse(), withheld, sql: readableSql(query) }
}
