import { applied } from './apply-sql.ts'
import type { Context } from './context.ts'
import { contextFor } from './context.ts'
import { ODataError } from './error.ts'
import { type Expansion, expansionsOf } from './expansion.ts'
import { expandedRows } from './expansion-sql.ts'
import { clickhouseInstant, parseInstant } from './instant.ts'
import { Joins } from './joins.ts'
import type { EntitySetModel, Property } from './model.ts'
import { findNavigation, findProperty } from './model.ts'
import type { Node } from './nodes.ts'
import type { Value } from './operand.ts'
import { level, operandOf, value, wrap } from './operand.ts'
import type { KeyValue, OrderKey } from './order-sql.ts'
import { afterCondition, foreign, orderBy, orderKeys, orderKeyText } from './order-sql.ts'
import type { ParamValues } from './params.ts'
import { Params } from './params.ts'
import type { Query } from './query.ts'
import { searchCondition } from './search-sql.ts'
import { checkComputed, projection } from './select-sql.ts'
import type { Stage } from './stage.ts'
import { translateCondition } from './translate.ts'

/** A condition in SQL and the values it is about. */
export interface Condition {
  /** What is read, with FINAL, joins and summaries: it stands behind FROM. Empty for a set without a table. */
  readonly from: string
  /** Never empty: `true` when every row is meant. */
  readonly where: string
  readonly params: ParamValues
}

/**
 * The pieces of a page's SQL. They use one set of parameters and belong together; {@link pageRows} puts them together:
 *
 *     SELECT ${projection} AS _text, ${orderKey} AS _keys FROM ${from} WHERE ${where} ORDER BY ${orderBy} LIMIT 1001
 *
 * Give the expressions names that no attribute has: in ClickHouse an alias hides a column of the same name.
 */
export interface Page extends Condition {
  /** The JSON text of the record as the client gets it, but for what is expanded. */
  readonly projection: string
  readonly orderBy: string
  /** The text of a JSON array: what to give as `after` to continue behind a row. */
  readonly orderKey: string
  /** All tables that are read, whatever the option that leads there: what a reader must be allowed to see. */
  readonly tables: readonly string[]
  /** What is written into every row; empty unless `$expand` asked for it. */
  readonly expansions: readonly Expansion[]
}

/** Which rows of a query are compiled. */
export interface PageRange {
  /** The `orderKey` of the last row of the page before, parsed. */
  readonly after?: readonly KeyValue[] | undefined
  /** The key of the one record that is wanted. */
  readonly key?: string | undefined
  /** The time that `now()` is, unless `after` carries on the time of the first page. */
  readonly now?: Date
  /** Whether `Edm.Int64` and `Edm.Decimal` are written as text; stored texts are given as they are. */
  readonly ieee754?: boolean
}

/**
 * Compiles one page of a query.
 *
 * @throws ODataError when `after` belongs to another order
 */
export function compilePage(query: Query, range: PageRange = {}): Page {
  const { key, ieee754 = false } = range
  const { after, now } = query.usesNow ? withTime(range) : { after: range.after }
  const compilation = begin(query, now)
  const { model, joins, params } = compilation
  const keys = pageOrder(query, compilation)
  const conditions = filterConditions(query, compilation)
  const page = {
    projection: projection(context(query, compilation, '$select', ieee754), query.select),
    orderBy: orderBy(keys),
    orderKey: orderKeyText(query.usesNow ? [...keys, timeKey(params)] : keys),
    expansions: expansionsOf(context(query, compilation, '$expand', ieee754), query.expand ?? []),
  }
  const from = joins.to(compilation.from)
  checkSize(query, from.length + page.projection.length + allOf(conditions).length, page.orderBy.length)
  if (key !== undefined) conditions.unshift(keyCondition(model, key, params))
  if (after) conditions.unshift(afterCondition(keys, after, params))
  const tables = [
    ...new Set([...(query.model.table === undefined ? [] : [query.model.table]), ...joins.tables]),
  ]
  const compiled = { ...page, tables, from, where: allOf(conditions), params: params.values }
  if (page.expansions.length > 0) checkSize(query, pageRows(compiled, '1').length, 0)
  return compiled
}

/**
 * The SELECT of a page's rows, with `_text`, the JSON text of a row, and `_keys`, its order key, in order.
 *
 * @param limit what stands behind LIMIT: `1001`, or placeholders, as in `{rows:UInt64} OFFSET {skipped:UInt64}`
 */
export function pageRows(page: Page, limit: string): string {
  const { projection, orderKey, from, where, orderBy, expansions } = page
  const rest = `FROM ${from} WHERE ${where} ORDER BY ${orderBy} LIMIT ${limit}`
  if (expansions.length === 0) return `SELECT ${projection} AS _text, ${orderKey} AS _keys ${rest}`
  return expandedRows(
    columns => `SELECT ${projection} AS _record, ${orderKey} AS _keys${columns} ${rest}`,
    projection === "'{}'",
    expansions,
  )
}

/**
 * The whole SQL has to stay below what the engine reads (`max_query_size`, 256 kB). The keys of the order are in it up to
 * eight times once a page continues another, which must not fail when the first page did not.
 */
function checkSize({ budgets }: Query, length: number, orderLength: number): void {
  if (length + 8 * orderLength > 3 * budgets.sqlLength)
    throw new ODataError('LimitExceeded', 'the query is too large; ask for less, or in several requests')
}

/**
 * What rows of a result of `$apply` have, as context URLs list it (Data Aggregation 4.0, 5.1): `conversation(primary_domain)`,
 * `detail/domain`, `calls`; undefined where the rows are still records.
 */
export function resultNames(query: Query): string[] | undefined {
  if (!query.apply) return undefined
  const { model } = begin(query, sqlTime(new Date()))
  return model.grouping && namesOf(model.properties, query.model)
}

function namesOf(properties: readonly Property[], model: EntitySetModel | undefined): string[] {
  return properties.flatMap(property => {
    if (property.kind !== 'complex') return [property.name]
    const relation = model && findNavigation(model, property.name)
    const inner = namesOf(property.properties, undefined)
    return relation ? [`${property.name}(${inner.join(',')})`] : inner.map(name => `${property.name}/${name}`)
  })
}

/** Compiles what `$count=true` and `/$count` count: the rows that `$filter` and `$search` leave, whatever the page. */
export function compileCount(query: Query, now = new Date()): Condition {
  const compilation = begin(query, sqlTime(now))
  const where = allOf(filterConditions(query, compilation))
  return { from: compilation.joins.to(compilation.from), where, params: compilation.params.values }
}

/** A query that asks for the time has it as its last order key, so that it is the same for all pages. */
function withTime({ after, now = new Date() }: PageRange) {
  if (!after) return { after, now: sqlTime(now) }
  const time = after.at(-1)
  const instant = typeof time === 'string' ? parseInstant(time) : undefined
  if (!instant) return foreign()
  return { after: after.slice(0, -1), now: clickhouseInstant(instant).text }
}

function timeKey(params: Params): OrderKey {
  return { value: value(params.now(), 'instant', false), descending: false }
}

function sqlTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '')
}

/** The condition that a record has this key. */
export function compileKey(model: EntitySetModel, key: string): Condition {
  const params = new Params()
  const { sql } = keyCondition(model, key, params)
  return { from: tableOf(model), where: sql, params: params.values }
}

function keyCondition(model: EntitySetModel, key: string, params: Params): Value {
  const id = operandOf(findProperty(model.properties, model.key)!, '') as Value
  return value(`${id.sql} = ${params.add(key, 'String')}`, 'boolean', false, level.comparison)
}

function tableOf({ table }: EntitySetModel): string {
  return table === undefined ? '' : `${table} FINAL`
}

/** What the options of one SQL text share. After `$apply` they are about its result. */
interface Compilation extends Stage {
  readonly params: Params
  readonly joins: Joins
  readonly computed: ReadonlyMap<string, Node>
}

function begin(query: Query, now: string | undefined): Compilation {
  const { model, budgets, aliases, apply, compute } = query
  const params = new Params(now)
  const joins = new Joins()
  const computed = new Map(compute?.map(item => [item.name, item.expression]))
  const start: Stage = { model, from: tableOf(model) }
  const stage = apply
    ? applied({ params, budgets, aliases, joins, columns: { count: 0 } }, start, apply)
    : start
  checkComputed(stage.model, query, '$compute')
  return { ...stage, params, joins, computed }
}

/** The client's order or, where `$apply` had put the rows in order, that one. */
function pageOrder(query: Query, compilation: Compilation): OrderKey[] {
  if (!query.orderby && compilation.order) return [...compilation.order]
  return orderKeys(context(query, compilation, '$orderby'), query.orderby ?? [])
}

/** The conditions of `$filter` and `$search`, to be joined by AND. */
function filterConditions(query: Query, compilation: Compilation): Value[] {
  const conditions: Value[] = []
  if (query.filter)
    conditions.push(
      translateCondition({ ...context(query, compilation, '$filter'), lax: true }, query.filter),
    )
  if (query.search) conditions.push(searchCondition(context(query, compilation, '$search'), query.search))
  return conditions
}

function allOf(conditions: readonly Value[]): string {
  const [first, ...rest] = conditions
  if (first === undefined) return 'true'
  return rest.length === 0 ? first.sql : conditions.map(condition => wrap(condition, level.and)).join(' AND ')
}

function context(query: Query, compilation: Compilation, target: string, ieee754 = false): Context {
  const { model, params, computed, joins } = compilation
  return contextFor(model, params, query.budgets, target, query.aliases, computed, joins, ieee754)
}
