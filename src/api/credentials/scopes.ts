import { entityNames } from '../../schema/entities.ts'

/** What allows reading: one entity, or all of them. */
export const READ_SCOPES: readonly string[] = ['all', ...entityNames]

/** What allows writing through the ingest API: one entity, or all of them. Reading is not part of it. */
export const WRITE_SCOPES: readonly string[] = ['write', ...entityNames.map(name => `write:${name}`)]

/** Everything a credential may be allowed. */
export const SCOPES: readonly string[] = [...READ_SCOPES, ...WRITE_SCOPES]

/** Whether `scopes` allow reading `entity`. */
export function mayRead(scopes: readonly string[], entity: string): boolean {
  return scopes.includes('all') || scopes.includes(entity)
}

/** Whether `scopes` allow writing `entity`. */
export function mayWrite(scopes: readonly string[], entity: string): boolean {
  return scopes.includes('write') || scopes.includes(`write:${entity}`)
}

/** Whether everything that `scope` allows is allowed by `scopes` too. */
export function covers(scopes: readonly string[], scope: string): boolean {
  if (scopes.includes(scope)) return true
  if (scope === 'all' || scope === 'write') return false
  return scope.startsWith('write:') ? scopes.includes('write') : scopes.includes('all')
}
