import type { Cursor } from './cursor.ts'

/**
 * Primitive values as they stand in payloads and metadata (OData 4.01 ABNF section 7, the rules that end in `Value`).
 * They are read character by character, so that a failure is where the first wrong character is.
 */
export const payloadValues: { readonly [rule: string]: (c: Cursor) => void } = {
  booleanValue: c => need(c, /true|false/y, 'true or false'),
  byteValue: c => need(c, /\d{1,3}/y, 'a number'),
  dateTimeOffsetValue,
  dateValue: date,
  decimalValue: decimal,
  doubleValue: decimal,
  durationValue: duration,
  primitiveValue,
  timeOfDayValue: timeOfDay,
}

function need(c: Cursor, pattern: RegExp, what: string): void {
  c.take(pattern) ?? c.failExpecting(what)
}

function date(c: Cursor): void {
  c.takeToken('-')
  if (c.takeToken('0')) need(c, /\d{3}/y, 'a year')
  else need(c, /[1-9]\d{3,}/y, 'a year')
  need(c, /-/y, '"-"')
  need(c, /0[1-9]|1[0-2]/y, 'a month')
  need(c, /-/y, '"-"')
  need(c, /0[1-9]|[12]\d|3[01]/y, 'a day')
}

function dateTimeOffsetValue(c: Cursor): void {
  date(c)
  need(c, /T/iy, '"T"')
  timeOfDay(c)
  if (c.take(/Z/iy)) return
  need(c, /[+-]/y, '"Z" or an offset')
  hour(c)
  need(c, /:/y, '":"')
  need(c, /[0-5]\d/y, 'minutes')
}

function timeOfDay(c: Cursor): void {
  hour(c)
  need(c, /:/y, '":"')
  need(c, /[0-5]\d/y, 'minutes')
  if (!c.takeToken(':')) return
  need(c, /[0-5]\d|60/y, 'seconds')
  if (c.takeToken('.')) need(c, /\d{1,12}/y, 'a fraction of a second')
}

function hour(c: Cursor): void {
  if (c.takeToken('2')) need(c, /[0-3]/y, 'an hour up to 23')
  else {
    need(c, /[01]/y, 'an hour')
    need(c, /\d/y, 'an hour')
  }
}

function decimal(c: Cursor): void {
  if (c.take(/-?INF|NaN/y)) return
  need(c, /[+-]?\d+/y, 'a number')
  if (c.takeToken('.')) need(c, /\d+/y, 'digits after the point')
  if (c.take(/e/iy)) need(c, /[+-]?\d+/y, 'an exponent')
}

function duration(c: Cursor): void {
  need(c, /-?P/y, '"P"')
  if (c.take(/\d+/y)) need(c, /D/y, '"D"')
  if (!c.takeToken('T')) return
  c.take(/\d+H/y)
  c.take(/\d+M/y)
  c.take(/\d+(?:\.\d+)?S/y)
}

// Booleans, GUIDs, members of enumerations and base64url are all words; geography and geometry are well-known text.
const primitive = /(?:[\w-]+={0,2}(?:,[\w-]+)*|SRID=\d{1,5};[A-Za-z]+\(.*\))$/y

function primitiveValue(c: Cursor): void {
  for (const parse of [dateTimeOffsetValue, date, timeOfDay, decimal, duration]) if (fits(c, parse)) return
  need(c, primitive, 'a primitive value')
}

function fits(c: Cursor, parse: (c: Cursor) => void): boolean {
  const start = c.position
  try {
    parse(c)
    if (c.atEnd) return true
  } catch {
    // The next form may fit.
  }
  c.position = start
  return false
}
