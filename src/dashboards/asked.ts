import { z } from 'zod'
import { ApiError } from '../api/errors.ts'
import type { Filters } from '../metrics/dimensions.ts'
import { ORDERS, type Order } from '../metrics/parts.ts'
import { GRAINS, type Grain } from '../metrics/run.ts'

export const EVENTS = ['in', 'out', 'only'] as const
/** Whether conversations that the assistant began by itself count: with the others, not, or they alone. */
export type Events = (typeof EVENTS)[number]

/** What a page asks of a metric, before it is known which of the filters the metric can take. */
export interface Asked {
  readonly from: string
  readonly to: string
  readonly by?: readonly string[]
  readonly grain?: Grain
  readonly tz: string
  readonly variant?: string
  /** Put the number of the period before beside each. */
  readonly compare: boolean
  readonly filters: Filters
  readonly events: Events
  /** The definition of success: the name of a variant. */
  readonly success?: string
  /** So many parts at most; the others are put together. */
  readonly limit?: number
  readonly order?: Order
}

const MOST_PARTS = 10_000
const MOST_DIMENSIONS = 4

const flag = z.enum(['0', '1', 'true', 'false']).transform(text => text === '1' || text === 'true')
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine(n => n >= least && n <= most, `must be from ${least} to ${most}`)

/** The part of a question that pages keep in their address. */
const shared = {
  from: z.string(),
  to: z.string(),
  tz: z.string().optional(),
  compare: flag.default(false),
  events: z.enum(EVENTS).default('out'),
  success: z.string().optional(),
}

const question = z.object({
  ...shared,
  by: z
    .string()
    .transform(names => names.split(',').filter(Boolean))
    .refine(names => names.length <= MOST_DIMENSIONS, `must be at most ${MOST_DIMENSIONS} dimensions`)
    .optional(),
  grain: z.enum(GRAINS).optional(),
  variant: z.string().optional(),
  limit: whole(1, MOST_PARTS).optional(),
  order: z.enum(Object.keys(ORDERS) as [Order, ...Order[]]).optional(),
})

const page = z.object({ limit: whole(1, 1000).default(100), offset: whole(0, 1_000_000).default(0) })

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Reads a question from the query of an address.
 *
 * @param zone of days, when the question names none
 * @throws ApiError that says everything wrong with it
 */
export function readAsked(query: unknown, zone: string): Asked {
  const { tz = zone, by, grain, variant, success, limit, order, ...rest } = checked(question, query)
  return {
    ...rest,
    tz,
    filters: readFilters(query as Query),
    ...(by ? { by } : {}),
    ...(grain ? { grain } : {}),
    ...(variant ? { variant } : {}),
    ...(success ? { success } : {}),
    ...(limit ? { limit } : {}),
    ...(order ? { order } : {}),
  }
}

/** Which part of a long list is asked for. */
export function readPage(query: unknown): { limit: number; offset: number } {
  return checked(page, query)
}

/** Reads what a schema names from the query of an address. @throws ApiError that says everything wrong with it */
export function checked<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const read = schema.safeParse(query)
  if (read.success) return read.data
  const problems = read.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  throw new ApiError(400, 'InvalidQuestion', `The question is wrong: ${problems.join('; ')}.`)
}

/**
 * Filters are `f.<dimension>=a,b`, or `f.<dimension>!=a,b` for all but these, once or several times. A comma inside a value is
 * percent-encoded in it, before the whole is encoded for the address.
 */
function readFilters(query: Query): Filters {
  const filters: { [dimension: string]: Filters[string] } = {}
  for (const [written, given] of Object.entries(query)) {
    if (!written.startsWith('f.') || given === undefined) continue
    const values = [given].flat().flatMap(text => text.split(',').filter(Boolean).map(decoded))
    if (values.length === 0) continue
    const excluding = written.endsWith('!')
    const name = written.slice(2, excluding ? -1 : undefined)
    if (Object.hasOwn(filters, name))
      throw new ApiError(
        400,
        'InvalidQuestion',
        `f.${name} says which values count, and f.${name}! which do not: say one of them.`,
      )
    const named = [...new Set(values)].sort()
    filters[name] = excluding ? { not: named } : named
  }
  return filters
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
