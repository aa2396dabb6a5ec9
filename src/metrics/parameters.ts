import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { ParameterValue } from '../store/engine.ts'
import { MetricError } from './definition-error.ts'

const parameter = z.strictObject({
  /** ClickHouse type it is bound as. */
  type: z.enum(['String', 'UInt32', 'Float64', 'Array(String)']),
  default: z.union([z.string(), z.number(), z.array(z.string())]),
  meaning: z.string(),
})

/** Something metrics may be told: a pattern, a limit, a value in money. */
export type Parameter = z.infer<typeof parameter>

/** The values that were given, by parameter. */
export interface ParameterValues {
  readonly [name: string]: string | number | readonly string[]
}

let known: ReadonlyMap<string, Parameter> | undefined

/** Every parameter of the library, by name, from `metrics/parameters.yaml`. */
export function parameters(): ReadonlyMap<string, Parameter> {
  known ??= new Map(
    Object.entries(
      z
        .record(z.string(), parameter)
        .parse(parse(readFileSync(new URL('../../metrics/parameters.yaml', import.meta.url), 'utf8'))),
    ),
  )
  return known
}

/** Names of the `{name:Type}` placeholders in a piece of SQL. */
export function placeholders(sql: string): Set<string> {
  return new Set([...sql.matchAll(/\{([a-z_]+):/g)].map(match => match[1]!))
}

/**
 * The values to bind for the placeholders of a piece of SQL: what was given, else the default.
 *
 * @throws MetricError when a value is not of its parameter's type, or is for none the SQL has
 */
export function bound(sql: string, given: ParameterValues): { [name: string]: ParameterValue } {
  const used = placeholders(sql)
  return Object.fromEntries(
    [...parameters()].flatMap(([name, { type, default: usual }]) =>
      used.has(name) ? [[name, checked(name, type, given[name] ?? usual)]] : [],
    ),
  )
}

/** @throws MetricError when there is no such parameter, or the value is not of its type */
export function checkParameters(given: ParameterValues): void {
  for (const [name, value] of Object.entries(given)) {
    const found = parameters().get(name)
    if (!found)
      throw new MetricError(
        `There is no parameter "${name}"; there are ${[...parameters().keys()].join(', ')}.`,
      )
    checked(name, found.type, value)
  }
}

function checked(
  name: string,
  type: Parameter['type'],
  value: string | number | readonly string[],
): ParameterValue {
  const wrong = (what: string): MetricError =>
    new MetricError(`The parameter ${name} is ${JSON.stringify(value)}; it must be ${what}.`)
  if (type === 'Array(String)') {
    if (typeof value === 'number') throw wrong('a list of texts')
    return typeof value === 'string' ? value.split(',').map(text => text.trim()) : value
  }
  if (typeof value === 'object') throw wrong('one value')
  if (type === 'String') return String(value)
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (!Number.isFinite(number) || number < 0) throw wrong('a number that is not negative')
  if (type === 'UInt32' && !Number.isInteger(number)) throw wrong('a whole number')
  return number
}
