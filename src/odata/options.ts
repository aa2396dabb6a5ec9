import type { Transformation } from './apply.ts'
import { parseApply } from './apply.ts'
import type { Cursor } from './cursor.ts'
import type { ExpandItem } from './expand.ts'
import { parseExpand } from './expand.ts'
import { parseExpression } from './expression.ts'
import { takeIdentifier } from './identifier.ts'
import type { ComputeItem, Node, OrderItem, SearchNode } from './nodes.ts'
import type { SystemOption } from './query-string.ts'
import { systemOptionOf } from './query-string.ts'
import { parseSearch, parseSearchExpression } from './search.ts'
import type { SelectItem } from './select.ts'
import { parseSelect } from './select.ts'

/** Query options as syntax: of a request, or nested in `$select` and `$expand`. */
export interface Options {
  /** Parameter aliases that only nested options give, by name, with the `@`. They hide those of the same name around them. */
  aliases?: ReadonlyMap<string, Node>
  apply?: readonly Transformation[]
  compute?: readonly ComputeItem[]
  count?: boolean
  deltatoken?: string
  expand?: readonly ExpandItem[]
  filter?: Node
  format?: string
  id?: string
  index?: number
  levels?: number | 'max'
  orderby?: readonly OrderItem[]
  schemaversion?: string
  search?: SearchNode
  select?: readonly SelectItem[]
  skip?: number
  skiptoken?: string
  top?: number
}

/**
 * Parses one option's value, which `c` stands before, into `options`. The value ends where its grammar ends.
 *
 * @param nested true within `$select=a(…)` and `$expand=a(…)`, where `)` and `;` end a value
 * @throws ODataError at the first character that cannot be
 */
export function parseOption(c: Cursor, option: SystemOption, options: Options, nested = false): void {
  switch (option) {
    case '$apply':
      options.apply = parseApply(c)
      return
    case '$compute':
      options.compute = parseCompute(c)
      return
    case '$count':
      options.count = parseBoolean(c)
      return
    case '$expand':
      options.expand = parseExpand(c)
      return
    case '$filter':
      options.filter = parseExpression(c)
      return
    case '$index':
      options.index = Number(c.take(/-?\d+/y) ?? c.failExpecting('a whole number'))
      return
    case '$levels':
      options.levels = parseLevels(c)
      return
    case '$orderby':
      options.orderby = parseOrderBy(c)
      return
    case '$search':
      options.search = nested ? parseSearchExpression(c) : parseSearch(c)
      return
    case '$select':
      options.select = parseSelect(c)
      return
    case '$skip':
      options.skip = parseCount(c)
      return
    case '$top':
      options.top = parseCount(c)
      return
    case '$deltatoken':
    case '$format':
    case '$id':
    case '$schemaversion':
    case '$skiptoken':
      options[optionKey(option)] = c.take(/.+/sy) ?? c.failExpecting('a value')
  }
}

function optionKey(option: '$deltatoken' | '$format' | '$id' | '$schemaversion' | '$skiptoken') {
  return option.slice(1) as 'deltatoken' | 'format' | 'id' | 'schemaversion' | 'skiptoken'
}

/** Parses `(option;option…)` behind an item of `$select` or `$expand`, if it is there. */
export function parseNestedOptions(c: Cursor): Options | undefined {
  if (!c.takeToken('(')) return undefined
  return c.nested(() => {
    const options: Options = {}
    const aliases = new Map<string, Node>()
    const seen = new Set<string>()
    do {
      const position = c.position
      const name = c.take(/[$@]?[A-Za-z_]\w*(?==)/y) ?? c.failExpecting('a query option, such as $select=…')
      c.takeToken('=')
      const option = systemOptionOf(name)
      if (seen.has(option ?? name)) c.fail('InvalidSyntax', `${name} is given twice; give it once`, position)
      seen.add(option ?? name)
      if (option) parseOption(c, option, options, true)
      else if (name.startsWith('@')) aliases.set(name, parseExpression(c))
      else c.fail('UnknownName', `there is no query option "${name}" here`, position)
    } while (c.takeToken(';'))
    c.expectToken(')', 'or ";" and another option')
    if (aliases.size > 0) options.aliases = aliases
    return options
  })
}

/** Parses `$orderby` (OData 4.01 URL Conventions 5.1.4). White space around commas is tolerated. */
export function parseOrderBy(c: Cursor): OrderItem[] {
  const items: OrderItem[] = []
  do {
    const position = c.position
    const expression = parseExpression(c)
    const direction = c.take(/[ \t]+(?:asc|desc)(?!\w)/iy)
    const word = direction ? undefined : c.peek(/[ \t]+(?:asc|desc)\w+/iy)?.trim()
    if (word) c.fail('InvalidSyntax', `"${word}" is no direction; write asc or desc`, c.position + 1)
    const descending = direction?.trim().toLowerCase() === 'desc'
    items.push({ expression, descending, position, end: c.position })
    if (items.length > c.budgets.orderKeys)
      c.fail('LimitExceeded', `there are more than ${c.budgets.orderKeys} keys; leave some out`, position)
  } while (c.takeSpaced(','))
  return items
}

/** Parses `$compute` (OData 4.01 URL Conventions 5.1.10). */
export function parseCompute(c: Cursor): ComputeItem[] {
  const items: ComputeItem[] = []
  do {
    const position = c.position
    const expression = parseExpression(c)
    if (!c.take(/[ \t]+as[ \t]+/iy)) c.failExpecting('" as " and a name for the computed value')
    const name = takeIdentifier(c) ?? c.failExpecting('a name for the computed value')
    items.push({ expression, name, position, end: c.position })
  } while (c.takeSpaced(','))
  return items
}

function parseBoolean(c: Cursor): boolean {
  return (c.take(/(?:true|false)(?!\w)/iy) ?? c.failExpecting('true or false')).toLowerCase() === 'true'
}

function parseCount(c: Cursor): number {
  const start = c.position
  const count = Number(c.take(/\d+/y) ?? c.failExpecting('a whole number, zero or more'))
  if (!Number.isSafeInteger(count)) c.fail('InvalidValue', 'the number is too large', start)
  return count
}

function parseLevels(c: Cursor): number | 'max' {
  const levels = c.take(/[1-9]\d*|max/iy) ?? c.failExpecting('a whole number, one or more, or "max"')
  return /max/i.test(levels) ? 'max' : Number(levels)
}
