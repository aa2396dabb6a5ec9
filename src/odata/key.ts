import { Cursor } from './cursor.ts'
import { takeIdentifier } from './identifier.ts'
import { takeLiteral } from './literals.ts'
import type { EntitySetModel } from './model.ts'

/**
 * The key in a key predicate, `('abc')` or `(id='abc')`, as it stands in a path behind an entity set's name
 * (OData 4.01 URL Conventions 4.3.1).
 *
 * @param text the predicate with its parentheses, percent-decoded (in a path a `+` is a plus sign)
 * @param aliases texts of parameter aliases by name, with the `@`: a key may be one, as in `(@k)` or `(id=@k)`
 * @throws ODataError when it is no key of this entity set
 */
export function parseKey(
  text: string,
  { key, name }: EntitySetModel,
  aliases: ReadonlyMap<string, string> = new Map(),
): string {
  const c = new Cursor(text, 'the key')
  c.expectToken('(', 'and a key')
  const property = c.peek(/\w+=/y) && takeIdentifier(c)
  if (property !== undefined) {
    if (property !== key) c.fail('UnknownName', `the key of ${name} is "${key}", not "${property}"`, 1)
    c.expectToken('=', 'and a key')
  }
  const alias = c.take(/@\w+/y)
  const value = alias === undefined ? takeText(c, name) : textOfAlias(alias, aliases, name)
  c.expectToken(')', 'to close the key')
  c.expectEnd()
  return value
}

function textOfAlias(alias: string, aliases: ReadonlyMap<string, string>, name: string): string {
  const c = new Cursor(aliases.get(alias) ?? '', alias)
  const value = takeText(c, name)
  c.expectEnd()
  return value
}

function takeText(c: Cursor, name: string): string {
  const position = c.position
  const literal = takeLiteral(c) ?? c.failExpecting("a key in single quotes, as in ('abc')")
  if (literal.type !== 'string')
    c.fail('TypeMismatch', `the key of ${name} is text; write '${literal.text}' in single quotes`, position)
  return literal.value
}
