import { parse } from 'yaml'
import { z } from 'zod'
import { MetricError } from './definition-error.ts'
import { parameters, placeholders } from './parameters.ts'
import { readSummary, type Summary } from './summary.ts'

export { MetricError } from './definition-error.ts'

const IDENTIFIER = /^[a-z][a-z0-9_]*$/

const identifier = z.string().regex(IDENTIFIER, 'must be a name in lower case, such as route')
const text = z.string().trim().min(1)

const measures = {
  /** SQL aggregate over the metric's rows; only for counts. */
  value: text.optional(),
  /** SQL aggregates whose quotient is the number: kept apart, so that shares are re-computed and never averaged. */
  numerator: text.optional(),
  denominator: text.optional(),
}

const variant = z.strictObject({
  sentence: text,
  ...measures,
  /** Values of parameters that make the difference. */
  parameters: z.record(identifier, z.union([z.string(), z.number(), z.array(z.string())])).default({}),
  /** Where this definition comes from, when it is somebody else's. */
  source: text.optional(),
})

const meaning = z.strictObject({
  title: text,
  sentence: text,
  /** Another metric, of whose rows this is the number, too. */
  like: identifier.optional(),
  family: z.enum(['adoption', 'conversations', 'interactions', 'plugins', 'knowledge', 'service', 'quality']),
  /** `count`: a number of things. `share`: from 0 to 1. `mean`: things for each thing. The others are what they say. */
  unit: z.enum(['count', 'share', 'mean', 'seconds', 'hours', 'money']),
  ...measures,
  /** What one row of its SQL is: `one row for each question`. */
  grain: text,
  /** The column that names a row. */
  key: identifier,
  /** Whether its rows are about people: they have a user_id, and can be cut by what is known of people. */
  people: z.boolean().default(true),
  /** Whether parts add up to the whole, and days to months; of a share, whether its numerator and denominator do. */
  adds_up: z.boolean().default(true),
  /** Whether what its rows say depends on the period that is asked for, and not only whether they lie in it. */
  whole_period: z.boolean().default(false),
  /** Of one that is like another, with measures of its own: they give the same over that one's summary. */
  summary: z.boolean().default(false),
  /** How it is cut when nobody says otherwise. */
  by: z.array(identifier).default([]),
  /** Columns of its rows it may be cut by. */
  dimensions: z.array(identifier).default([]),
  variants: z.record(identifier, variant).default({}),
  /** What it means and how it is decided. */
  notes: text,
  /** What it cannot see. */
  blind_spots: text,
  /** The document and section it comes from. */
  source: text,
  /** A case worked out. */
  example: text,
})

/** Another way to count the same rows. */
export type Variant = z.infer<typeof variant>

/**
 * A metric: its meaning in words, and a query that yields one row for each thing counted, with its `time` and dimensions.
 * The number is an aggregate over these rows, and the rows are what is behind the number.
 */
export interface Metric extends Omit<z.infer<typeof meaning>, 'summary'> {
  /** Its file's name: `active_users`. */
  readonly id: string
  /** The query alone. Parameters: `{from:DateTime64(3, 'UTC')}` inclusive, `{to:DateTime64(3, 'UTC')}` exclusive. */
  readonly sql: string
  /** Fewer rows that give the same number. */
  readonly summary?: Summary
}

/** Placeholders every metric may use besides the library's parameters; the grain is `period` when there is none. */
const ALWAYS_BOUND = ['from', 'to', 'tz', 'grain', 'bucket']

/**
 * Reads a metric's file: YAML in a comment, then SQL; then, perhaps, a summary, with a comment that says what its rows are. One
 * that says `like: conversations` has no SQL: its rows are that metric's, and so is
 * everything its header does not say, except for variants and how it is cut.
 *
 * @param other finds the metric that one is like
 * @throws MetricError that lists everything wrong with it, not the first mistake alone
 */
export function readMetric(
  id: string,
  file: string,
  other: (id: string) => Metric | undefined = () => undefined,
): Metric {
  const [, header, rest = ''] = /^\s*\/\*\n([\s\S]*?)\n\*\/\s*([\s\S]*?)\s*$/.exec(file) ?? []
  if (header === undefined)
    throw new MetricError(
      `The metric ${id} must begin with /*, its meaning in YAML and */, and go on with its SQL.`,
    )
  const problems: string[] = []
  if (!IDENTIFIER.test(id)) problems.push(`its name must be in lower case with underscores`)
  const { sql: own, summary: ownSummary, problems: mistaken } = readSummary(rest)
  problems.push(...mistaken)
  let words: unknown
  try {
    words = parse(header)
  } catch (error) {
    throw new MetricError(
      `The metric ${id} is not valid YAML: ${error instanceof Error ? error.message : error}`,
    )
  }
  const model = modelOf(words)
  const base = model === undefined ? undefined : other(model)
  if (model !== undefined && !base) problems.push(`like: there is no metric ${model}`)
  if (base?.like) problems.push(`like: ${model} is itself like ${base.like}: name that one`)
  if (model !== undefined && own) problems.push(`it is like ${model}, so it has no SQL of its own`)
  if (model === undefined && !own) problems.push('there is no SQL after its header')
  const sql = base?.sql ?? own
  const read = meaning.safeParse(base ? { ...inherited(base, words as object), ...(words as object) } : words)
  if (!read.success)
    problems.push(...read.error.issues.map(issue => `${issue.path.join('.') || 'header'}: ${issue.message}`))
  else problems.push(...inconsistencies(read.data, `${sql}\n${ownSummary?.sql ?? ''}`))
  const holds = read.data?.summary || !says(words, [...Object.keys(measures), 'variants', 'dimensions'])
  const summary = base ? (holds ? base.summary : undefined) : ownSummary
  if (read.data?.summary && !base?.summary)
    problems.push('summary: it is not like a metric that has a summary')
  for (const [whose, query] of [['its SQL', sql] as const, ["its summary's SQL", ownSummary?.sql] as const])
    for (const parameter of ['from', 'to'])
      if (query && !query.includes(`{${parameter}:DateTime64(3, 'UTC')}`))
        problems.push(`${whose} does not use {${parameter}:DateTime64(3, 'UTC')}`)
  if (problems.length > 0 || !read.success)
    throw new MetricError(
      `The metric ${id} has ${problems.length === 1 ? 'a mistake' : 'mistakes'}: ${problems.join('; ')}.`,
    )
  const { summary: _holds, ...said } = read.data
  return { id, sql, ...(summary ? { summary } : {}), ...said }
}

/** The metric that a header says its own is like. */
function modelOf(header: unknown): string | undefined {
  const { like } = (header ?? {}) as { like?: unknown }
  return typeof like === 'string' ? like : undefined
}

const says = (header: unknown, names: readonly string[]): boolean =>
  names.some(name => name in ((header ?? {}) as object))

/** What a header that is like another metric's need not say. Measures are taken over together or not at all. */
function inherited(base: Metric, own: object): object {
  const {
    id,
    sql,
    summary,
    title,
    sentence,
    example,
    like,
    by,
    variants,
    value,
    numerator,
    denominator,
    ...rest
  } = base
  return says(own, Object.keys(measures)) ? rest : { ...rest, value, numerator, denominator }
}

function inconsistencies(read: z.infer<typeof meaning>, sql: string): string[] {
  const problems: string[] = []
  const { by, dimensions, unit, variants } = read
  for (const name of ['', ...Object.keys(variants)]) {
    const { value, numerator, denominator } = measuresOf(read, name ? variants[name] : undefined)
    const where = name && `variants.${name}: `
    if (unit === 'count' && (!value || numerator || denominator))
      problems.push(`${where}a count has value, and nothing else`)
    else if (unit === 'share' && (value || !numerator || !denominator))
      problems.push(`${where}a share has numerator and denominator, and no value`)
    else if (value ? numerator || denominator : !numerator || !denominator)
      problems.push(`${where}a number has value, or numerator and denominator`)
  }
  for (const dimension of by)
    if (!dimensions.includes(dimension)) problems.push(`by: ${dimension} is not among dimensions`)
  const everything = [
    sql,
    ...[read, ...Object.values(variants)].flatMap(m => [m.value, m.numerator, m.denominator]),
  ]
  for (const name of placeholders(everything.join('\n')))
    if (!ALWAYS_BOUND.includes(name) && !parameters().has(name))
      problems.push(`there is no parameter {${name}:…}`)
  for (const [name, { parameters: given }] of Object.entries(variants))
    for (const parameter of Object.keys(given))
      if (!parameters().has(parameter)) problems.push(`variants.${name}: there is no parameter ${parameter}`)
  return problems
}

/** Aggregates over a metric's rows: a value, or a numerator and a denominator. */
export type Measures = Pick<Variant, 'value' | 'numerator' | 'denominator'>

/** A variant's own measures; what it leaves out is the metric's. */
function measuresOf(metric: Measures, variant: Measures = {}): Measures {
  const { value, numerator, denominator } = variant
  if (value) return { value, numerator, denominator }
  if (!numerator && !denominator)
    return { value: metric.value, numerator: metric.numerator, denominator: metric.denominator }
  return { value, numerator: numerator ?? metric.numerator, denominator: denominator ?? metric.denominator }
}

/** How a metric is counted: by its own definition, or by one of its variants. */
export function counting(metric: Metric, name?: string): Measures & Pick<Variant, 'parameters'> {
  if (name === undefined) return { ...measuresOf(metric), parameters: {} }
  const variant = metric.variants[name]
  if (!variant)
    throw new MetricError(
      `${metric.id} has no variant "${name}"; it has ${Object.keys(metric.variants).join(', ') || 'none'}.`,
    )
  return { ...measuresOf(metric, variant), parameters: variant.parameters }
}
