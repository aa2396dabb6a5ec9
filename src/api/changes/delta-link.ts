import { compilePage, type Query, splitQuery } from '../../odata/index.ts'
import { type CollectionRequest, originOf } from '../collection-request.ts'
import { definingOptions, withoutOptions } from '../record-query.ts'
import { walkName } from '../skip-token.ts'
import type { DeltaToken, DeltaTokens } from './delta-token.ts'

/** Options of a walk that its changes do not have: they come in no order of the client's, and nobody has counted them. */
const OF_THE_WALK = ['$count', '$orderby', '$skiptoken', '$deltatoken'] as const

/** The query string without what only the walk needs, as a delta link repeats it. */
export const trackedOptions = (raw: string): string => withoutOptions(raw, OF_THE_WALK)

/** Whether a request follows a delta link. */
export function asksForChanges(raw: string): boolean {
  return /deltatoken/i.test(raw) && splitQuery(raw).options.has('$deltatoken')
}

/**
 * Whether changes of a query's result can be told: what belongs to it has to depend on nothing but the records themselves.
 * Where it does not, `Prefer: track-changes` is not applied, as the standard allows (OData 4.01 Protocol, 8.2.8.8).
 */
export function isTrackable({ place, query: raw }: CollectionRequest, query: Query): boolean {
  const { apply, expand, skip, top } = query
  return (
    place.within === undefined &&
    [apply, expand, skip, top].every(option => option === undefined) &&
    compilePage(query).tables.length === 1 &&
    // In time, a record would come and go without having changed.
    !definingOptions(raw, []).some(option => /\bnow\(/i.test(option))
  )
}

/** A query's name in its delta tokens: they are refused with any other. */
export function trackedName(request: CollectionRequest): string {
  return walkName('changes', ...originOf(request), ...definingOptions(trackedOptions(request.query), []))
}

/** The request's own query with where its changes go on. */
export async function deltaLink(
  deltas: DeltaTokens,
  request: CollectionRequest,
  token: Omit<DeltaToken, 'walk'>,
): Promise<string> {
  const { address, path, query } = request
  const options = trackedOptions(query)
  const text = await deltas.write({ ...token, walk: trackedName(request) })
  return `${address.base}/${path.text}?${options}${options ? '&' : ''}$deltatoken=${text}`
}
