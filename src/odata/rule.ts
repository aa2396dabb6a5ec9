import { Cursor } from './cursor.ts'
import { ODataError } from './error.ts'
import { parseExpression } from './expression.ts'
import { takeIdentifier } from './identifier.ts'
import { takeLiteral } from './literals.ts'
import type { LiteralType } from './nodes.ts'
import { parseOption } from './options.ts'
import { parseLambda, parsePath } from './path.ts'
import { payloadValues } from './payload-values.ts'
import { systemOptionOf } from './query-string.ts'
import { parseSearchExpression } from './search.ts'

/** How a text fares with a rule of the OData ABNF. Positions are offsets in the text as given, before percent-decoding. */
export type RuleResult =
  | { readonly kind: 'ok' }
  | { readonly kind: 'failed'; readonly position: number; readonly message: string }
  | { readonly kind: 'unsupported'; readonly what: string }

const option: Rule = c => {
  const start = c.position
  const name = c.take(/[$\w]+/y) ?? c.failExpecting('a query option')
  const known = systemOptionOf(name) ?? c.fail('UnknownName', `there is no query option "${name}"`, start)
  c.expectToken('=', 'and a value')
  parseOption(c, known, {})
}

type Rule = (c: Cursor) => void

const rules: { readonly [rule: string]: Rule } = {
  anyExpr: c => {
    const position = c.position
    c.expectToken('any', 'and a condition')
    parseLambda(c, position, 'any')
  },
  apply: option,
  boolCommonExpr: parseExpression,
  commonExpr: parseExpression,
  compute: option,
  customQueryOption: c => {
    c.take(/[^@$&=][^&=]*(?:=[^&]*)?/y) ?? c.failExpecting('a name that does not begin with @ or $')
  },
  expand: option,
  filter: option,
  firstMemberExpr: parsePath,
  format: option,
  inlinecount: option,
  isofExpr: parseExpression,
  odataIdentifier: c => {
    takeIdentifier(c) ?? c.failExpecting('a name')
  },
  orderBy: option,
  orderby: option,
  propertyPathExpr: parsePath,
  search: option,
  searchExpr: parseSearchExpression,
  select: option,
  skip: option,
  skiptoken: option,
  systemQueryOption: option,
  top: option,
  primitiveLiteral: literal(),
  binaryLiteral: literal('binary'),
  boolean: literal('boolean'),
  date: literal('date'),
  dateTimeOffsetLiteral: literal('instant'),
  decimalLiteral: literal('decimal', 'integer'),
  durationLiteral: literal('duration', 'string'),
  enumLiteral: literal('enum', 'string'),
  stringLiteral: literal('string'),
}

function literal(...types: readonly LiteralType[]): Rule {
  return c => {
    const start = c.position
    const node = takeLiteral(c)
    if (!node || (types.length > 0 && !types.includes(node.type)))
      c.fail('InvalidSyntax', `expected a literal of ${types.join(' or ')}`, start)
  }
}

/**
 * Tries `input` on one rule of the OData ABNF, by the rule's name. For testing a grammar against published cases, and for
 * explaining queries; requests go through `parseQuery`.
 */
export function parseRule(rule: string, input: string): RuleResult {
  const malformed = malformedEncoding(input)
  if (malformed !== undefined)
    return { kind: 'failed', position: malformed, message: 'the percent-encoding is not that of any text' }
  if (rule === 'queryOptions') return parseQueryOptions(input)
  const payload = payloadValues[rule]
  // Percent-encoding belongs to URLs: a value in a payload has none.
  if (payload) return attempt(payload, rule, input, undefined)
  const parse = rules[rule]
  if (!parse) return { kind: 'unsupported', what: `the rule ${rule}` }
  return attempt(parse, rule, input, decodeWithOffsets(input))
}

function parseQueryOptions(input: string): RuleResult {
  let start = 0
  for (const part of input.split('&')) {
    const result = attempt(queryOption, 'queryOptions', part, decodeWithOffsets(part))
    if (result.kind === 'failed') return { ...result, position: result.position + start }
    if (result.kind === 'unsupported') return result
    start += part.length + 1
  }
  return { kind: 'ok' }
}

const queryOption: Rule = c => {
  if (c.take(/@[A-Za-z_]\w*=/y)) parseExpression(c)
  else if (c.looksAt('$') || systemOptionOf(c.peek(/\w+(?==)/y) ?? '')) option(c)
  else rules.customQueryOption!(c)
}

function attempt(parse: Rule, rule: string, input: string, decoded: Decoded | undefined): RuleResult {
  const c = new Cursor(decoded?.text ?? input, rule)
  try {
    parse(c)
    c.expectEnd()
    return { kind: 'ok' }
  } catch (error) {
    if (!(error instanceof ODataError)) throw error
    if (error.status === 501) return { kind: 'unsupported', what: error.message }
    const position = error.position ?? 0
    return { kind: 'failed', position: decoded?.offsets[position] ?? position, message: error.message }
  }
}

/** Where bytes are encoded that are no UTF-8; undefined when there are none. */
function malformedEncoding(input: string): number | undefined {
  for (const { 0: bytes, index } of input.matchAll(/(?:%[0-9A-Fa-f]{2})+/g))
    try {
      decodeURIComponent(bytes)
    } catch {
      return index
    }
  return undefined
}

interface Decoded {
  readonly text: string
  /** Of every character of `text`, and of its end, the offset in what it was decoded from. */
  readonly offsets: readonly number[]
}

function decodeWithOffsets(input: string): Decoded {
  let text = ''
  const offsets: number[] = []
  for (const match of input.matchAll(/(?:%[0-9A-Fa-f]{2})+|./gs)) {
    const piece = match[0].length > 1 ? decodeURIComponent(match[0]) : match[0]
    const bytesEach = match[0].length / piece.length
    for (let i = 0; i < piece.length; i++) offsets.push(match.index + Math.floor(i * bytesEach))
    text += piece
  }
  return { text, offsets: [...offsets, input.length] }
}
