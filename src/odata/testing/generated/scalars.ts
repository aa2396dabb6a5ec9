import type { EdmPrimitive } from '../../model.ts'

/**
 * The types of single values, as the standard tells them apart. Held in JavaScript as: text, GUIDs, binary data and
 * enumeration members as strings; whole numbers as bigint; decimals and doubles as numbers; instants as bigint
 * nanoseconds since 1970, dates as days; durations and times of day as bigint microseconds.
 */
export type ScalarType =
  | 'binary'
  | 'boolean'
  | 'date'
  | 'decimal'
  | 'double'
  | 'duration'
  | 'enum'
  | 'guid'
  | 'instant'
  | 'integer'
  | 'string'
  | 'time'

export type Scalar = null | boolean | bigint | number | string

export const scalarTypes: { readonly [edm in EdmPrimitive]: ScalarType } = {
  'Edm.Binary': 'binary',
  'Edm.Boolean': 'boolean',
  'Edm.Date': 'date',
  'Edm.DateTimeOffset': 'instant',
  'Edm.Decimal': 'decimal',
  'Edm.Double': 'double',
  'Edm.Duration': 'duration',
  'Edm.Guid': 'guid',
  'Edm.Int32': 'integer',
  'Edm.Int64': 'integer',
  'Edm.String': 'string',
  'Edm.TimeOfDay': 'time',
}

/** Less than zero, zero or more than zero as `a` is before, the same as or behind `b`; NaN when one is NaN. */
export function compareScalars(a: NonNullable<Scalar>, b: NonNullable<Scalar>): number {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  return a < b ? -1 : a > b ? 1 : 0
}

/** JavaScript compares UTF-16 units, by which an emoji comes before U+FF01. */
function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (const [i, character] of left.entries()) {
    if (i >= right.length) return 1
    const difference = character.codePointAt(0)! - right[i]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const DAY = 86_400_000

/** A value of a type as JSON text has it, parsed. Throws where the form is not the type's. */
export function scalarOf(type: ScalarType, json: unknown): Scalar {
  if (json === null) return null
  switch (type) {
    case 'boolean':
      return expected('boolean', json)
    case 'integer':
      // Beyond 2^53 JSON in JavaScript is rounded: rounded values are compared.
      return BigInt(expected('number', json))
    case 'decimal':
    case 'double':
      return typeof json === 'string' ? spelled(json) : expected('number', json)
    case 'instant':
      return instantOf(expected('string', json))
    case 'date':
      return BigInt(Date.parse(`${expected('string', json)}T00:00:00Z`) / DAY)
    case 'duration':
      return durationOf(expected('string', json))
    case 'time':
      return instantOf(`1970-01-01T${expected('string', json)}Z`) / 1000n
    default:
      return expected('string', json)
  }
}

interface JsonTypes {
  boolean: boolean
  number: number
  string: string
}

function expected<T extends keyof JsonTypes>(type: T, json: unknown): JsonTypes[T] {
  if (typeof json !== type) throw new TypeError(`${JSON.stringify(json)} is no ${type}`)
  return json as JsonTypes[T]
}

function spelled(text: string): number {
  const value = { INF: Infinity, '-INF': -Infinity, NaN: Number.NaN }[text]
  if (value === undefined) throw new TypeError(`"${text}" is no number`)
  return value
}

function instantOf(text: string): bigint {
  const [, seconds, fraction = ''] = /^([\d-]+T[\d:]+)(?:\.(\d+))?Z$/.exec(text) ?? []
  if (seconds === undefined) throw new TypeError(`"${text}" is no instant`)
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
}

function durationOf(text: string): bigint {
  const [, sign, seconds, fraction = ''] = /^(-?)PT(\d+)(?:\.(\d+))?S$/.exec(text) ?? []
  if (seconds === undefined) throw new TypeError(`"${text}" is no duration in seconds`)
  const micros = BigInt(seconds) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
  return sign === '-' ? -micros : micros
}

/** Whether two values are the same; sums and averages of doubles depend on the order in which they were added. */
export function sameScalar(a: Scalar, b: Scalar): boolean {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a === b || Number(a) === Number(b)
  if (typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b))
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
  return Object.is(a, b)
}
