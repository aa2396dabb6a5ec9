import type { Budgets } from './budgets.ts'
import type { ODataErrorCode } from './error.ts'
import { errorAt, ODataError } from './error.ts'
import { Joins } from './joins.ts'
import type { EntitySetModel } from './model.ts'
import type { Located, Node } from './nodes.ts'
import type { Complex, Operand } from './operand.ts'
import type { Params } from './params.ts'

/** What the translation of an expression depends on. */
export interface Context {
  readonly model: EntitySetModel
  readonly params: Params
  readonly budgets: Budgets
  /** The option being translated, for errors. */
  readonly target: string
  /** Parameter aliases by name, with the `@`. */
  readonly aliases: ReadonlyMap<string, Node>
  /** Values defined by `$compute`. */
  readonly computed: ReadonlyMap<string, Node>
  /** What `$it` is: the record. */
  readonly record: Complex
  /** What names without prefix belong to, and what `$this` is: the record or, within `$filter(…)`, an element. */
  readonly current: Operand
  /** Lambda variables by name. */
  readonly variables: ReadonlyMap<string, Operand>
  /**
   * True where NULL is as good as false: the outermost `and` and `or` of a condition. There the short SQL does; below
   * anything else the difference shows.
   */
  readonly lax: boolean
  /** How many elements of collections are in scope: their names in SQL are numbered. */
  readonly elements: number
  /** The tables that are joined to the one that is read. */
  readonly joins: Joins
  /** Whether `Edm.Int64` and `Edm.Decimal` are written as text: see {@link NumberFormat}. */
  readonly ieee754: boolean
  readonly usage: { nodes: number; depth: number }
}

/** A context for one option of a query on `model`. */
export function contextFor(
  model: EntitySetModel,
  params: Params,
  budgets: Budgets,
  target: string,
  aliases: ReadonlyMap<string, Node>,
  computed: ReadonlyMap<string, Node>,
  joins: Joins = new Joins(),
  ieee754 = false,
): Context {
  const record: Complex = {
    kind: 'complex',
    name: model.name,
    sql: '',
    properties: model.properties,
    isNull: undefined,
    entity: model,
  }
  const usage = { nodes: 0, depth: 0 }
  const variables = new Map<string, Operand>()
  return {
    model,
    params,
    budgets,
    target,
    aliases,
    computed,
    record,
    current: record,
    variables,
    lax: false,
    elements: 0,
    joins,
    ieee754,
    usage,
  }
}

export function fail(ctx: Context, code: ODataErrorCode, message: string, at: Located): never {
  throw errorAt(code, message, ctx.target, at.position)
}

/** Legal OData that this service does not support. */
export function unsupported(ctx: Context, what: string, at: Located): never {
  return fail(ctx, 'NotSupported', `${what} is not supported`, at)
}

/** Runs `translate` one level deeper. Aliases and computed values are translated where they stand, so trees can grow. */
export function deeper<T extends Operand>(ctx: Context, at: Located, translate: () => T): T {
  const { usage, budgets } = ctx
  if (++usage.nodes > budgets.nodes || usage.depth >= 4 * budgets.depth) tooLarge(ctx, at)
  usage.depth++
  try {
    const operand = translate()
    if ('sql' in operand) checkLength(ctx, operand.sql.length, at)
    return operand
  } finally {
    usage.depth--
  }
}

/** Some functions and comparisons say an operand more than once in SQL: nested, they would grow without bound. */
export function checkLength(ctx: Context, length: number, at: Located): void {
  if (length > ctx.budgets.sqlLength) tooLarge(ctx, at)
}

function tooLarge(ctx: Context, at: Located): never {
  const message = 'the query is too large, counting aliases and computed values as often as they are used'
  throw new ODataError('LimitExceeded', message, { target: ctx.target, position: at.position })
}
