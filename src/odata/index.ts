/**
 * The OData language: from the query string of a request to ClickHouse SQL with bound parameters. Pure functions, no I/O.
 *
 *     const set = dataService.sets.get('conversations')!       // or modelOf(entity), a set by itself
 *     const query = parseQuery("$filter=route eq 'DM'&$top=5&$expand=user", set)
 *     const page = compilePage(query)                          // or compilePage(query, { after: JSON.parse(lastKey) })
 *     const sql = pageRows(page, '{rows:UInt64}')              // SELECT … AS _text, … AS _keys FROM … LIMIT {rows:UInt64}
 *     await session.queryBindAsync(sql, { ...page.params, rows: 1001 }, { format: 'JSONCompactEachRow' })
 *
 * - {@link parseQuery} takes the *raw* query string, still percent-encoded. It throws {@link ODataError}: `status` 400 or
 *   501, `code`, `target` (the option), `position` (offset in the option's decoded text), a `message` for people. A query
 *   that was parsed compiles: nothing else throws, but for `after` and `parseKey`.
 * - {@link Query} has what the server itself acts on: `top`, `skip`, `count`, `skiptoken`, `format`, `custom`; and the
 *   syntax trees. `$top` and `$skip` are not in the SQL, because the server owns paging.
 * - {@link compilePage} gives `from`, `projection`, `where`, `orderBy`, `orderKey`, `expansions` and `params`, which belong
 *   together; {@link pageRows} makes one SELECT of them. The order is always total. `orderKey` is the text of a JSON array
 *   of strings, booleans and nulls; parsed and given as `after` it continues behind that row, exactly, in any order. An
 *   `after` that does not fit the query's order is a 400. With `key` it is about that one record. `now()` is the time of
 *   the first page for all pages: the order keys carry it.
 *   Who puts the pieces together himself names expressions as no attribute is named: in ClickHouse an alias hides a column.
 * - {@link compileCount} gives `from`, `where` and `params` for `SELECT count()`. {@link parseKey} reads `('abc')` of a path,
 *   and {@link compileKey} gives the condition of that one record.
 * - A set of a service ({@link dataService}, {@link serviceOf}) has relations, `$expand` and `$apply`; what is read is then
 *   `from` and nothing else. A set without a table ({@link modelOf}) is read by its caller, and answers those with 501.
 * - An expansion without `$top` that finds too much ends the statement: {@link expansionError} makes the client's mistake of
 *   the engine's error.
 * - {@link metadataXml} and {@link metadataJson} describe a service; {@link flatModel} and {@link flatService} give the
 *   variant without objects and lists.
 * - {@link splitQuery} splits a query string without any model, for routes that have other options.
 * - `params` holds JavaScript values (strings, numbers, booleans, arrays of strings) for server-side parameters; chdb's
 *   `queryBindAsync` and `@clickhouse/client`'s `query_params` take and escape them.
 * - Parsed but answered with 501: `$deltatoken`, `$id`, `$index`, `$schemaversion`; in expressions `has`, `geo.*`,
 *   `isdefined`, `$root`, annotations, functions and types of a service, keys in paths, comparing objects, and attributes of
 *   the outer record within a condition on related entities; in `$expand` options for `*`; in `$select` part of a list
 *   beside `*` or within a list, and asc beside desc; in `$apply` `concat`, `topcount` and its like, `from`, custom
 *   aggregates, and all but `aggregate` within `groupby`.
 */
export type { Budgets } from './budgets.ts'
export { defaultBudgets } from './budgets.ts'
export { dataService } from './data-service.ts'
export { modelOf } from './entity-model.ts'
export type { ODataErrorCode } from './error.ts'
export { ODataError } from './error.ts'
export type { Expansion } from './expansion.ts'
export { expansionError } from './expansion.ts'
export { flatModel, flatService } from './flat-model.ts'
export { parseKey } from './key.ts'
export { metadataJson } from './metadata-json.ts'
export { metadataXml } from './metadata-xml.ts'
export type {
  EdmPrimitive,
  EntitySetModel,
  NavigationProperty,
  Property,
  ServiceDescription,
  ServiceModel,
} from './model.ts'
export { columnOf, findNavigation, findProperty, serviceOf, targetOf } from './model.ts'
export type * from './nodes.ts'
export type { KeyValue } from './order-sql.ts'
export type { Condition, Page, PageRange } from './page.ts'
export { compileCount, compileKey, compilePage, pageRows, resultNames } from './page.ts'
export type { ParamValue, ParamValues } from './params.ts'
export type { Query } from './query.ts'
export { parseQuery } from './query.ts'
export type { QueryString, SystemOption } from './query-string.ts'
export { splitQuery, systemOptionOf, systemOptions } from './query-string.ts'
export { referencesTo } from './references.ts'
export type { RuleResult } from './rule.ts'
export { parseRule } from './rule.ts'
export { treeText } from './tree-text.ts'
