import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression.ts'
import { takeIdentifier, takeQualifiedName } from './identifier.ts'
import type { Located, Node, OrderItem, SearchNode } from './nodes.ts'
import { parseCompute, parseOrderBy } from './options.ts'
import { parseSearchExpression } from './search.ts'

/** One aggregate: `Amount with sum as Total`, `$count as Count`, or a custom aggregate. */
export interface Aggregate extends Located {
  readonly expression: Node | '$count'
  readonly method: string | undefined
  readonly from: readonly { readonly properties: readonly Node[]; readonly method: string | undefined }[]
  readonly name: string | undefined
}

/** One step of `$apply` (OData Aggregation 4.01, section 3). */
export type Transformation =
  | ({ readonly kind: 'aggregate'; readonly aggregates: readonly Aggregate[] } & Located)
  | ({ readonly kind: 'compute'; readonly items: ReturnType<typeof parseCompute> } & Located)
  | ({ readonly kind: 'concat'; readonly sequences: readonly (readonly Transformation[])[] } & Located)
  | ({ readonly kind: 'expression'; readonly name: string; readonly args: readonly Node[] } & Located)
  | ({ readonly kind: 'filter'; readonly predicate: Node } & Located)
  | ({
      readonly kind: 'groupby'
      readonly keys: readonly Node[]
      readonly steps: readonly Transformation[]
    } & Located)
  | ({ readonly kind: 'identity' } & Located)
  | ({ readonly kind: 'orderby'; readonly items: readonly OrderItem[] } & Located)
  | ({ readonly kind: 'search'; readonly search: SearchNode } & Located)
  | ({ readonly kind: 'skip' | 'top'; readonly count: number } & Located)

/** Parses `$apply`: transformations, each on the result of the one before, separated by slashes. */
export function parseApply(c: Cursor): Transformation[] {
  return c.nested(() => {
    const steps: Transformation[] = []
    do steps.push(c.made(parseTransformation(c)))
    while (c.takeToken('/'))
    return steps
  })
}

// Top and bottom by count, sum and share all take a value and an expression.
const expressionPairs = /(?:top|bottom)(?:count|percent|sum)(?=\()/y

function parseTransformation(c: Cursor): Transformation {
  const position = c.position
  if (c.take(/identity(?!\w)/y)) return { kind: 'identity', position, end: c.position }
  const pair = c.take(expressionPairs)
  if (pair)
    return closed(c, pair, { kind: 'expression', name: pair, args: list(c, pair, parseExpression), position })
  const name = takeQualifiedName(c) ?? c.failExpecting('a transformation, such as groupby((…))')
  switch (name) {
    case 'aggregate':
      return closed(c, name, { kind: name, aggregates: list(c, name, parseAggregate), position })
    case 'compute':
      return closed(c, name, { kind: name, items: opened(c, name, parseCompute), position })
    case 'concat':
      return closed(c, name, { kind: name, sequences: list(c, name, parseApply), position })
    case 'filter':
      return closed(c, name, { kind: name, predicate: opened(c, name, parseExpression), position })
    case 'groupby':
      return closed(c, name, { kind: name, ...opened(c, name, parseGroups), position })
    case 'orderby':
      return closed(c, name, { kind: name, items: opened(c, name, parseOrderBy), position })
    case 'search':
      return closed(c, name, { kind: name, search: opened(c, name, parseSearchExpression), position })
    case 'skip':
    case 'top': {
      const count = opened(c, name, () => Number(c.take(/\d+/y) ?? c.failExpecting('a whole number')))
      return closed(c, name, { kind: name, count, position })
    }
    default:
      return c.fail('NotSupported', `the transformation "${name}" is not supported`, position)
  }
}

function opened<T>(c: Cursor, name: string, read: (c: Cursor) => T): T {
  c.expectToken('(', `after ${name}`)
  c.skipSpace()
  return read(c)
}

function list<T>(c: Cursor, name: string, read: (c: Cursor) => T): T[] {
  const items = [opened(c, name, read)]
  while (c.takeSpaced(',')) items.push(read(c))
  return items
}

function closed<T extends object>(c: Cursor, name: string, transformation: T): T & { readonly end: number } {
  c.skipSpace()
  c.expectToken(')', `to close ${name}(…)`)
  return { ...transformation, end: c.position }
}

function parseGroups(c: Cursor): { keys: Node[]; steps: Transformation[] } {
  c.expectToken('(', 'before the attributes to group by')
  c.skipSpace()
  const keys: Node[] = []
  do keys.push(parseExpression(c))
  while (c.takeSpaced(','))
  c.skipSpace()
  c.expectToken(')', 'to close the attributes to group by')
  return { keys, steps: c.takeSpaced(',') ? parseApply(c) : [] }
}

function parseAggregate(c: Cursor): Aggregate {
  const position = c.position
  const expression = c.take(/\$count(?!\w)/y) ? '$count' : parseExpression(c)
  const method = takeWith(c)
  const from: { properties: Node[]; method: string | undefined }[] = []
  while (c.take(/[ \t]+from[ \t]+/y)) {
    const properties = [parseExpression(c)]
    while (c.takeSpaced(',')) properties.push(parseExpression(c))
    from.push({ properties, method: takeWith(c) })
  }
  const name = c.take(/[ \t]+as[ \t]+/iy) ? (takeIdentifier(c) ?? c.failExpecting('a name')) : undefined
  return { expression, method, from, name, position, end: c.position }
}

function takeWith(c: Cursor): string | undefined {
  if (!c.take(/[ \t]+with[ \t]+/iy)) return undefined
  return takeQualifiedName(c) ?? c.failExpecting('an aggregation method, such as sum')
}
