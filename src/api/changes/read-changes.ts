import { splitQuery } from '../../odata/index.ts'
import { findEntity } from '../../schema/entities.ts'
import { collectionBody } from '../collection-body.ts'
import {
  type CollectionPage,
  type CollectionRequest,
  MAX_PAGE_SIZE,
  pagesOf,
  type Reading,
} from '../collection-request.ts'
import { recordsContext } from '../context-url.ts'
import { readEndedPage } from '../page-reader.ts'
import { parseRecordQuery } from '../record-query.ts'
import { deltaLink, trackedName, trackedOptions } from './delta-link.ts'
import { deltaPage, REMOVED, removedIn40 } from './delta-page.ts'
import { trackingStart } from './tracking.ts'

/**
 * Answers a request that follows a delta link: what was stored or deleted since, each record once and as it is now, and at
 * the end the link to what comes after (OData 4.01 Protocol, 11.3). A record may be told of again that was told before:
 * what was being written while the walk began counts as later.
 *
 * @throws ODataError for a query that is wrong; ApiError for a token that is damaged, or of another query
 */
export async function readChanges(reading: Reading, request: CollectionRequest): Promise<CollectionPage> {
  const { engine, deltas } = reading
  const { place, reader, representation, address, contextName, strict, version } = request
  const query = parseRecordQuery(trackedOptions(request.query), place.set, reader)
  const given = splitQuery(request.query).options.get('$deltatoken')!
  const token = await deltas.read(given, trackedName(request))
  const next = token.next ?? (await trackingStart(engine))
  const size = Math.min(request.preferredSize ?? token.size, MAX_PAGE_SIZE)
  const page = deltaPage(
    pagesOf(request, query)(undefined),
    findEntity(place.set.name)!.name,
    { since: token.since, after: token.after, ids: size + 1 },
    version === '4.0' && strict ? removedIn40(address.base, contextName) : REMOVED,
  )
  const read = await readEndedPage(engine, page, { size })
  const { after } = read
  const link =
    after === undefined
      ? { name: 'deltaLink' as const, token: { since: next, size } }
      : { name: 'nextLink' as const, token: { since: token.since, size, after: lastId(after), next } }
  return {
    body: collectionBody(read, representation, {
      context: `${recordsContext(address, contextName, query)}/$delta`,
      count: undefined,
      link: { name: link.name, url: await deltaLink(deltas, request, link.token) },
    }),
    size,
    count: read.end?.rows ?? 0,
    tracked: true,
    memory: read.memory,
  }
}

const lastId = (keys: string): string => (JSON.parse(keys) as [string])[0]
