import { parse } from 'yaml'
import { z } from 'zod'

/** Raised for a metric that is not there, is written wrongly, or cannot be asked as it was. */
export class MetricError extends Error {
  override name = 'MetricError'
}

const IDENTIFIER = /^[a-z][a-z0-9_]*$/

const identifier = z.string().regex(IDENTIFIER, 'must be a name in lower case, such as route')
const text = z.string().trim().min(1)

const meaning = z.strictObject({
  title: text,
  sentence: text,
  /** `count`: a number of things. `share`: numerator over denominator, from 0 to 1. */
  unit: z.enum(['count', 'share']),
  /** SQL aggregate over the metric's rows; only for counts. */
  value: text.optional(),
  /** SQL aggregates whose quotient is the share: kept apart, so that shares are re-computed and never averaged. */
  numerator: text.optional(),
  denominator: text.optional(),
  /** How it is cut when nobody says otherwise. */
  by: z.array(identifier).default([]),
  /** Columns of its rows it may be cut by. */
  dimensions: z.array(identifier).default([]),
  /** What it means, how it is decided, and what it cannot see. */
  notes: text,
  /** The document and section it comes from. */
  source: text,
})

/**
 * A metric: its meaning in words, and a query that yields one row for each thing counted, with its `time` and dimensions.
 * The number is an aggregate over these rows, and the rows are what is behind the number.
 */
export interface Metric extends z.infer<typeof meaning> {
  /** Its file's name: `active_users`. */
  readonly id: string
  /** The query alone. Parameters: `{from:DateTime64(3, 'UTC')}` inclusive, `{to:DateTime64(3, 'UTC')}` exclusive. */
  readonly sql: string
}

/**
 * Reads a metric's file: YAML in a comment, then SQL.
 *
 * @throws MetricError that lists everything wrong with it, not the first mistake alone
 */
export function readMetric(id: string, file: string): Metric {
  const [, header, sql] = /^\s*\/\*\n([\s\S]*?)\n\*\/\s*([\s\S]*?)\s*$/.exec(file) ?? []
  if (header === undefined || !sql)
    throw new MetricError(
      `The metric ${id} must begin with /*, its meaning in YAML and */, and go on with its SQL.`,
    )
  const problems: string[] = []
  if (!IDENTIFIER.test(id)) problems.push(`its name must be in lower case with underscores`)
  let words: unknown
  try {
    words = parse(header)
  } catch (error) {
    throw new MetricError(
      `The metric ${id} is not valid YAML: ${error instanceof Error ? error.message : error}`,
    )
  }
  const read = meaning.safeParse(words)
  if (!read.success)
    problems.push(...read.error.issues.map(issue => `${issue.path.join('.') || 'header'}: ${issue.message}`))
  else {
    const { unit, value, numerator, denominator, by, dimensions } = read.data
    if (unit === 'count' && (!value || numerator || denominator))
      problems.push('a count has value, and nothing else')
    if (unit === 'share' && (value || !numerator || !denominator))
      problems.push('a share has numerator and denominator, and no value')
    for (const dimension of by)
      if (!dimensions.includes(dimension)) problems.push(`by: ${dimension} is not among dimensions`)
  }
  for (const parameter of ['from', 'to'])
    if (!sql.includes(`{${parameter}:DateTime64(3, 'UTC')}`))
      problems.push(`its SQL does not use {${parameter}:DateTime64(3, 'UTC')}`)
  if (problems.length > 0 || !read.success)
    throw new MetricError(
      `The metric ${id} has ${problems.length === 1 ? 'a mistake' : 'mistakes'}: ${problems.join('; ')}.`,
    )
  return { id, sql, ...read.data }
}
