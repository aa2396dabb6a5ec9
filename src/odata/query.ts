import type { Budgets } from './budgets.ts'
import { defaultBudgets } from './budgets.ts'
import { Cursor, type NodeCounter } from './cursor.ts'
import { ODataError } from './error.ts'
import { parseExpression } from './expression.ts'
import type { EntitySetModel } from './model.ts'
import type { Node } from './nodes.ts'
import type { Options } from './options.ts'
import { parseOption } from './options.ts'
import { compileCount, compilePage } from './page.ts'
import type { SystemOption } from './query-string.ts'
import { splitQuery } from './query-string.ts'

/** A query that can be answered: its options as syntax trees, and the model they were checked against. */
export interface Query extends Readonly<Options> {
  readonly model: EntitySetModel
  readonly budgets: Budgets
  /** Parameter aliases by name, with the `@`. */
  readonly aliases: ReadonlyMap<string, Node>
  /** Whether it asks for the time with `now()`, which then is one for all its pages. */
  readonly usesNow: boolean
  /** Names without `$` that are none of OData's. They are ignored, which is what OData asks for. */
  readonly custom: readonly (readonly [name: string, value: string])[]
}

const unsupportedOptions: readonly SystemOption[] = ['$deltatoken', '$id', '$index', '$schemaversion']
// A set that is read by its caller alone can neither be joined nor summarised.
const ofTables: readonly SystemOption[] = ['$apply', '$expand']

/**
 * Parses the raw query string of a request for a collection (with or without its `?`), and checks it against the model.
 * What this accepts, {@link compilePage} and {@link compileCount} can compile.
 *
 * @throws ODataError 400 for a mistake, 501 for legal OData that is not supported
 */
export function parseQuery(raw: string, model: EntitySetModel, limits: Partial<Budgets> = {}): Query {
  const budgets = { ...defaultBudgets, ...limits }
  const query = parseOptions(raw, model, budgets)
  for (const option of model.table ? unsupportedOptions : [...ofTables, ...unsupportedOptions])
    if (query[option.slice(1) as keyof Options] !== undefined)
      throw new ODataError('NotSupported', `${option} is not supported`, { target: option, position: 0 })
  compilePage(query)
  compileCount(query)
  return query
}

function parseOptions(raw: string, model: EntitySetModel, budgets: Budgets): Query {
  if (raw.length > budgets.length)
    throw new ODataError(
      'LimitExceeded',
      `the query has ${raw.length} characters, more than ${budgets.length}`,
    )
  const split = splitQuery(raw)
  const counter: NodeCounter = { nodes: 0 }
  const aliases = new Map<string, Node>()
  for (const [name, text] of split.aliases) {
    const c = new Cursor(text, name, budgets, counter)
    aliases.set(name, parseExpression(c))
    c.expectEnd()
  }
  const options: Options = {}
  for (const [option, text] of split.options) {
    if (option === '$levels')
      throw new ODataError('InvalidSyntax', '$levels belongs into $expand', { target: option, position: 0 })
    const c = new Cursor(text, option, budgets, counter)
    parseOption(c, option, options)
    c.expectEnd()
  }
  return { ...options, model, budgets, aliases, usesNow: counter.now === true, custom: split.custom }
}
