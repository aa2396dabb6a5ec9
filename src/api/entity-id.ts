import { ODataError, splitQuery } from '../odata/index.ts'
import type { ServiceAddress } from './context-url.ts'
import { withoutOptions } from './record-query.ts'

/** What a request for `$entity` is about. */
export interface ResolvedId {
  /** The path of the record, behind the service's root. */
  readonly path: string
  /** The other options. */
  readonly query: string
}

/**
 * Resolves `$entity?$id=…`: the id of a record, absolute or relative to the service's root, as `@odata.id` gives it (OData
 * 4.01 Protocol, 11.2.2.1).
 *
 * @throws ODataError for an id that is none of this service
 */
export function resolveEntityId({ base }: ServiceAddress, raw: string): ResolvedId {
  const id = splitQuery(raw).options.get('$id')
  if (id === undefined)
    throw new ODataError('InvalidSyntax', "$entity needs an id, as in $entity?$id=conversations('abc')", {
      target: '$id',
    })
  const url = URL.canParse(id, `${base}/`) ? new URL(id, `${base}/`) : undefined
  const path = url?.href.startsWith(`${base}/`) ? url.href.slice(base.length + 1) : ''
  if (!path.endsWith(')') || url?.search || url?.hash)
    throw new ODataError('InvalidValue', `"${id}" is not the id of a record of this service`, {
      target: '$id',
    })
  return { path, query: withoutOptions(raw, ['$id']) }
}
