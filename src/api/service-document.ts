import { findEntity } from '../schema/entities.ts'
import type { Reader } from './authorize.ts'
import type { ServiceAddress } from './context-url.ts'
import { mayRead } from './credentials/scopes.ts'
import type { JsonRepresentation } from './representation.ts'

/**
 * The sets that a reader may read (OData JSON Format 4.01, 5). The name is the one in `$metadata`, where a hyphen is not
 * legal; the URL is the vendor's.
 */
export function serviceDocument(
  { base, service }: ServiceAddress,
  { metadata }: JsonRepresentation,
  { scopes }: Reader,
): object {
  const sets = [...service.sets].flatMap(([name, set]) => {
    const entity = findEntity(name)!
    if (!mayRead(scopes, entity.name)) return []
    // Without a context there is nothing that a relative address could be relative to.
    const url = metadata === 'none' ? `${base}/${entity.name}` : entity.name
    return [{ name, kind: 'EntitySet', title: set.description, url }]
  })
  return { ...(metadata === 'none' ? {} : { '@odata.context': `${base}/$metadata` }), value: sets }
}
