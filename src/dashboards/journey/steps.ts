import { ApiError } from '../../api/errors.ts'
import { type Engine, rows } from '../../store/engine.ts'
import type { Asked } from '../asked.ts'
import { readableSql } from '../readable-sql.ts'
import type { DashboardSettings } from '../settings.ts'
import { JOURNEY_SETTINGS, journeyQuery } from './journey-rows.ts'
import { shownRows } from './small-groups.ts'

/** What is before or after a step: `topic=vpn` for a question about it, `action=ticket`, or `start` and `end`. */
export interface StepCount {
  readonly step: string
  readonly turns: number
}

/** What people did around a step. */
export interface Steps {
  readonly step: string
  /** How often the step happened, in how many conversations. */
  readonly turns: number
  readonly conversations: number
  readonly before: readonly StepCount[]
  readonly after: readonly StepCount[]
  /** How it went on, up to three steps: the most frequent first. */
  readonly paths: readonly { readonly steps: readonly string[]; readonly turns: number }[]
  readonly withheld: number
  readonly sql: string
}

const STEP = /^(topic|plugin|action)=(.+)$/s
const MOST_STEPS = 12
const MOST_PATHS = 12

/** The condition a turn meets when it is the step. `action=end` is the last thing a person did. */
const IS_STEP = {
  topic: "is_question AND ifNull(topic, 'none') = {step:String}",
  plugin: 'has(arrayConcat(plugins_used, plugins_served, plugins_unsuccessful), {step:String})',
  action: "if({step:String} = 'end', next_1 = 'end', action = {step:String})",
} as const

/**
 * What people did right before and after a step, in the conversations that the filters leave.
 *
 * @param step `topic=vpn`, `plugin=Enterprise Search` or `action=ticket`
 * @throws ApiError when it is none of these
 */
export async function readSteps(
  engine: Engine,
  asked: Asked,
  settings: DashboardSettings,
  step: string,
): Promise<Steps> {
  const [, kind, value] = STEP.exec(step) ?? []
  if (kind === undefined || value === undefined)
    throw new ApiError(
      400,
      'InvalidStep',
      `The step is "${step}"; it must be topic=…, plugin=… or action=…, such as action=ticket.`,
    )
  // Filters choose conversations by any of their turns: what stands around a step is not filtered away.
  const { action: _action, stage: _stage, ...filters } = asked.filters
  const whole = { ...asked, filters }
  const query = journeyQuery(
    'turns',
    whole,
    settings,
    from => `WITH labelled AS (
  SELECT conversation_id, user_id, time, interaction_id, is_question, topic, action, plugins_used, plugins_served,
    plugins_unsuccessful,
    if(is_question, concat('topic=', ifNull(toString(topic), 'none')), concat('action=', action)) AS label
  ${from}
), walked AS (
  SELECT *,
    lagInFrame(label, 1, 'start') OVER conversation AS previous,
    leadInFrame(label, 1, 'end') OVER conversation AS next_1,
    leadInFrame(label, 2, 'end') OVER conversation AS next_2,
    leadInFrame(label, 3, 'end') OVER conversation AS next_3
  FROM labelled
  WINDOW conversation AS (PARTITION BY conversation_id ORDER BY time, NOT is_question, interaction_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), chosen AS (SELECT * FROM walked WHERE ${IS_STEP[kind as keyof typeof IS_STEP]})
SELECT 'all' AS side, [''] AS steps, count() AS turns, uniqExact(conversation_id) AS conversations, uniqExact(user_id) AS people FROM chosen
UNION ALL
SELECT 'before', [previous], count(), uniqExact(conversation_id), uniqExact(user_id) FROM chosen GROUP BY previous
UNION ALL
SELECT 'after', [next_1], count(), uniqExact(conversation_id), uniqExact(user_id) FROM chosen GROUP BY next_1
UNION ALL
SELECT * FROM (
  SELECT 'path', arrayCompact([next_1, if(next_1 = 'end', 'end', next_2), if(next_1 = 'end' OR next_2 = 'end', 'end', next_3)]) AS path,
    count() AS taken, uniqExact(conversation_id), uniqExact(user_id)
  FROM chosen GROUP BY path ORDER BY taken DESC, path LIMIT {most_paths:UInt32}
)`,
    { params: { step: value, most_paths: MOST_PATHS } },
  )
  const found = await rows<{
    side: 'all' | 'before' | 'after' | 'path'
    steps: string[]
    turns: number
    conversations: number
    people: number
  }>(engine, { ...query, settings: JOURNEY_SETTINGS })
  const of = (side: string) => {
    const judged = shownRows(
      found.filter(row => row.side === side),
      whole,
      settings,
    )
    return { withheld: judged.withheld, rows: [...judged.rows].sort((a, b) => b.turns - a.turns) }
  }
  const [all, before, after, paths] = [of('all'), of('before'), of('after'), of('path')]
  return {
    step,
    turns: all.rows[0]?.turns ?? 0,
    conversations: all.rows[0]?.conversations ?? 0,
    before: folded(before.rows),
    after: folded(after.rows),
    paths: paths.rows.map(({ steps, turns }) => ({ steps, turns })),
    withheld: all.withheld + before.withheld + after.withheld + paths.withheld,
    sql: readableSql(query),
  }
}

/** The most frequent steps, and the rest as one. */
function folded(
  found: readonly { readonly steps: readonly string[]; readonly turns: number }[],
): StepCount[] {
  const shown = found.slice(0, MOST_STEPS).map(({ steps, turns }) => ({ step: steps[0] ?? '', turns }))
  const rest = found.slice(MOST_STEPS).reduce((sum, { turns }) => sum + turns, 0)
  return rest > 0 ? [...shown, { step: 'other', turns: rest }] : shown
}
