import { compileCount, ODataError, type Query } from '../odata/index.ts'
import { type Engine, rows } from '../store/engine.ts'
import { deltaLink, isTrackable } from './changes/delta-link.ts'
import { trackingStart } from './changes/tracking.ts'
import { collectionBody, type PageFrame } from './collection-body.ts'
import {
  type CollectionPage,
  type CollectionRequest,
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  MAX_POSITION_SIZE,
  originOf,
  pagesOf,
  type Reading,
  type RecordsRequest,
} from './collection-request.ts'
import { recordsContext } from './context-url.ts'
import { type Place, restrict } from './locate.ts'
import { type EndedPage, type RecordPage, readEndedPage } from './page-reader.ts'
import { definingOptions, parseRecordQuery, withoutToken } from './record-query.ts'
import { newRun, type SkipToken, type SkipTokens, walkName } from './skip-token.ts'
import type { SkipWalks, Walker } from './skip-walks.ts'

/** What is known of a page before it is read. */
interface Range {
  /** Rows a page in force. */
  readonly size: number
  /** How many rows the client's `$top` still allows, from this page on. */
  readonly limit: number | undefined
  /** Where the page begins, when it is not counted from the first row. */
  readonly after: string | undefined
  readonly run: string
  /** Since when changes are told afterwards; undefined when they are not. */
  readonly tracked: string | undefined
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
  const size = token?.size ?? pageSize(request.preferredSize, query)
  const limit = token ? token.left : query.top
  // Only the first page of a request, and the last that its $top allows, can be followed by a $skip.
  const walker = !token || (limit !== undefined && limit <= size) ? walkerOf(request) : undefined
  const found = token || !query.skip ? undefined : reading.skipWalks.find(walker!, query.skip)
  const range: Range = {
    size,
    limit,
    after: token?.after ?? found?.after,
    run: token?.run ?? found?.run ?? newRun(),
    tracked: token
      ? token.tracked
      : request.tracks && isTrackable(request, query)
        ? await trackingStart(reading.engine)
        : undefined,
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
  return {
    body: collectionBody(page, representation, {
      context: recordsContext(address, request.contextName, query),
      count,
      link: await linkBehind(reading, request, range, page, count),
    }),
    size,
    count: page.end?.rows ?? (page.after === undefined ? rowsIn(page) : size),
    tracked: range.tracked !== undefined,
    memory: page.memory,
  }
}

const NO_ROWS: EndedPage = { rows: Buffer.alloc(0), after: undefined, end: undefined }

/**
 * As many rows as the client prefers. One that pages by position gets what it asks for, as far as that goes: SAP Analytics
 * Cloud takes 50,000 rows at once, and goes on behind them whatever it got.
 */
function pageSize(preferred: number | undefined, { skip, top }: Query): number {
  if (preferred !== undefined) return Math.min(preferred, MAX_PAGE_SIZE)
  if (skip === undefined || top === undefined) return DEFAULT_PAGE_SIZE
  return Math.min(Math.max(top, DEFAULT_PAGE_SIZE), MAX_POSITION_SIZE)
}

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

function walkerOf(request: CollectionRequest): Walker {
  const { query, reader, program, connection } = request
  const options = definingOptions(query, ['$count', '$format', '$skip', '$skiptoken', '$top'])
  const name = walkName(...originOf(request), ...options)
  return { query: `${reader.id} ${name}`, program, connection }
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
  // Records of the full kind have links in them, which are not the same for every client.
  const { metadata, ieee754 } = representation
  const written = `${metadata === 'full' ? ` full ${address.base}` : ''}${ieee754 ? ' ieee754' : ''}`
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

/** Where the client goes on: to the next page or, at the end, to what has changed since it began. */
async function linkBehind(
  reading: Reading,
  request: CollectionRequest,
  range: Range,
  page: RecordPage,
  count: number | undefined,
): Promise<PageFrame['link']> {
  const next = await nextLink(reading.tokens, request, range, page, count)
  if (next !== undefined) return { name: 'nextLink', url: next }
  if (range.tracked === undefined) return undefined
  const changes = { since: range.tracked, size: range.size }
  return { name: 'deltaLink', url: await deltaLink(reading.deltas, request, changes) }
}

/** The request's own query with the place of the next page: the whole query travels with the link. */
async function nextLink(
  tokens: SkipTokens,
  { query, address, path }: CollectionRequest,
  { size, limit, walk, run, tracked }: Range,
  { after }: RecordPage,
  count: number | undefined,
): Promise<string | undefined> {
  const left = limit === undefined ? undefined : limit - size
  if (after === undefined || (left !== undefined && left <= 0)) return undefined
  const options = withoutToken(query)
  const token: SkipToken = { walk, run, after, size, left, count, tracked }
  return `${address.base}/${path.text}?${options}${options ? '&' : ''}$skiptoken=${await tokens.write(token)}`
}
