import { ODataError, referencesTo, splitQuery } from '../odata/index.ts'
import type { RecordsRequest } from './collection-request.ts'
import { isOne } from './resource-path.ts'

/** Options about what is in a record: a reference has nothing of it. */
const ABOUT_CONTENT = ['$apply', '$compute', '$expand', '$select'] as const

/**
 * The request for references to records, `…/$ref`, as one for records that have nothing but their ids (OData 4.01 Protocol,
 * 11.2.8). References are relative to their context, so they have one whatever control information was asked for.
 *
 * @throws ODataError for an option that references cannot have
 */
export function asReferences(request: RecordsRequest): RecordsRequest {
  const { path, place, query, representation } = request
  const { options } = splitQuery(query)
  for (const option of ABOUT_CONTENT)
    if (options.has(option))
      throw new ODataError('InvalidSyntax', `${option} does not fit references; leave it out`, {
        target: option,
      })
  return {
    ...request,
    place: { ...place, set: referencesTo(place.set) },
    representation: { ...representation, metadata: 'minimal' },
    contextName: isOne(path) ? '$ref' : 'Collection($ref)',
  }
}
