import { parse } from 'yaml'
import { z } from 'zod'
import { checkZone, instantOf } from './calendar.ts'
import type { Metric } from './definition.ts'
import type { Exclusions, Question } from './query.ts'

/**
 * Rows that stand for several of a metric's: with the same dimensions, and every measure over them gives the same. They tell of
 * nobody (there is no `user_id`), and their `time` is the beginning of the quarter of an hour that holds what they stand for.
 */
export interface Summary {
  /** What one of them is: `one row for each article and quarter of an hour`. */
  readonly grain: string
  /** With the placeholders that the metric's own query may have. */
  readonly sql: string
}

/** Stands between a metric's SQL and its summary's: a comment of its own, in which `summary` says what the rows are. */
const HEADER = /\n\/\*\n(summary:[\s\S]*?)\n\*\/(?:\n|$)/

const meaning = z.strictObject({ summary: z.string().trim().min(1) })

/** What stands below a metric's header: its SQL, and a summary where there is one. */
export function readSummary(text: string): { sql: string; summary?: Summary; problems: readonly string[] } {
  const [sql = '', header, summarySql = ''] = text.split(HEADER)
  if (header === undefined) return { sql, problems: [] }
  const mistake = (message: string) => ({
    sql: sql.trim(),
    problems: [`the header of its summary: ${message}`],
  })
  try {
    const { data, error } = meaning.safeParse(parse(header))
    if (error) return mistake(error.issues.map(issue => issue.message).join(', '))
    if (!summarySql.trim()) return mistake('there is no SQL after it')
    return { sql: sql.trim(), summary: { grain: data.summary, sql: summarySql.trim() }, problems: [] }
  } catch (error) {
    return mistake(error instanceof Error ? error.message : String(error))
  }
}

const QUARTER = 900_000

/**
 * The metric over the rows of its summary, where these can answer the question: nothing is asked of people or of times of day, nobody is left
 * out, and the period begins and ends with quarters of an hour, as days do in every zone. Else, and without a summary, as it is.
 *
 * @param names the dimensions that are asked for, beside those of the question's filters
 * @param split an instant at which the rows are told apart, if they are
 */
export function summarised(
  metric: Metric,
  question: Question,
  names: readonly string[],
  split?: string,
): Metric {
  const { summary, dimensions, people } = metric
  if (!summary) return metric
  const { from, to, tz = 'UTC', where = {}, exclude } = question
  if (![...names, ...Object.keys(where)].every(name => dimensions.includes(name))) return metric
  if (people && leavesOut(exclude)) return metric
  checkZone(tz)
  const ends = { from, to, ...(split === undefined ? {} : { split }) }
  const whole = Object.entries(ends).every(([name, at]) => instantOf(name, at, tz) % QUARTER === 0)
  return whole ? { ...metric, sql: summary.sql } : metric
}

const leavesOut = ({ people = [], domains = [], testers = false }: Exclusions = {}): boolean =>
  people.length + domains.length > 0 || testers

/** The metric over its own rows, whatever it is asked. */
export function unsummarised({ summary: _summary, ...metric }: Metric): Metric {
  return metric
}
