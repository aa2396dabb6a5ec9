import { parseCall } from './call.ts'
import type { Cursor } from './cursor.ts'
import { parseJson } from './json-literal.ts'
import { takeLiteral } from './literals.ts'
import type { BinaryOperator, ListNode, Node } from './nodes.ts'
import { parsePath } from './path.ts'

type InfixOperator = Exclude<BinaryOperator, 'has' | 'in'> | 'and' | 'or'

// OData 4.01 URL Conventions 5.1.1.17. `has` and `in` bind closer than any of these and than `not`.
const precedence: { readonly [operator in InfixOperator]: number } = {
  or: 1,
  and: 2,
  eq: 3,
  ne: 3,
  gt: 4,
  ge: 4,
  lt: 4,
  le: 4,
  add: 5,
  sub: 5,
  mul: 6,
  div: 6,
  divby: 6,
  mod: 6,
}

const WORD = /[a-z]+(?![\w.])/iy

/** Parses an expression by precedence climbing (ABNF rules commonExpr and boolCommonExpr). */
export function parseExpression(c: Cursor): Node {
  return c.nested(() => parseInfix(c, 1))
}

function parseInfix(c: Cursor, least: number): Node {
  let left = parseUnary(c)
  for (let length = 1; ; length++) {
    const operator = takeInfixOperator(c, least)
    if (!operator) {
      refuseForeignOperator(c)
      return left
    }
    const right = parseInfix(c, precedence[operator] + 1)
    if (operator === 'and' || operator === 'or') left = parseChain(c, operator, left, right)
    else {
      if (length > c.budgets.depth) c.tooDeep()
      left = c.made({ kind: 'binary', operator, left, right, position: left.position, end: c.position })
    }
  }
}

/** `a and b and c` becomes one node with three operands, so that a long chain is not a deep one. */
function parseChain(c: Cursor, operator: 'and' | 'or', first: Node, second: Node): Node {
  const operands = [first, second]
  while (takeWord(c, word => word === operator)) operands.push(parseInfix(c, precedence[operator] + 1))
  return c.made({ kind: 'logical', operator, operands, position: first.position, end: c.position })
}

const foreignOperators: ReadonlyMap<string, string> = new Map([
  ['=', 'eq'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['&&', 'and'],
  ['||', 'or'],
  ['like', 'contains(…)'],
])

/** Operators of other languages are named, with what to write instead. */
function refuseForeignOperator(c: Cursor): void {
  const found = c.peek(/[ \t]*(?:[=!<>]=|<>|[=<>]|&&|\|\||(?<=[ \t])like(?!\w))/iy)
  const operator = found?.trim().toLowerCase()
  if (found === undefined || operator === undefined) return
  const instead = foreignOperators.get(operator) ?? 'eq'
  c.fail(
    'InvalidSyntax',
    `"${operator}" is no operator of OData; write ${instead}`,
    c.position + found.length - operator.length,
  )
}

function takeInfixOperator(c: Cursor, least: number): InfixOperator | undefined {
  const word = takeWord(c, word => word in precedence && precedence[word as InfixOperator] >= least)
  return word as InfixOperator | undefined
}

/** Takes white space, a word that `wanted` accepts, and white space; does not move when the word is not there. */
function takeWord(c: Cursor, wanted: (word: string) => boolean): string | undefined {
  const start = c.position
  const word = c.takeSpace() ? c.take(WORD)?.toLowerCase() : undefined
  if (word === undefined || !wanted(word)) {
    c.position = start
    return undefined
  }
  if (!c.takeSpace()) c.failExpecting(`a space after "${word}"`)
  return word
}

function parseUnary(c: Cursor): Node {
  const start = c.position
  // `not` is a property's name where no operand can follow it.
  if (
    c.peek(
      /not(?:[ \t]+(?!(?:and|or|eq|ne|gt|ge|lt|le|in|has|add|sub|mul|div|divby|mod|asc|desc|as)\b)|\()/iy,
    )
  ) {
    c.position += 3
    c.skipSpace()
    const operand = c.nested(() => parseUnary(c))
    return c.made({ kind: 'unary', operator: 'not', operand, position: start, end: c.position })
  }
  // A sign before a digit or INF belongs to the number.
  if (c.peek(/-(?!\d|INF(?!\w))/y)) {
    c.position++
    c.skipSpace()
    const operand = c.nested(() => parseUnary(c))
    return c.made({ kind: 'unary', operator: 'negate', operand, position: start, end: c.position })
  }
  return parseMembership(c)
}

/** An operand and the operators that bind closest: `has` and `in`. */
function parseMembership(c: Cursor): Node {
  let left = parseOperand(c)
  for (let length = 1; ; length++) {
    const operator = takeWord(c, word => word === 'has' || word === 'in') as 'has' | 'in' | undefined
    if (!operator) return left
    if (length > c.budgets.depth) c.tooDeep()
    const right = operator === 'in' && c.looksAt('(') ? parseListOrGroup(c) : parseOperand(c)
    left = c.made({ kind: 'binary', operator, left, right, position: left.position, end: c.position })
  }
}

function parseOperand(c: Cursor): Node {
  if (c.looksAt('(')) return parseGroup(c)
  if (c.looksAt('"')) c.fail('InvalidSyntax', "text is written in single quotes: 'text'")
  if (c.looksAt('[') || c.looksAt('{')) return c.nested(() => parseJson(c))
  return takeLiteral(c) ?? parseCall(c) ?? parsePath(c)
}

function parseGroup(c: Cursor): Node {
  c.expectToken('(', 'before an expression')
  c.skipSpace()
  const inner = parseExpression(c)
  c.skipSpace()
  c.expectToken(')', 'to close the parenthesis')
  return inner
}

/**
 * The right side of `in`: a list of literals or parameter aliases, possibly empty, or an expression in parentheses
 * (ABNF rule inExpr).
 */
function parseListOrGroup(c: Cursor): Node {
  const start = c.position
  c.expectToken('(', 'before a list')
  c.skipSpace()
  const items: Node[] = []
  if (!c.looksAt(')'))
    do {
      const item = items.length === 0 ? parseExpression(c) : parseListItem(c)
      items.push(item)
      if (items.length > c.budgets.listItems)
        c.fail(
          'LimitExceeded',
          `the list has more than ${c.budgets.listItems} values; ask in several requests`,
          start,
        )
      c.skipSpace()
    } while (isListItem(items[0]!) && c.takeSpaced(','))
  c.expectToken(')', 'or "," and a literal')
  if (items.length === 1 && !isListItem(items[0]!)) return items[0]!
  return c.made<ListNode>({ kind: 'list', items, position: start, end: c.position })
}

function parseListItem(c: Cursor): Node {
  const item = takeLiteral(c) ?? (c.looksAt('@') ? parsePath(c) : undefined)
  return item ?? c.failExpecting('a literal: lists can contain nothing else')
}

function isListItem(node: Node): boolean {
  return (
    node.kind === 'literal' ||
    (node.kind === 'path' && node.segments.length === 1 && node.segments[0]!.kind === 'at')
  )
}
