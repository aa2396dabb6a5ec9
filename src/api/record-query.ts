import {
  compileCount,
  compilePage,
  type EntitySetModel,
  ODataError,
  pageRows,
  parseQuery,
  type Query,
  splitQuery,
} from '../odata/index.ts'
import { entities, findEntity } from '../schema/entities.ts'
import { type Reader, requireScope } from './authorize.ts'
import { mayRead } from './credentials/scopes.ts'

/**
 * Parses the options of a request for records, and sees to it that the reader may read everything that they reach.
 *
 * @throws ODataError for a query that is wrong or not supported; ApiError 403
 */
export function parseRecordQuery(raw: string, set: EntitySetModel, reader: Reader): Query {
  const own = withoutToken(raw)
  const parsed = knownQuery(own, set)
  if (!entities.every(({ name }) => mayRead(reader.scopes, name)))
    for (const table of tablesOf(parsed)) requireScope(reader, findEntity(table)!.name)
  const token = own.length === raw.length ? undefined : splitQuery(raw).options.get('$skiptoken')
  return token === undefined ? parsed : { ...parsed, skiptoken: token }
}

/** Queries as they were parsed, by their text. The pages of a walk have one text, but for the token. */
const known = new WeakMap<EntitySetModel, Map<string, Query>>()
const MOST_KNOWN = 200
/** Longer ones cost more to keep than they are worth. */
const LONGEST_KNOWN = 2_000

/** The query of a text, which has no token of ours: it is as long as its client made it. */
function knownQuery(text: string, set: EntitySetModel): Query {
  const queries = known.get(set) ?? new Map<string, Query>()
  known.set(set, queries)
  const query = queries.get(text) ?? parseQuery(text, set)
  if (text.length > LONGEST_KNOWN) return query
  // The least recently used stands first.
  queries.delete(text)
  queries.set(text, query)
  if (queries.size > MOST_KNOWN) queries.delete(queries.keys().next().value!)
  return query
}

/** By query, since the pages of a walk have one. */
const readBy = new WeakMap<Query, ReadonlySet<string>>()

/**
 * All tables that a query reads: its own, and those its expressions, joins and expansions lead to. They are taken from the
 * SQL, in which a client's words can only stand as names of columns: what is read stands behind FROM.
 */
function tablesOf(query: Query): ReadonlySet<string> {
  const before = readBy.get(query)
  if (before) return before
  const { from, where } = compileCount(query)
  const sql = `${pageRows(compilePage(query), '1')} FROM ${from} WHERE ${where}`
  const names = Array.from(sql.matchAll(/\bFROM\s+([a-z_]+)\b/g), ([, name]) => name!)
  const tables = new Set(names.filter(name => findEntity(name)))
  readBy.set(query, tables)
  return tables
}

/** Options that one record cannot have, because they are about several (OData 4.01 Protocol, 11.2). */
const FOR_MANY = ['apply', 'count', 'filter', 'orderby', 'search', 'skip', 'skiptoken', 'top'] as const

/**
 * The same for a request for one record.
 *
 * @throws ODataError for an option of collections, too
 */
export function parseSingleQuery(raw: string, set: EntitySetModel, reader: Reader): Query {
  const query = parseRecordQuery(raw, set, reader)
  for (const option of FOR_MANY)
    if (query[option] !== undefined)
      throw new ODataError(
        'InvalidSyntax',
        `$${option} is for collections, and this is one record; leave it out`,
        {
          target: `$${option}`,
        },
      )
  return query
}

/** The options of a query but those left out, in one order: a link with options in another order is the same walk. */
export function definingOptions(raw: string, without: readonly string[]): string[] {
  const { options, aliases } = splitQuery(raw)
  return [...options, ...aliases]
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
}

/** A raw query string whose `$filter` demands these conditions as well: they come from its path. */
export function withFilters(raw: string, conditions: readonly string[]): string {
  if (conditions.length === 0) return raw
  const own = splitQuery(raw).options.get('$filter')
  const all = [...conditions, ...(own === undefined ? [] : [own])].map(condition => `(${condition})`)
  const rest = withoutOptions(raw, ['$filter'])
  return `${rest}${rest && '&'}$filter=${encodeURIComponent(all.join(' and '))}`
}

/** A raw query string without some options, however they are spelt: some clients encode the dollar sign, or leave it out. */
export function withoutOptions(raw: string, options: readonly `$${string}`[]): string {
  return leavingOut(options)(raw)
}

/** A raw query string without its `$skiptoken`. */
export const withoutToken = leavingOut(['$skiptoken'])

function leavingOut(options: readonly `$${string}`[]): (raw: string) => string {
  const names = options.map(option => option.slice(1)).join('|')
  const mentioned = new RegExp(names, 'i')
  const leftOut = new RegExp(`^(?:\\$|%24)?(?:${names})=`, 'i')
  return raw =>
    mentioned.test(raw)
      ? raw
          .split('&')
          .filter(option => option && !leftOut.test(option))
          .join('&')
      : raw
}
