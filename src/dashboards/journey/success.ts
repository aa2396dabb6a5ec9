import { counting, type Metric } from '../../metrics/definition.ts'
import { metric } from '../../metrics/library.ts'
import type { ParameterValues } from '../../metrics/parameters.ts'

/** The definition of success that counts. */
export interface JourneySuccess {
  readonly metric: string
  /** The name of a variant; null is the metric's own definition. */
  readonly variant: string | null
  readonly sentence: string
  /** What succeeds by it: whole conversations, or each of their questions. */
  readonly of: 'conversations' | 'questions'
}

/** How journeys are counted by a definition of success. */
export interface SuccessCount {
  readonly told: JourneySuccess
  /** Aggregates over the rows of journeys, with what {@link join} adds to them. */
  readonly succeeded: string
  readonly counted: string
  /** What has to be joined to `journey`, the conversations; nothing when they have all that is asked. */
  readonly join: string
  readonly parameters: ParameterValues
}

const USUAL = 'conversation_resolution'
/** Where a definition is looked for: one that judges conversations before one that judges questions. */
const OF_SUCCESS = [USUAL, 'deflection'] as const

/**
 * How to count the success of conversations: by a variant of resolution or of deflection, else by resolution's own definition. One that
 * judges questions is counted over the questions of each conversation.
 */
export function countingSuccess(
  asked: string | undefined,
  library: ReadonlyMap<string, Metric>,
): SuccessCount {
  const known = OF_SUCCESS.flatMap(id => library.get(id) ?? [])
  const named = asked === undefined ? undefined : known.find(({ variants }) => asked in variants)
  const judge = named ?? library.get(USUAL) ?? metric(USUAL)
  const variant = named ? asked : undefined
  const { numerator = '0', denominator = '0', parameters } = counting(judge, variant)
  const told: JourneySuccess = {
    metric: judge.id,
    variant: variant ?? null,
    sentence: variant === undefined ? judge.sentence : judge.variants[variant]!.sentence,
    of: judge.key === 'conversation_id' ? 'conversations' : 'questions',
  }
  // Journeys have the columns of our own resolution; a company's may look at others.
  if (judge.sql === metric(USUAL).sql)
    return { told, succeeded: numerator, counted: denominator, join: '', parameters }
  return {
    told,
    succeeded: 'sum(ifNull(judged_succeeded, 0))',
    counted: 'sum(ifNull(judged_counted, 0))',
    join: `LEFT JOIN (
SELECT conversation_id AS judged_id, ${numerator} AS judged_succeeded, ${denominator} AS judged_counted
FROM (
${judge.sql}
)
GROUP BY judged_id
) AS judged ON judged.judged_id = journey.conversation_id`,
    parameters,
  }
}
