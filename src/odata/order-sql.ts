import type { Context } from './context.ts'
import { ODataError } from './error.ts'
import { clickhouseInstant, parseInstant } from './instant.ts'
import { keyText } from './json-sql.ts'
import { findProperty } from './model.ts'
import type { OrderItem } from './nodes.ts'
import type { Level, Value, ValueType } from './operand.ts'
import { level, operandOf, value, wrap } from './operand.ts'
import type { Params } from './params.ts'
import { translateValue } from './translate.ts'

/** One key of an order. */
export interface OrderKey {
  readonly value: Value
  readonly descending: boolean
}

/** The value a row has in one key of the order: an item of the JSON array that {@link orderKeyText} gave. */
export type KeyValue = string | boolean | null

// A constant orders nothing, and the engine would take a number for the position of a column.
const CONSTANT = /^(?:true|false|NULL|\{p\d+:[^}]*\})$/

/**
 * The keys of a total order: what the client asked for, then the key of the entity set (of a result without one, what tells
 * its rows apart), unless the client's keys already contain it. Whatever comes after the key can decide nothing and is
 * left out.
 */
export function orderKeys(ctx: Context, items: readonly OrderItem[]): OrderKey[] {
  const { grouping, properties, key } = ctx.model
  const deciding = (grouping ?? [findProperty(properties, key)!]).map(
    property => operandOf(property, '') as Value,
  )
  const keys: OrderKey[] = []
  const known = new Set<string>()
  const missing = () => deciding.filter(({ sql }) => !known.has(sql))
  for (const item of items) {
    const value = translateValue(ctx, item.expression)
    if (CONSTANT.test(value.sql)) continue
    keys.push(...keysOf(value, item.descending))
    known.add(value.sql)
    if (missing().length === 0) return keys
  }
  return [...keys, ...missing().flatMap(value => keysOf(value, false))]
}

/** NaN is neither less nor greater than anything, which no order can be made of: it comes next to null, behind it. */
function keysOf(key: Value, descending: boolean): OrderKey[] {
  if (key.type !== 'number') return [{ value: key, descending }]
  const sql = wrap(key, level.sum)
  const number = value(`if(${sql} != ${sql}, NULL, ${sql})`, 'number', true)
  const unordered = value(`${sql} != ${sql}`, 'boolean', key.nullable, level.comparison)
  return [number, unordered].map(value => ({ value, descending }))
}

/** The ORDER BY list; never empty, though a result of one row has no keys. Nulls come first ascending and last descending (OData 4.01 Protocol 11.2.6.2). */
export function orderBy(keys: readonly OrderKey[]): string {
  if (keys.length === 0) return 'tuple()'
  return keys
    .map(({ value, descending }) => {
      const direction = descending ? 'DESC' : 'ASC'
      const nulls = value.nullable ? ` NULLS ${descending ? 'LAST' : 'FIRST'}` : ''
      return `${wrap(value, level.sum)} ${direction}${nulls}`
    })
    .join(', ')
}

/** SQL for a row's values of the order's keys, as the text of a JSON array. */
export function orderKeyText(keys: readonly OrderKey[]): string {
  if (keys.length === 0) return "'[]'"
  return `concat('[', ${keys.map(({ value }) => keyText(value)).join(", ',', ")}, ']')`
}

/**
 * The condition that a row comes after the row whose keys have the values `after`. With the entity's key alone it is one
 * comparison, for which the engine uses the primary key.
 *
 * @throws ODataError when `after` belongs to another order
 */
export function afterCondition(keys: readonly OrderKey[], after: readonly KeyValue[], params: Params): Value {
  if (after.length !== keys.length) foreign()
  let condition: Value | undefined = keys.length === 0 ? value('false', 'boolean', false) : undefined
  for (let i = keys.length - 1; i >= 0; i--) condition = ladder(keys[i]!, after[i]!, condition, params)
  return condition!
}

/** Past this key's value, or equal in it and past the rest. */
function ladder(key: OrderKey, after: KeyValue, rest: Value | undefined, params: Params): Value {
  const sql = wrap(key.value, level.sum)
  if (after === null) {
    if (!key.value.nullable) foreign()
    const more = rest && condition(`${sql} IS NULL AND ${wrap(rest, level.and)}`, level.and)
    // Descending, nulls are last: nothing comes after one but another null.
    if (key.descending) return more ?? condition('false', level.atom)
    return either(condition(`${sql} IS NOT NULL`, level.comparison), more)
  }
  const bound = bind(key.value.type, after, params)
  const past = condition(`${sql} ${key.descending ? '<' : '>'} ${bound}`, level.comparison)
  const nulls =
    key.descending && key.value.nullable ? condition(`${sql} IS NULL`, level.comparison) : undefined
  const more = rest && condition(`${sql} = ${bound} AND ${wrap(rest, level.and)}`, level.and)
  return either(past, nulls, more)
}

function condition(sql: string, binds: Level): Value {
  return value(sql, 'boolean', false, binds)
}

function either(...conditions: readonly (Value | undefined)[]): Value {
  const given = conditions.filter(c => c !== undefined)
  if (given.length === 1) return given[0]!
  return condition(given.map(c => c.sql).join(' OR '), level.or)
}

const clickhouseTypes: { readonly [type in Exclude<ValueType, 'boolean' | 'instant'>]: string } = {
  binary: 'String',
  date: 'Date32',
  duration: 'Int64',
  guid: 'String',
  integer: 'Int64',
  number: 'Float64',
  string: 'String',
  time: 'Int64',
}

const proofs: { readonly [clickhouse: string]: RegExp } = {
  Date32: /^\d{4}-\d\d-\d\d$/,
  Float64: /^-?(?:inf|nan|\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/,
  Int64: /^-?\d{1,19}$/,
}

function bind(type: ValueType, after: Exclude<KeyValue, null>, params: Params): string {
  if (type === 'boolean') return params.add(typeof after === 'boolean' ? after : foreign(), 'Bool')
  if (typeof after !== 'string') return foreign()
  if (type === 'instant') {
    const { text, digits } = clickhouseInstant(parseInstant(after) ?? foreign())
    return params.add(text, `DateTime64(${digits}, 'UTC')`)
  }
  const clickhouse = clickhouseTypes[type]
  if (proofs[clickhouse]?.test(after) === false) return foreign()
  return params.add(after, clickhouse)
}

/** @throws ODataError: what a page continues behind was given out for another query */
export function foreign(): never {
  const message = 'the place to continue from does not belong to this query; start again without $skiptoken'
  throw new ODataError('InvalidValue', message, { target: '$skiptoken' })
}
