import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression.ts'
import type { ListNode, LiteralNode, Node, ObjectNode } from './nodes.ts'

// JSON forbids the control characters of ASCII alone.
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"/iuy

/** Parses a JSON array or object whose values may be expressions (OData 4.01 URL Conventions 5.1.1.14.2, ABNF section 5). */
export function parseJson(c: Cursor): ListNode | ObjectNode {
  return c.looksAt('[') ? parseArray(c) : parseObject(c)
}

function parseArray(c: Cursor): ListNode {
  const start = c.position
  c.expectToken('[', 'before an array')
  c.skipSpace()
  const items: Node[] = []
  if (!c.looksAt(']'))
    do {
      items.push(parseValue(c))
      if (items.length > c.budgets.listItems)
        c.fail(
          'LimitExceeded',
          `the array has more than ${c.budgets.listItems} values; ask in several requests`,
          start,
        )
    } while (c.takeSpaced(','))
  c.skipSpace()
  c.expectToken(']', 'to close the array')
  return c.made({ kind: 'list', items, position: start, end: c.position })
}

function parseObject(c: Cursor): ObjectNode {
  const start = c.position
  c.expectToken('{', 'before an object')
  c.skipSpace()
  const members: (readonly [string, Node])[] = []
  if (!c.looksAt('}'))
    do {
      const name = takeString(c) ?? c.failExpecting('a name in double quotes')
      if (!c.takeSpaced(':')) c.failExpecting('":" after the name')
      members.push([name.value, parseValue(c)])
    } while (c.takeSpaced(','))
  c.skipSpace()
  c.expectToken('}', 'to close the object')
  return c.made({ kind: 'object', members, position: start, end: c.position })
}

function parseValue(c: Cursor): Node {
  return takeString(c) ?? parseExpression(c)
}

function takeString(c: Cursor): LiteralNode | undefined {
  const start = c.position
  if (!c.looksAt('"')) return undefined
  const text = c.take(STRING)
  if (text === undefined)
    c.fail('InvalidSyntax', 'the JSON string that begins here is malformed or has no end', start)
  const value: unknown = JSON.parse(text)
  return c.made({
    kind: 'literal',
    type: 'string',
    value: String(value),
    text,
    position: start,
    end: c.position,
  })
}
