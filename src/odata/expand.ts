import type { Cursor } from './cursor.ts'
import { takeQualifiedName } from './identifier.ts'
import type { Located } from './nodes.ts'
import type { Options } from './options.ts'
import { parseNestedOptions } from './options.ts'

/** One item of `$expand`: the path to what is expanded, what of it, and options for it. */
export interface ExpandItem extends Located {
  /** Names as written; `*` for all, `$value` for the media stream, `@…` for annotations. */
  readonly path: readonly string[]
  readonly part: 'count' | 'entities' | 'references'
  readonly options: Options | undefined
}

/** Parses `$expand` (OData 4.01 URL Conventions 5.1.2). */
export function parseExpand(c: Cursor): ExpandItem[] {
  const items: ExpandItem[] = []
  do {
    items.push(c.made(parseItem(c)))
  } while (c.takeSpaced(','))
  return items
}

function parseItem(c: Cursor): ExpandItem {
  const position = c.position
  const path = [parseStep(c)]
  let part: ExpandItem['part'] = 'entities'
  while (part === 'entities' && c.takeToken('/')) {
    if (c.take(/\$ref(?!\w)/y)) part = 'references'
    else if (c.take(/\$count(?!\w)/y)) part = 'count'
    else path.push(parseStep(c))
    if (path.length > c.budgets.depth) c.tooDeep()
  }
  const options = parseNestedOptions(c)
  return { path, part, options, position, end: c.position }
}

function parseStep(c: Cursor): string {
  const special = c.take(/\*|\$value(?!\w)/y)
  if (special) return special
  const at = c.takeToken('@') ? '@' : ''
  return at + (takeQualifiedName(c) ?? c.failExpecting('the name of what to expand'))
}
