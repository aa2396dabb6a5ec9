import type { Context } from './context.ts'
import { contextFor, fail, unsupported } from './context.ts'
import { ODataError } from './error.ts'
import type { ExpandItem } from './expand.ts'
import type { NumberFormat } from './json-sql.ts'
import type { EntitySetModel, NavigationProperty } from './model.ts'
import { columnOf, findNavigation, targetOf } from './model.ts'
import { nearest } from './nearest.ts'
import type { Node } from './nodes.ts'
import { level, wrap } from './operand.ts'
import type { Options } from './options.ts'
import { orderBy, orderKeys } from './order-sql.ts'
import { referenceText } from './references.ts'
import { searchCondition } from './search-sql.ts'
import { checkComputed, projection } from './select-sql.ts'
import { translateCondition } from './translate.ts'

/** A relation whose entities are written into every row of what has it. */
export interface Expansion {
  readonly name: string
  readonly many: boolean
  /** The column of the entities that must equal the row's `value`. */
  readonly column: string
  /** SQL, in the query of the rows that have the relation. */
  readonly value: string
  readonly table: string
  readonly key: string
  /** The table and what is joined to it, to stand behind FROM. */
  readonly source: string
  /** SQL that an entity must fulfil. */
  readonly condition: string | undefined
  /** How the entities' number is written, whatever `$top` and `$skip` say; undefined where it is not wanted. */
  readonly count: NumberFormat | undefined
  /** What is written of the entities; undefined when it is only their number. */
  readonly entities: Entities | undefined
}

export interface Entities {
  readonly set: EntitySetModel
  readonly select: Options['select']
  /** Whether only references to the entities are written. */
  readonly references: boolean
  /** SQL for the JSON text of an entity or of the reference to it. */
  readonly projection: string
  readonly orderBy: string
  /** SQL for how many are left out and how many are wanted, to stand between LIMIT and BY. */
  readonly range: string
  /** How many there may be at most; undefined where `$top` sees to it. */
  readonly limit: number | undefined
  readonly expansions: readonly Expansion[]
}

/** The options that one entity allows; the others are about several (OData 4.01 Protocol 11.2.5.2.1). */
const forOne: ReadonlySet<string> = new Set(['aliases', 'compute', 'expand', 'filter', 'levels', 'select'])
const forMany: ReadonlySet<string> = new Set([...forOne, 'count', 'orderby', 'search', 'skip', 'top'])
const forCount: ReadonlySet<string> = new Set(['aliases', 'filter', 'search'])
/** A reference has nothing in it that could be chosen (OData 4.01 URL Conventions 5.1.3). */
const notForReferences: ReadonlySet<string> = new Set(['compute', 'expand', 'levels', 'select'])

/**
 * What `$expand` means for rows of `ctx.model`.
 *
 * @param ctx a context of the rows' own query, for the option `$expand`
 * @throws ODataError for a relation that is not there, and for more than the budgets allow
 */
export function expansionsOf(
  ctx: Context,
  items: readonly ExpandItem[],
  depth = 1,
  counter = { expansions: 0 },
) {
  const { expandDepth, expansions } = ctx.budgets
  const expand = (navigation: NavigationProperty, item: ExpandItem): Expansion => {
    if (depth > expandDepth)
      fail(ctx, 'LimitExceeded', `$expand is nested more than ${expandDepth} levels deep`, item)
    if (++counter.expansions > expansions)
      fail(
        ctx,
        'LimitExceeded',
        `$expand follows more than ${expansions} relations; ask in several requests`,
        item,
      )
    return expansionOf(ctx, navigation, item, depth, counter)
  }
  const found = new Map<string, Expansion>()
  for (const item of items) {
    if (isStar(item)) continue
    const navigation = navigationOf(ctx, item)
    if (found.has(navigation.name))
      fail(ctx, 'InvalidSyntax', `"${navigation.name}" is expanded twice; give all its options at once`, item)
    found.set(navigation.name, expand(navigation, item))
  }
  // What is named beside the star has its own options (OData 4.01 URL Conventions 5.1.3).
  for (const item of items.filter(isStar))
    for (const navigation of ctx.model.navigation ?? [])
      if (!found.has(navigation.name)) found.set(navigation.name, expand(navigation, starItem(ctx, item)))
  return [...found.values()]
}

function isStar({ path }: ExpandItem): boolean {
  return path.length === 1 && path[0] === '*'
}

function starItem(ctx: Context, item: ExpandItem): ExpandItem {
  if (item.part === 'count') unsupported(ctx, 'the numbers of all relations ("*")', item)
  if (item.options) unsupported(ctx, 'an option for all relations ("*")', item)
  return item
}

function navigationOf(ctx: Context, item: ExpandItem): NavigationProperty {
  const [name, ...rest] = item.path
  const { model } = ctx
  if (name!.startsWith('@')) return unsupported(ctx, `the annotation ${name}`, item)
  const navigation = findNavigation(model, name!)
  if (!navigation) {
    const names = (model.navigation ?? []).map(known => known.name)
    const guess = nearest(name!, names)
    const advice = guess ? `did you mean "${guess}"?` : `its relations are ${names.join(', ')}`
    return fail(ctx, 'UnknownName', `there is no relation "${name}" in ${model.name}; ${advice}`, item)
  }
  if (rest.length > 0) {
    const advice = `write ${name}($expand=${rest.join('/')})`
    return fail(ctx, 'InvalidSyntax', `$expand does not lead over one relation to the next; ${advice}`, item)
  }
  return navigation
}

function expansionOf(
  outer: Context,
  navigation: NavigationProperty,
  item: ExpandItem,
  depth: number,
  counter: { expansions: number },
): Expansion {
  const set = targetOf(outer.model, navigation)
  const { name, many } = navigation
  const onlyCount = item.part === 'count'
  if (onlyCount && !many)
    fail(outer, 'TypeMismatch', `"${name}" is one entity: there is nothing to count`, item)
  const options = levelled(outer, navigation, item, depth)
  checkOptions(outer, item, options, onlyCount ? forCount : many ? forMany : forOne)
  if (item.part === 'references')
    for (const option of Object.keys(item.options ?? {}))
      if (notForReferences.has(option))
        fail(outer, 'InvalidSyntax', `$${option} does not fit ${name}/$ref; leave it out`, item)
  checkComputed(set, options, '$expand')
  outer.joins.reach(set)
  const ctx = innerContext(outer, set, options)
  const condition = conditionOf(ctx, options)
  const entities = onlyCount ? undefined : entitiesOf(ctx, item, options, many, depth, counter)
  return {
    name,
    many,
    column: columnOf(set, navigation.targetProperty),
    value: columnOf(outer.model, navigation.property),
    table: set.table!,
    source: ctx.joins.to(`${set.table} FINAL`),
    key: columnOf(set, set.key),
    condition,
    count: onlyCount || options.count === true ? ctx : undefined,
    entities,
  }
}

function innerContext(outer: Context, set: EntitySetModel, { compute = [], aliases: own }: Options): Context {
  const { params, budgets, joins, ieee754 } = outer
  const aliases = own ? new Map([...outer.aliases, ...own]) : outer.aliases
  const computed = new Map<string, Node>(compute.map(item => [item.name, item.expression]))
  return contextFor(set, params, budgets, '$expand', aliases, computed, joins.inner(), ieee754)
}

function entitiesOf(
  ctx: Context,
  item: ExpandItem,
  { select, orderby = [], skip = 0, top, expand = [] }: Options,
  many: boolean,
  depth: number,
  counter: { expansions: number },
): Entities {
  const { expandedRows: limit } = ctx.budgets
  if (top !== undefined && top > limit)
    fail(ctx, 'LimitExceeded', `$top within $expand must be at most ${limit}`, item)
  return {
    set: ctx.model,
    select,
    references: item.part === 'references',
    projection: item.part === 'references' ? referenceText(ctx.model) : projection(ctx, select),
    orderBy: orderBy(orderKeys(ctx, orderby)),
    // One more than is allowed tells that there are too many.
    range: many ? [skip, top ?? limit + 1].map(count => ctx.params.add(count, 'UInt64')).join(', ') : '',
    limit: top === undefined ? limit : undefined,
    expansions: expansionsOf(ctx, expand, depth + 1, counter),
  }
}

function conditionOf(ctx: Context, { filter, search }: Options): string | undefined {
  const conditions = [
    ...(filter ? [translateCondition({ ...ctx, lax: true }, filter)] : []),
    ...(search ? [searchCondition(ctx, search)] : []),
  ]
  if (conditions.length === 0) return undefined
  return conditions.map(condition => wrap(condition, level.not)).join(' AND ')
}

function checkOptions(ctx: Context, item: ExpandItem, options: Options, allowed: ReadonlySet<string>): void {
  for (const option of Object.keys(options)) {
    if (allowed.has(option)) continue
    if (!forMany.has(option)) unsupported(ctx, `$${option} within $expand`, item)
    fail(ctx, 'InvalidSyntax', `$${option} does not fit ${item.path.join('/')}, which is not a list`, item)
  }
}

/** `$levels=n` expands the same relation within itself, which only a relation of a set to itself can. */
function levelled(ctx: Context, navigation: NavigationProperty, item: ExpandItem, depth: number): Options {
  const { levels: asked, ...options } = item.options ?? {}
  if (asked === undefined || asked === 1) return options
  if (targetOf(ctx.model, navigation) !== ctx.model)
    fail(ctx, 'InvalidSyntax', `"${navigation.name}" leads to another set, which $levels cannot repeat`, item)
  const { expandDepth } = ctx.budgets
  // As many as there may be (OData 4.01 Protocol 11.2.5.2.1.1).
  const levels = asked === 'max' ? expandDepth - depth + 1 : asked
  if (levels === 1) return options
  if (depth + levels - 1 > expandDepth)
    fail(ctx, 'LimitExceeded', `$expand is nested more than ${expandDepth} levels deep`, item)
  const inner: ExpandItem = { ...item, options: { ...item.options, levels: levels - 1 } }
  return { ...options, expand: [...(options.expand ?? []), inner] }
}

const TOO_MANY = 'more entities than $expand gives for one: '

/** The text of the engine's error when {@link Entities.limit} is passed; the engine ends the statement with it. */
export function tooManyText({ name }: Expansion, limit: number): string {
  return `${TOO_MANY}${name}, ${limit}`
}

/**
 * The mistake behind an error of the engine: an expansion without `$top` that gave too much.
 *
 * @returns undefined when the error is about something else
 */
export function expansionError(message: string): ODataError | undefined {
  const [, name, limit] = /more entities than \$expand gives for one: (\w+), (\d+)/.exec(message) ?? []
  if (name === undefined) return undefined
  const words = `there is an entity with more than ${limit} ${name}; ask for fewer with ${name}($top=${limit})`
  return new ODataError('LimitExceeded', words, { target: '$expand' })
}
