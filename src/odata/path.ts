import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression.ts'
import { takeIdentifier, takeQualifiedName } from './identifier.ts'
import type { LambdaSegment, NamedValue, Node, PathNode, SearchNode, Segment } from './nodes.ts'
import { parseSearchExpression } from './search.ts'

/**
 * Parses a path: properties, lambda variables, types, annotations, bound functions, and what may end it, such as `$count`
 * and `any(…)` (OData 4.01 URL Conventions 5.1.1.15, ABNF rule firstMemberExpr).
 */
export function parsePath(c: Cursor): PathNode {
  const start = c.position
  const segments: Segment[] = [...parseFirst(c)]
  while (c.takeToken('/')) {
    segments.push(...parseNext(c))
    if (segments.length > c.budgets.depth) c.tooDeep()
  }
  const last = segments.at(-1)!
  if (last.kind === 'variable' && last.name === '$root') c.failExpecting('"/" and the name of an entity set')
  return c.made({ kind: 'path', segments, position: start, end: c.position })
}

function parseFirst(c: Cursor): Segment[] {
  const position = c.position
  const name = c.take(/\$(?:it|this|root|these)(?!\w)/y)
  if (name) return [{ kind: 'variable', name, position, end: c.position }]
  return parseMember(c) ?? c.failExpecting('an attribute, a literal or a function')
}

function parseNext(c: Cursor): Segment[] {
  const position = c.position
  if (c.take(/\$count(?!\w)/y)) return [parseCount(c, position)]
  if (c.take(/\$filter(?=\()/y)) return withKey(c, parseFilter(c, position))
  const lambda = c.take(/(?:any|all)(?=\()/iy)?.toLowerCase() as 'any' | 'all' | undefined
  if (lambda) return [parseLambda(c, position, lambda)]
  if (c.take(/aggregate(?=\()/y)) {
    skipBalanced(c)
    return [{ kind: 'aggregate', position, end: c.position }]
  }
  return parseMember(c) ?? c.failExpecting('the name of an attribute after "/"')
}

/** A name, a function or an annotation, and the key that may follow. */
function parseMember(c: Cursor): Segment[] | undefined {
  const position = c.position
  if (c.takeToken('@')) {
    const name = takeQualifiedName(c) ?? c.failExpecting('a name after "@"')
    if (c.takeToken('#')) takeIdentifier(c) ?? c.failExpecting('the qualifier of the annotation after "#"')
    return [{ kind: 'at', name, position, end: c.position }]
  }
  const name = takeQualifiedName(c)
  if (name === undefined) return undefined
  const segment: Segment = { kind: 'name', name, position, end: c.position }
  if (!c.looksAt('(')) return [segment]
  if (c.peek(/\([ \t]*(?:\)|[\p{L}_][\p{L}\p{N}_]*=)/uy) === undefined) return withKey(c, segment)
  const parameters = parseNamedValues(c)
  return withKey(c, { kind: 'function', name, parameters, position, end: c.position })
}

function withKey(c: Cursor, segment: Segment): Segment[] {
  const position = c.position
  if (!c.looksAt('(')) return [segment]
  return [segment, { kind: 'key', values: parseNamedValues(c), position, end: c.position }]
}

/** `(a=1,b=2)`, `(1)` or `()`. */
function parseNamedValues(c: Cursor): NamedValue[] {
  c.expectToken('(', 'before the parameters')
  c.skipSpace()
  const values: NamedValue[] = []
  if (!c.looksAt(')'))
    do {
      const position = c.position
      const name = c.peek(/[\p{L}_][\p{L}\p{N}_]*=/uy)
      if (name) c.position += name.length
      const value: Node = parseExpression(c)
      values.push({ name: name?.slice(0, -1), value, position, end: c.position })
    } while (c.takeSpaced(','))
  c.skipSpace()
  c.expectToken(')', 'to close the parameters')
  return values
}

function parseFilter(c: Cursor, position: number): Segment {
  c.expectToken('(', 'after $filter')
  const predicate = parseExpression(c)
  c.expectToken(')', 'to close $filter(…)')
  return { kind: 'filter', predicate, position, end: c.position }
}

/** `$count` counts a part of the collection when options follow (ABNF rule expandCountOption). */
function parseCount(c: Cursor, position: number): Segment {
  let filter: Node | undefined
  let search: SearchNode | undefined
  if (c.takeToken('(')) {
    do {
      if (c.take(/\$?filter=/iy)) filter = parseExpression(c)
      else if (c.take(/\$?search=/iy)) search = parseSearchExpression(c)
      else c.failExpecting('$filter=… or $search=…')
    } while (c.takeToken(';'))
    c.expectToken(')', 'to close $count(…)')
  }
  return { kind: 'count', filter, search, position, end: c.position }
}

/** Parses what follows `any` or `all`: `()`, or a variable and a condition. */
export function parseLambda(c: Cursor, position: number, operator: 'any' | 'all'): LambdaSegment {
  c.expectToken('(', `after ${operator}`)
  c.skipSpace()
  if (c.takeToken(')')) {
    if (operator === 'all') c.fail('InvalidSyntax', 'all() needs a condition, as in all(x:x ne null)')
    return { kind: 'lambda', operator, variable: undefined, predicate: undefined, position, end: c.position }
  }
  const variable = takeIdentifier(c) ?? c.failExpecting(`a variable, as in ${operator}(x:…)`)
  if (!c.takeSpaced(':')) c.failExpecting(`":" and a condition, as in ${operator}(x:…)`)
  const predicate = parseExpression(c)
  c.skipSpace()
  c.expectToken(')', `to close ${operator}(…)`)
  return { kind: 'lambda', operator, variable, predicate, position, end: c.position }
}

/** Skips parentheses and what is in them, minding quotes. */
function skipBalanced(c: Cursor): void {
  let open = 0
  do {
    const piece = c.take(/\(|\)|'(?:[^']|'')*'|[^()']+/y) ?? c.failExpecting('")"')
    open += piece === '(' ? 1 : piece === ')' ? -1 : 0
  } while (open > 0)
}
