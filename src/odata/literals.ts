import type { Cursor } from './cursor.ts'
import { isDate, parseDuration, parseInstant, parseTimeOfDay } from './instant.ts'
import type { LiteralNode, LiteralType } from './nodes.ts'

// Longer forms before those they begin with. A name may begin with any letter, so every form ends at a boundary.
const bare: readonly (readonly [LiteralType, RegExp])[] = [
  ['guid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy],
  ['instant', /-?\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+\- ]\d\d:\d\d)(?!\w)/iy],
  ['date', /-?\d{4,}-\d\d-\d\d(?![\w-])/y],
  ['time', /\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?!\w)/y],
  // The suffixes are OData 2's; some clients still write them.
  ['decimal', /(?:[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?[dfm]?|NaN|-?INF)(?![\w.])/iy],
]

const keywords = /(?:null|true|false)(?![\w./(']|[\u0080-\uffff])/iy
const quoted = /(duration|binary|geography|geometry)?'((?:[^']|'')*)'/iy
const enumeration = /((?:[\p{L}_][\p{L}\p{N}_]*\.)+[\p{L}_][\p{L}\p{N}_]*)'((?:[^']|'')*)'/uy

/**
 * Takes a primitive literal (OData 4.01 ABNF rule primitiveLiteral); undefined when there is none here.
 *
 * @throws ODataError for something that has a literal's form but is no value, such as the month 13
 */
export function takeLiteral(c: Cursor): LiteralNode | undefined {
  const start = c.position
  if (c.peek(/\d{4}-\d\d-\d\dT[\d:.]+(?![\w:.+-]| \d\d:\d\d)/y))
    c.fail('InvalidSyntax', 'an instant needs an offset; write it as 2024-01-31T23:59:59Z')
  for (const [type, pattern] of bare) {
    const text = c.take(pattern)
    if (text !== undefined) return checked(c, start, bareType(type, text), text)
  }
  const keyword = c.take(keywords)
  // Only null is case-sensitive (ABNF: %s"null"), but no property can be meant by NULL.
  if (keyword) return checked(c, start, /^null$/i.test(keyword) ? 'null' : 'boolean', keyword.toLowerCase())
  return takeQuoted(c) ?? takeEnumeration(c)
}

/** Whole numbers beyond 64 bits are numbers like those with a fraction. */
function bareType(type: LiteralType, text: string): LiteralType {
  if (type !== 'decimal' || !/^[+-]?\d+$/.test(text)) return type
  const whole = BigInt(text.replace('+', ''))
  return BigInt.asIntN(64, whole) === whole ? 'integer' : 'decimal'
}

function takeQuoted(c: Cursor): LiteralNode | undefined {
  const start = c.position
  if (c.peek(/(?:duration|binary|geography|geometry)?'/iy) === undefined) return takeOldLiteral(c)
  const text = c.take(quoted)
  if (text === undefined)
    c.fail(
      'InvalidSyntax',
      `the string that begins here has no end; close it with a single quote, and write '' for a quote within`,
      start,
    )
  quoted.lastIndex = 0
  const [, prefix = '', content = ''] = quoted.exec(text)!
  return checked(c, start, quotedType(prefix.toLowerCase()), content.replaceAll("''", "'"))
}

function quotedType(prefix: string): LiteralType {
  if (prefix === 'duration' || prefix === 'binary') return prefix
  return prefix === '' ? 'string' : 'geo'
}

/** The literals of OData 2 and 3, which some clients still write, are named so that their authors know what to change. */
function takeOldLiteral(c: Cursor): undefined {
  const prefix = c.peek(/(?:datetimeoffset|datetime|guid|time|date|x)'/iy)
  if (prefix)
    c.fail(
      'InvalidSyntax',
      `${prefix}…' is a literal of OData 2 and 3; in OData 4 write the value without "${prefix.slice(0, -1)}" and quotes`,
    )
  return undefined
}

function takeEnumeration(c: Cursor): LiteralNode | undefined {
  const start = c.position
  const text = c.take(enumeration)
  if (text === undefined) return undefined
  const value = text.slice(text.indexOf("'") + 1, -1)
  if (!/^(?:[\p{L}_][\p{L}\p{N}_]*|[+-]?\d+)(?:,(?:[\p{L}_][\p{L}\p{N}_]*|[+-]?\d+))*$/u.test(value))
    c.fail('InvalidValue', `"${value}" is not a list of enumeration members`, start)
  return checked(c, start, 'enum', value)
}

const proofs: {
  readonly [type in LiteralType]?: readonly [what: string, proof: (value: string) => boolean]
} = {
  instant: ['an instant; write it as 2024-01-31T23:59:59Z', value => parseInstant(value) !== undefined],
  date: ['a date; write it as 2024-01-31', isDateText],
  time: ['a time of day; write it as 23:59:59', value => parseTimeOfDay(value) !== undefined],
  duration: ["a duration; write it as duration'P1DT12H30M5.5S'", value => parseDuration(value) !== undefined],
  binary: ['base64url text', isBase64],
  geo: [
    "a geographic value; write it as geography'SRID=0;Point(142.1 64.1)'",
    value => /^SRID=\d{1,5};[A-Za-z]+\(.*\)$/.test(value),
  ],
}

function checked(c: Cursor, start: number, type: LiteralType, value: string): LiteralNode {
  const text = c.text.slice(start, c.position)
  const proof = proofs[type]
  if (proof && !proof[1](value)) c.fail('InvalidValue', `"${value}" is not ${proof[0]}`, start)
  return c.made({ kind: 'literal', type, value, text, position: start, end: c.position })
}

function isDateText(text: string): boolean {
  const [, year, month, day] = /^(-?\d{4,})-(\d\d)-(\d\d)$/.exec(text) ?? []
  return year !== undefined && isDate(Number(year), Number(month), Number(day))
}

function isBase64(text: string): boolean {
  return /^(?:[\w-]{4})*(?:[\w-]{2}[AEIMQUYcgkosw048]=?|[\w-][AQgw](?:==)?)?$/.test(text)
}
