import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression.ts'
import { functionArguments } from './function-names.ts'
import { takeQualifiedName, takeTypeName } from './identifier.ts'
import { nearest } from './nearest.ts'
import type { Node } from './nodes.ts'

/** Parses a call of a canonical function, in any case, or `cast`, `isof`, `case`; undefined when there is none here. */
export function parseCall(c: Cursor): Node | undefined {
  const start = c.position
  const name = takeQualifiedName(c)
  const lower = name?.toLowerCase()
  if (lower === undefined || !c.looksAt('(')) {
    c.position = start
    return undefined
  }
  if (lower === 'cast' || lower === 'isof') return parseTypeCall(c, start, lower)
  if (lower === 'case') return parseCase(c, start)
  if (functionArguments.has(lower)) return parseArguments(c, start, lower)
  if (lower === 'any' || lower === 'all')
    c.fail('InvalidSyntax', `${lower} needs a collection before it, as in external_ids/${lower}(x:…)`)
  refuseMisspelled(c, name!)
  c.position = start
  return undefined
}

/** A name without namespace before arguments that are neither a key nor named can only be a misspelled function. */
function refuseMisspelled(c: Cursor, name: string): void {
  const guess = nearest(name, functionArguments.keys())
  if (guess && c.peek(/\([ \t]*(?:[\p{L}_$]|'(?:[^']|'')*'[ \t]*,)(?![\p{L}\p{N}_]*=)/uy))
    c.fail(
      'UnknownName',
      `there is no function "${name}"; did you mean "${guess}"?`,
      c.position - name.length,
    )
}

function parseArguments(c: Cursor, start: number, name: string): Node {
  const [least, most] = functionArguments.get(name)!
  c.expectToken('(', 'before the arguments')
  c.skipSpace()
  const args: Node[] = []
  if (!c.looksAt(')'))
    do args.push(parseExpression(c))
    while (args.length < most && c.takeSpaced(','))
  c.skipSpace()
  if (args.length < least && c.looksAt(')'))
    c.fail('InvalidSyntax', `${name} takes ${argumentCount(least, most)}, not ${args.length}`)
  c.expectToken(')', `to close ${name}(…), which takes ${argumentCount(least, most)}`)
  if (name === 'now') c.asksForNow()
  return c.made({ kind: 'call', name, args, position: start, end: c.position })
}

function argumentCount(least: number, most: number): string {
  if (most === 0) return 'no arguments'
  return least === most ? `${most} argument${most === 1 ? '' : 's'}` : `${least} or ${most} arguments`
}

function parseTypeCall(c: Cursor, start: number, operator: 'cast' | 'isof'): Node {
  c.expectToken('(', 'before the arguments')
  c.skipSpace()
  const inside = c.position
  let operand: Node | undefined
  let type = takeTypeName(c)
  c.skipSpace()
  if (type === undefined || !c.looksAt(')')) {
    c.position = inside
    operand = parseExpression(c)
    if (!c.takeSpaced(',')) c.failExpecting(`"," and a type`)
    type = takeTypeName(c) ?? c.failExpecting('the name of a type, such as Edm.String')
    c.skipSpace()
  }
  c.expectToken(')', `to close ${operator}(…)`)
  return c.made({ kind: 'type', operator, operand, type, position: start, end: c.position })
}

function parseCase(c: Cursor, start: number): Node {
  c.expectToken('(', 'before the branches')
  c.skipSpace()
  const branches: { when: Node; result: Node }[] = []
  do {
    const when = parseExpression(c)
    if (!c.takeSpaced(':')) c.failExpecting('":" and the value of this case')
    branches.push({ when, result: parseExpression(c) })
  } while (c.takeSpaced(','))
  c.skipSpace()
  c.expectToken(')', 'to close case(…)')
  return c.made({ kind: 'case', branches, position: start, end: c.position })
}
