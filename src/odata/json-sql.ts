import type { EdmPrimitive } from './model.ts'
import type { Value } from './operand.ts'
import { edmTypeOf, level, wrap } from './operand.ts'

/** How a client wants numbers written. */
export interface NumberFormat {
  /** Whether `Edm.Int64` and `Edm.Decimal`, counts among them, are text (OData 4.01 JSON Format 3.2). */
  readonly ieee754: boolean
}

/**
 * SQL for a value as JSON text, as OData writes it (OData 4.01 JSON Format 7.1); null is `null`.
 *
 * @param type of the property that has the value; what a computed value of its kind would have when absent
 */
export function jsonText(
  v: Value,
  { ieee754 }: NumberFormat,
  type: EdmPrimitive = edmTypeOf(v.type),
): string {
  const text = v.type === 'duration' ? durationText(v) : v.type === 'time' ? timeText(v) : plainText(v)
  // What is no number is text already.
  if (ieee754 && type === 'Edm.Decimal') return orNull(v, `concat('"', trim(BOTH '"' FROM ${text}), '"')`)
  return orNull(v, ieee754 && type === 'Edm.Int64' ? quoted(text) : text)
}

/** SQL for the JSON text of a count. */
export function countText(sql: string, { ieee754 }: NumberFormat): string {
  return ieee754 ? quoted(`toString(${sql})`) : `toString(${sql})`
}

const quoted = (text: string): string => `concat('"', ${text}, '"')`

/**
 * SQL for a value as JSON text that gives the same value back when it is read as a parameter: numbers are strings, because
 * JSON in JavaScript would round them, and durations and times of day are microseconds.
 */
export function keyText(v: Value): string {
  return orNull(v, isNumber(v) ? quoted(`toString(${v.sql})`) : plainText(v))
}

function isNumber({ type }: Value): boolean {
  return type === 'integer' || type === 'number' || type === 'duration' || type === 'time'
}

function plainText(v: Value): string {
  switch (v.type) {
    case 'boolean':
      return `if(${v.sql}, 'true', 'false')`
    case 'instant':
      return `concat('"', replaceOne(toString(${v.sql}), ' ', 'T'), 'Z"')`
    case 'date':
      return quoted(`toString(${v.sql})`)
    case 'duration':
    case 'integer':
    case 'time':
      return `toString(${v.sql})`
    case 'number':
      return numberText(v)
    default:
      return `toJSONString(${v.sql})`
  }
}

/** What JSON has no number for is text (OData 4.01 JSON Format 7.1). */
function numberText({ sql }: Value): string {
  return `transform(toString(${sql}), ['inf', '-inf', 'nan'], ['"INF"', '"-INF"', '"NaN"'], toJSONString(${sql}))`
}

/** Divided as a decimal: a double would be rounded, and written with an exponent where it is small. */
function durationText({ sql }: Value): string {
  const seconds = `toString(toDecimal128(abs(${sql}), 6) / 1000000)`
  return `concat('"', if(${sql} < 0, '-', ''), 'PT', ${seconds}, 'S"')`
}

function timeText({ sql }: Value): string {
  return `concat('"', substring(toString(fromUnixTimestamp64Micro(${sql}, 'UTC')), 12), '"')`
}

function orNull(v: Value, text: string): string {
  if (!v.nullable) return text
  // A condition that is NULL takes the second branch of if(), which is not what null means here.
  if (v.type === 'boolean') return `if(${wrap(v, level.sum)} IS NULL, 'null', ${text})`
  return `ifNull(${text}, 'null')`
}
