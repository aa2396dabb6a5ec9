import type { Cursor } from './cursor.ts'
import type { SearchNode } from './nodes.ts'

const WORD = /[^\s()";']([^\s()";])*/y
const PHRASE = /"([^"]+)"/y

/**
 * Parses `$search` (OData 4.01 URL Conventions 5.1.7). A text in single quotes is one phrase, which lets clients search
 * for something that is no expression (ABNF rule searchExpr-incomplete).
 */
export function parseSearch(c: Cursor): SearchNode {
  c.skipSpace()
  const position = c.position
  const incomplete = c.take(/'(?:[^']|'')*'$/y)
  if (incomplete) {
    const text = incomplete.slice(1, -1).replaceAll("''", "'")
    return c.made({ kind: 'term', text, position, end: c.position })
  }
  return parseSearchExpression(c)
}

/** Parses a search expression within other syntax, ending before `)` or `;` (ABNF rule searchExpr). */
export function parseSearchExpression(c: Cursor): SearchNode {
  return c.nested(() => {
    const first = parseConjunction(c)
    const operands = [first]
    while (takeOperator(c, 'OR')) operands.push(parseConjunction(c))
    return combined(c, 'or', operands)
  })
}

function parseConjunction(c: Cursor): SearchNode {
  const operands = [parseTerm(c)]
  // OR is an operator only where a term follows; else it is a word like any other.
  while (!isOperator(c, 'OR') && (takeOperator(c, 'AND') || takeJuxtaposition(c))) operands.push(parseTerm(c))
  return combined(c, 'and', operands)
}

function combined(c: Cursor, kind: 'and' | 'or', operands: SearchNode[]): SearchNode {
  if (operands.length === 1) return operands[0]!
  return c.made({ kind, operands, position: operands[0]!.position, end: operands.at(-1)!.end })
}

function isOperator(c: Cursor, operator: string): boolean {
  return c.peek(new RegExp(`[ \\t]+${operator}[ \\t]+(?=[^\\s);])`, 'y')) !== undefined
}

function takeOperator(c: Cursor, operator: string): boolean {
  if (!isOperator(c, operator)) return false
  c.takeSpace()
  c.position += operator.length
  return c.takeSpace()
}

/** Two terms with nothing but a space between them are both required. */
function takeJuxtaposition(c: Cursor): boolean {
  return c.take(/[ \t]+(?=[^\s);])/y) !== undefined
}

function parseTerm(c: Cursor): SearchNode {
  const position = c.position
  if (c.take(/NOT[ \t]+(?=[^\s);])/y)) {
    const operand = c.nested(() => parseTerm(c))
    return c.made({ kind: 'not', operand, position, end: c.position })
  }
  if (c.takeToken('(')) {
    c.skipSpace()
    const inner = parseSearchExpression(c)
    c.skipSpace()
    c.expectToken(')', 'to close the parenthesis')
    return inner
  }
  if (c.looksAt('"')) return parsePhrase(c)
  const text = c.take(WORD) ?? c.failExpecting('a word or a "phrase"')
  return c.made({ kind: 'term', text, position, end: c.position })
}

function parsePhrase(c: Cursor): SearchNode {
  const position = c.position
  const text = c.take(PHRASE)
  if (text === undefined)
    c.fail('InvalidSyntax', 'the phrase has no end; close it with a double quote', c.text.length)
  return c.made({ kind: 'term', text: text.slice(1, -1), position, end: c.position })
}
