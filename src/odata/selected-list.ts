import type { Context } from './context.ts'
import { fail, unsupported } from './context.ts'
import type { CollectionProperty } from './model.ts'
import type { Located, OrderItem } from './nodes.ts'
import type { Operand } from './operand.ts'
import { level, value, valueTypeOf, wrap } from './operand.ts'
import type { Options } from './options.ts'
import type { ListPart, Selection } from './row-json.ts'
import { searchCondition } from './search-sql.ts'
import { translateCondition, translateValue } from './translate.ts'

/** The nested options that choose items of a list, and put them in order. */
const choosing: ReadonlySet<string> = new Set(['count', 'filter', 'orderby', 'search', 'skip', 'top'])

export function choosesItems(options: Options): boolean {
  return Object.keys(options).some(option => choosing.has(option))
}

/**
 * The items of a record's list that nested options leave, as in `external_ids($filter=source eq 'x';$top=1)` (OData 4.01
 * Protocol 11.2.5.1).
 *
 * @param list SQL of the list's values
 * @param texts SQL of the JSON texts of the items, where these are what is written
 * @param selection what is selected of an item
 */
export function listPart(
  ctx: Context,
  { name: owner, element }: CollectionProperty,
  list: string,
  texts: string | undefined,
  options: Options,
  selection: Exclude<Selection, ListPart>,
  at: Located,
): ListPart {
  const item = `_e${ctx.elements}`
  const sql = texts === undefined ? item : `tupleElement(${item}, 2)`
  const current: Operand =
    typeof element === 'string'
      ? value(sql, valueTypeOf(element), false)
      : { kind: 'complex', name: owner, sql, properties: element, isNull: undefined }
  const inner = { ...ctx, elements: ctx.elements + 1, current }
  // An item whose value could not be read still has its text.
  const all = texts === undefined ? list : `arrayZip(${texts}, arrayResize(${list}, length(${texts})))`
  const chosen = filtered(inner, item, all, options)
  const part = sliced(ctx, sorted(inner, item, chosen, options.orderby, at), options)
  return {
    kind: 'list part',
    items: texts === undefined ? part : `arrayMap(${item} -> tupleElement(${item}, 1), ${part})`,
    count: options.count ? `length(${chosen})` : undefined,
    selection,
  }
}

function filtered(inner: Context, item: string, list: string, { filter, search }: Options): string {
  const conditions = [
    ...(filter ? [translateCondition({ ...inner, lax: true }, filter)] : []),
    ...(search ? [searchCondition(inner, search)] : []),
  ]
  if (conditions.length === 0) return list
  return `arrayFilter(${item} -> ${conditions.map(one => wrap(one, level.not)).join(' AND ')}, ${list})`
}

/** Nulls come first ascending and last descending; equal items stay as they stood. */
function sorted(
  inner: Context,
  item: string,
  list: string,
  orderby: readonly OrderItem[] | undefined,
  at: Located,
): string {
  if (!orderby) return list
  const { descending } = orderby[0]!
  if (orderby.some(key => key.descending !== descending))
    unsupported(inner, 'asc beside desc within $select', at)
  const keys = orderby.flatMap(({ expression }) => {
    const key = translateValue(inner, expression)
    return key.nullable ? [`isNotNull(${key.sql})`, `assumeNotNull(${key.sql})`] : [key.sql]
  })
  const sort = descending ? 'arrayReverseSort' : 'arraySort'
  const place = `${descending ? '-' : ''}toInt64(_place)`
  return `${sort}((${item}, _place) -> tuple(${[...keys, place].join(', ')}), ${list}, arrayEnumerate(${list}))`
}

function sliced(ctx: Context, list: string, { skip = 0, top }: Options): string {
  if (skip === 0 && top === undefined) return list
  const from = ctx.params.add(skip + 1, 'UInt64')
  return `arraySlice(${list}, ${from}${top === undefined ? '' : `, ${ctx.params.add(top, 'UInt64')}`})`
}

/** @throws ODataError for a nested option of `$select` that makes no sense for what it is about, or is not supported */
export function checkNested(
  ctx: Context,
  options: Options,
  isList: boolean,
  name: string,
  at: Located,
): void {
  for (const option of Object.keys(options)) {
    if (option === 'select' || option === 'aliases') continue
    if (!choosing.has(option)) unsupported(ctx, `$${option} within $select`, at)
    if (!isList) fail(ctx, 'InvalidSyntax', `$${option} does not fit "${name}", which is not a list`, at)
  }
}
