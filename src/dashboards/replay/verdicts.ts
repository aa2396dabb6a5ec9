import { counting, type Metric } from '../../metrics/definition.ts'
import { METRIC_SETTINGS, rowsQuery } from '../../metrics/query.ts'
import { type Engine, rows } from '../../store/engine.ts'
import type { Dashboards } from '../context.ts'
import { type Flags, lookedAt, REASONED, type Result, reasonFor, signsAgainst } from './reasons.ts'
import type { Signal } from './signals.ts'

/** What one definition of success makes of a question, or of the whole conversation. */
export interface Verdict {
  readonly metric: string
  readonly title: string
  /** Null is the metric's own definition. */
  readonly variant: string | null
  /** What the definition says. */
  readonly sentence: string
  /** Where the definition comes from, when it is somebody else's. */
  readonly source: string | null
  /** The question it is about; null when it is about the conversation. */
  readonly question_id: string | null
  readonly result: Result
  readonly reason: string
  /** The interactions that decided it. */
  readonly because: readonly string[]
}

/** Metrics whose variants are the named definitions of deflection and resolution. */
const DEFINITIONS = ['deflection', 'containment', 'conversation_resolution'] as const

/** A conversation, as far as verdicts ask for it. */
export interface Judged {
  readonly id: string
  /** First and last instant of its questions and of itself. */
  readonly from: string
  readonly until: string
  readonly questions: readonly string[]
  readonly signals: readonly Signal[]
}

/** What each named definition of success makes of a conversation, with the reason in words. */
export async function readVerdicts(dashboards: Dashboards, judged: Judged): Promise<Verdict[]> {
  const found = await Promise.all(
    DEFINITIONS.flatMap(id => {
      const metric = dashboards.library.get(id)
      return metric ? [verdictsOf(dashboards, metric, judged)] : []
    }),
  )
  return found.flat()
}

async function verdictsOf(
  { engine, settings }: Dashboards,
  metric: Metric,
  judged: Judged,
): Promise<Verdict[]> {
  const variants = [undefined, ...Object.keys(metric.variants)]
  const flags = REASONED.filter(name => new RegExp(`\\bAS ${name}\\b|\\b${name},`).test(metric.sql))
  const byKey = new Map<string, { flags: Flags; counted: (readonly [number, number])[] }>()
  // Variants with values of parameters of their own are other rows, and another statement.
  for (const group of groupedByParameters(metric, variants)) {
    for (const row of await readRows(engine, metric, group, flags, judged, settings.parameters)) {
      const known = byKey.get(row.key) ?? { flags: row.flags, counted: [] }
      for (const [i, variant] of group.entries()) known.counted[variants.indexOf(variant)] = row.counted[i]!
      byKey.set(row.key, known)
    }
  }
  const perQuestion = metric.key === 'interaction_id'
  const subjects = perQuestion ? judged.questions : [judged.id]
  return subjects.flatMap(subject =>
    variants.map((variant, i) => {
      const row = byKey.get(subject)
      const [numerator, denominator] = row?.counted[i] ?? [0, 0]
      const result: Result = denominator === 0 ? 'not counted' : numerator > 0 ? 'success' : 'failure'
      const measures = counting(metric, variant)
      const decides = lookedAt(measures.numerator)
      const counts = lookedAt(measures.denominator)
      const told = variant === undefined ? undefined : metric.variants[variant]
      return {
        metric: metric.id,
        title: metric.title,
        variant: variant ?? null,
        sentence: told?.sentence ?? metric.sentence,
        source: told?.source ?? null,
        question_id: perQuestion ? subject : null,
        result,
        reason: row
          ? reasonFor(result, { counts, decides, flags: row.flags })
          : reasonFor('not counted', { counts: new Set(), decides, flags: {} }),
        because: row
          ? evidence(result, decides, row.flags, judged.signals, perQuestion ? subject : null)
          : [],
      }
    }),
  )
}

function groupedByParameters(
  metric: Metric,
  variants: readonly (string | undefined)[],
): (string | undefined)[][] {
  const groups = new Map<string, (string | undefined)[]>()
  for (const variant of variants) {
    const key = JSON.stringify(counting(metric, variant).parameters)
    groups.set(key, [...(groups.get(key) ?? []), variant])
  }
  return [...groups.values()]
}

async function readRows(
  engine: Engine,
  metric: Metric,
  variants: readonly (string | undefined)[],
  flags: readonly string[],
  { id, from, until }: Judged,
  parameters: Dashboards['settings']['parameters'],
): Promise<{ key: string; flags: Flags; counted: (readonly [number, number])[] }[]> {
  const measures = variants.map(variant => counting(metric, variant))
  const [first] = variants
  const { sql, params } = rowsQuery(
    metric,
    {
      from,
      to: new Date(Date.parse(until) + 1).toISOString(),
      parameters,
      ...(first === undefined ? {} : { variant: first }),
    },
    [],
    rowsOf => [
      `SELECT toString(${metric.key}) AS subject,
  [${flags.map(name => `toUInt8(any(${name}) > 0)`).join(', ')}]::Array(UInt8) AS flags,
  [${measures.map(each => `(toFloat64(${each.numerator}), toFloat64(${each.denominator}))`).join(', ')}] AS counted`,
      `FROM (SELECT * ${rowsOf}) WHERE conversation_id = {conversation:String}`,
      'GROUP BY subject',
    ],
  )
  const found = await rows<{ subject: string; flags: number[]; counted: [number, number][] }>(engine, {
    sql,
    params: { ...params, conversation: id },
    settings: METRIC_SETTINGS,
  })
  return found.map(row => ({
    key: row.subject,
    flags: Object.fromEntries(flags.map((name, i) => [name, row.flags[i] === 1])),
    counted: row.counted,
  }))
}

/** The interactions a verdict rests on: what went wrong, or what confirmed it. */
function evidence(
  result: Result,
  decides: ReadonlySet<string>,
  flags: Flags,
  signals: readonly Signal[],
  questionId: string | null,
): string[] {
  const kinds =
    result === 'failure'
      ? signsAgainst(decides, flags).map(name => name.replace('_form', ''))
      : decides.has('helpful') && flags.helpful
        ? ['helpful']
        : []
  return signals
    .filter(
      ({ kind, question_id }) => kinds.includes(kind) && (questionId === null || question_id === questionId),
    )
    .map(signal => signal.interaction_id)
}
