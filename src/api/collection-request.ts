import { compilePage, type KeyValue, type Page, type Query } from '../odata/index.ts'
import type { Engine } from '../store/engine.ts'
import type { Reader } from './authorize.ts'
import type { DeltaTokens } from './changes/delta-token.ts'
import type { ServiceAddress } from './context-url.ts'
import { withControlInformation } from './control-information.ts'
import { type Place, restrict } from './locate.ts'
import type { PageMemory } from './page-memory.ts'
import type { PagedQuery } from './page-reader.ts'
import type { ODataVersion } from './protocol-headers.ts'
import type { ReadAhead } from './read-ahead.ts'
import type { JsonRepresentation } from './representation.ts'
import type { ResourcePath } from './resource-path.ts'
import type { SkipTokens } from './skip-token.ts'
import type { SkipWalks } from './skip-walks.ts'

/** Rows a page unless the client asks for another number, as the vendor documents it. */
export const DEFAULT_PAGE_SIZE = 1000
export const MAX_PAGE_SIZE = 10_000
/** Rows of a page that is asked for by position: a client that pages by `$skip` and `$top` may not follow links. */
export const MAX_POSITION_SIZE = 50_000

/** What pages are read with; one of each for a server. */
export interface Reading {
  readonly engine: Engine
  readonly readAhead: ReadAhead
  readonly tokens: SkipTokens
  readonly skipWalks: SkipWalks
  readonly deltas: DeltaTokens
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
  /** Whether the client would like to be told of changes afterwards. */
  readonly tracks: boolean
  readonly version: ODataVersion
  /** Whether it says that it speaks OData, and so would look up every name in `$metadata`. */
  readonly strict: boolean
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
  /** Whether the client is told of changes at the end. */
  readonly tracked: boolean
  /** What the body lies in, to be released once it is sent. */
  readonly memory: PageMemory | undefined
}

/** What rows are walked through: a set of one of the services, or what one record is related to in it. */
export function originOf({ place, address }: CollectionRequest): string[] {
  return [address.service.namespace, place.set.name, JSON.stringify(place.within ?? null)]
}

/** The query for the rows behind a place, as the client wants them written. */
export function pagesOf(request: RecordsRequest, query: Query): (after: string | undefined) => PagedQuery {
  const { place, representation, address } = request
  return after => {
    const range = after === undefined ? {} : { after: JSON.parse(after) as KeyValue[] }
    const page: Page = restrict(
      compilePage(query, { ...range, key: place.key, ieee754: representation.ieee754 }),
      place,
    )
    return representation.metadata === 'full' ? withControlInformation(page, query, address) : page
  }
}
