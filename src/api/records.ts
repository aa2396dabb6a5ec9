import {
  compileCount,
  compilePage,
  type KeyValue,
  ODataError,
  type Page,
  type Query,
} from '../odata/index.ts'
import { type Engine, rows } from '../store/engine.ts'
import type { Reader } from './authorize.ts'
import { recordsContext, type ServiceAddress } from './context-url.ts'
import { withControlInformation } from './control-information.ts'
import { type Place, restrict } from './locate.ts'
import { type EndedPage, type PagedQuery, type RecordPage, readEndedPage } from './page-reader.ts'
import type { ReadAhead } from './read-ahead.ts'
import { definingOptions, parseRecordQuery, withoutToken } from './record-query.ts'
import type { JsonRepresentation } from './representation.ts'
import type { ResourcePath } from './resource-path.ts'
import { newRun, type SkipToken, type SkipTokens, walkName } from './skip-token.ts'
import type { SkipWalks, Walker } from './skip-walks.ts'

/** Rows a page unless the client asks for another number, as the vendor documents it. */
export const DEFAULT_PAGE_SIZE = 1000
export const MAX_PAGE_SIZE = 10_000

/** What pages are read with; one of each for a server. */
export interface Reading {
  readonly engine: Engine
  readonly readAhead: ReadAhead
  readonly tokens: SkipTokens
  readonly skipWalks: SkipWalks
}

/** A request for records. */
export interface RecordsRequest {
  readonly path: ResourcePath
  /** Where the path leads to. */
  readonly place: Place
  /** The query string as it came, without its question mark. */
  readonly query: string
  readonly reader: Reader
  readonly address: ServiceAddress
  readonly representation: JsonRepresentation
  /** The name that the records' set has in contexts. */
  readonly contextName: string
}

export interface CollectionRequest extends RecordsRequest {
  /** Rows a page the client prefers, if it said so. */
  readonly preferredSize: number | undefined
  /** Tells programs apart that use one credential. */
  readonly program: string
  readonly connection: object
}

/** A page of a collection as it goes over the wire. */
export interface CollectionPage {
  readonly body: Buffer
  /** Rows a page in force. */
  readonly size: number
  /** Rows it has. */
  readonly count: number
}

/** What is known of a page before it is read. */
interface Range {
  /** Rows a page in force. */
  readonly size: number
  /** How many rows the client's `$top` still allows, from this page on. */
  readonly limit: number | undefined
  /** Where the page begins, when it is not counted from the first row. */
  readonly after: string | undefined
  readonly run: string
  /** The query with everything that makes it another walk. */
  readonly walk: string
  /** The query without `$skip` and `$top`, for those who page by them; only where the page can be followed by a `$skip`. */
  readonly walker: Walker | undefined
  /** The rows that were left out or given before this page, by `$skip` and the links since. */
  readonly position: number
}

/**
 * Answers a request for a collection with one page: records as they are stored, and the link to the next page.
 *
 * Pages are found by the order keys of the last row, never by position: rows that change meanwhile are neither lost nor
 * repeated, and the last page costs what the first did. A client that pages by `$skip` gets the same.
 *
 * @throws ODataError for a query that is wrong or not supported; ApiError for a link that is damaged or stale
 */
export async function readCollection(reading: Reading, request: CollectionRequest): Promise<CollectionPage> {
  const { place, reader, representation, address } = request
  const query = parseRecordQuery(request.query, place.set, reader)
  if (query.apply && place.within)
    throw new ODataError('NotSupported', '$apply behind a relation is not supported')
  const walk = walkName(...originOf(request), ...definingOptions(request.query, ['$skiptoken']))
  const token = query.skiptoken === undefined ? undefined : await reading.tokens.read(query.skiptoken, walk)
  const size = Math.min(token?.size ?? request.preferredSize ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
  const limit = token ? token.left : query.top
  // Only the first page of a request, and the last that its $top allows, can be followed by a $skip.
  const walker = !token || (limit !== undefined && limit <= size) ? walkerOf(request) : undefined
  const found = token || !query.skip ? undefined : reading.skipWalks.find(walker!, query.skip)
  const range: Range = {
    size,
    limit,
    after: token?.after ?? found?.after,
    run: token?.run ?? found?.run ?? newRun(),
    walk,
    walker,
    position: (query.skip ?? 0) + (token && limit !== undefined ? query.top! - limit : 0),
  }
  const known = token?.count ?? found?.count
  const counting = !query.count
    ? undefined
    : known !== undefined
      ? known
      : countRows(reading.engine, query, place)
  // An error of the page must not leave that of the count unheard.
  if (counting instanceof Promise) counting.catch(() => {})
  const page = limit === 0 ? NO_ROWS : await readPage(reading, request, range, query)
  const count = await counting
  if (walker && page.end) rememberEnd(reading.skipWalks, walker, range, page.end, count)
  const next = await nextLink(reading.tokens, request, range, page, count)
  return {
    body: bodyOf(page, representation, recordsContext(address, request.contextName, query), count, next),
    size,
    count: page.end?.rows ?? (page.after === undefined ? rowsIn(page) : size),
  }
}

const NO_ROWS: EndedPage = { rows: Buffer.alloc(0), after: undefined, end: undefined }

/** Only the last page of a walk has a number of rows that nobody knows yet. */
function rowsIn({ rows }: RecordPage): number {
  return rows.length === 0 ? 0 : (JSON.parse(`[${rows}]`) as unknown[]).length
}

/** How many records `$filter` and `$search` leave: what `/$count` answers. */
export async function readCount(reading: Reading, request: RecordsRequest): Promise<number> {
  const query = parseRecordQuery(request.query, request.place.set, request.reader)
  return countRows(reading.engine, query, request.place)
}

async function countRows(engine: Engine, query: Query, place: Place): Promise<number> {
  const { from, where, params } = restrict(compileCount(query), place)
  const [row] = await rows<{ count: number }>(engine, {
    sql: `SELECT count() AS count FROM ${from} WHERE ${where}`,
    params,
  })
  return row!.count
}

/** What rows are walked through: a set of one of the services, or what one record is related to in it. */
function originOf({ place, address }: CollectionRequest): string[] {
  return [address.service.namespace, place.set.name, JSON.stringify(place.within ?? null)]
}

function walkerOf(request: CollectionRequest): Walker {
  const { query, reader, program, connection } = request
  const options = definingOptions(query, ['$count', '$format', '$skip', '$skiptoken', '$top'])
  const name = walkName(...originOf(request), ...options)
  return { query: `${reader.id} ${name}`, program, connection }
}

/** The query for the rows behind a place, as the client wants them written. */
export function pagesOf(request: RecordsRequest, query: Query): (after: string | undefined) => PagedQuery {
  const { place, representation, address } = request
  return after => {
    const range = after === undefined ? {} : { after: JSON.parse(after) as KeyValue[] }
    const page: Page = restrict(compilePage(query, { ...range, key: place.key }), place)
    return representation.metadata === 'full' ? withControlInformation(page, query, address) : page
  }
}

async function readPage(
  { engine, readAhead }: Reading,
  request: CollectionRequest,
  range: Range,
  query: Query,
): Promise<RecordPage & Partial<EndedPage>> {
  const { size, limit, after, walker } = range
  const rowsWanted = Math.min(size, limit ?? size)
  const pages = pagesOf(request, query)
  if (after !== undefined) {
    const page = await readAhead.page({
      ...aheadOf(request, range, query),
      after,
      skip: undefined,
      query: pages,
    })
    const keys = page.after ?? page.last
    if (!walker) return page
    if (keys !== undefined) return { ...page, end: { rows: rowsWanted, keys } }
    // The last rows there are: whoever goes on from here must not meet those that are stored before them meanwhile.
  }
  const skip = after === undefined ? query.skip : undefined
  return readEndedPage(engine, pages(after), { size: rowsWanted, limit, skip })
}

/**
 * As what the page is read ahead of: a client that pages by `$skip` and `$top` goes on as far as there are rows, one that
 * follows links as far as its `$top` allows.
 */
function aheadOf({ representation, address }: CollectionRequest, range: Range, { skiptoken, top }: Query) {
  const { size, limit, run, walk, walker } = range
  // Such records have links in them, which are not the same for every client.
  const written = representation.metadata === 'full' ? ` full ${address.base}` : ''
  return skiptoken === undefined && walker && top !== undefined && top <= size
    ? { walk: `${walker.query} ${top} ${run}${written}`, size: top, limit: undefined }
    : { walk: `${walk} ${size} ${run}${written}`, size, limit }
}

/** A client may go on behind the last row it was given, or, where it was given fewer than it asked for, behind what it asked for. */
function rememberEnd(
  skipWalks: SkipWalks,
  walker: Walker,
  { size, limit, position, run }: Range,
  end: NonNullable<EndedPage['end']>,
  count: number | undefined,
): void {
  const place = { after: end.keys, run, count }
  skipWalks.remember(walker, position + end.rows, place)
  const asked = Math.min(size, limit ?? size)
  if (end.rows < asked) skipWalks.remember(walker, position + asked, place)
}

/** The request's own query with the place of the next page: the whole query travels with the link. */
async function nextLink(
  tokens: SkipTokens,
  { query, address, path }: CollectionRequest,
  { size, limit, walk, run }: Range,
  { after }: RecordPage,
  count: number | undefined,
): Promise<string> {
  const left = limit === undefined ? undefined : limit - size
  if (after === undefined || (left !== undefined && left <= 0)) return ''
  const options = withoutToken(query)
  const token: SkipToken = { walk, run, after, size, left, count }
  return `${address.base}/${path.text}?${options}${options ? '&' : ''}$skiptoken=${await tokens.write(token)}`
}

function bodyOf(
  { rows }: RecordPage,
  { metadata, ieee754 }: JsonRepresentation,
  context: string,
  count: number | undefined,
  next: string,
): Buffer {
  const parts = [
    ...(metadata === 'none' ? [] : [`"@odata.context":${JSON.stringify(context)}`]),
    ...(count === undefined ? [] : [`"@odata.count":${ieee754 ? `"${count}"` : count}`]),
    '"value":[',
  ]
  const end = next === '' ? ']}' : `],"@odata.nextLink":${JSON.stringify(next)}}`
  return Buffer.concat([Buffer.from(`{${parts.join(',')}`), rows, Buffer.from(end)])
}
