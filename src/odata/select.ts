import type { Cursor } from './cursor.ts'
import { takeIdentifier, takeQualifiedName } from './identifier.ts'
import type { Located } from './nodes.ts'
import type { Options } from './options.ts'
import { parseNestedOptions } from './options.ts'

/** One step of a select path: a property, or something no entity set here has: an annotation, an operation, a type. */
export interface SelectStep extends Located {
  readonly kind: 'annotation' | 'operation' | 'property' | 'type'
  readonly name: string
}

/** One item of `$select`: `*`, all operations of a namespace, or a path, possibly with options for what it leads to. */
export interface SelectItem extends Located {
  readonly kind: 'all' | 'all operations' | 'path'
  readonly path: readonly SelectStep[]
  readonly options: Options | undefined
}

/** Parses `$select` (OData 4.01 URL Conventions 5.1.3). White space around commas is tolerated. */
export function parseSelect(c: Cursor): SelectItem[] {
  const items: SelectItem[] = []
  do {
    items.push(c.made(parseItem(c)))
  } while (c.takeSpaced(','))
  return items
}

function parseItem(c: Cursor): SelectItem {
  const position = c.position
  if (c.takeToken('*')) return { kind: 'all', path: [], options: undefined, position, end: c.position }
  if (c.take(/[\p{L}_][\p{L}\p{N}_.]*\.\*/uy))
    return { kind: 'all operations', path: [], options: undefined, position, end: c.position }
  const path = [parseStep(c)]
  while (c.takeToken('/')) {
    path.push(parseStep(c))
    if (path.length > c.budgets.depth) c.tooDeep()
  }
  const options = parseNestedOptions(c)
  return { kind: 'path', path, options, position, end: c.position }
}

function parseStep(c: Cursor): SelectStep {
  const position = c.position
  if (c.takeToken('@')) {
    const name = takeQualifiedName(c) ?? c.failExpecting('the name of an annotation after "@"')
    return { kind: 'annotation', name, position, end: c.position }
  }
  const name = takeQualifiedName(c) ?? c.failExpecting('the name of an attribute')
  // `Name(a,b)` is a function with its parameters' names; `Name($top=1)` and `Name(top=1)` have options.
  if (c.peek(/\([\p{L}_][\p{L}\p{N}_]*[,)]/uy)) {
    c.takeToken('(')
    do takeIdentifier(c) ?? c.failExpecting("a parameter's name")
    while (c.takeToken(','))
    c.expectToken(')', "to close the parameters' names")
    return { kind: 'operation', name, position, end: c.position }
  }
  return { kind: name.includes('.') ? 'type' : 'property', name, position, end: c.position }
}
