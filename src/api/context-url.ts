import { type EntitySetModel, type Query, resultNames, type ServiceModel } from '../odata/index.ts'
import type { Place } from './locate.ts'
import type { ResourcePath } from './resource-path.ts'

/** The root of the service as the client sees it, and how it wants contexts written. */
export interface ServiceAddress {
  /** `https://data.example.com/export/v1/records` */
  readonly base: string
  readonly service: ServiceModel
}

/** The name a set has in `$metadata`. */
export function metadataName({ service }: ServiceAddress, set: EntitySetModel): string {
  for (const [name, known] of service.sets) if (known === set) return name
  return set.name
}

/**
 * The context of records, of one or several: the set by `name`, and what is left of it where `$select` and `$expand`
 * change that (OData 4.01 Protocol, 10.7 and 10.8), or what the rows of a summary have.
 */
export function recordsContext({ base }: ServiceAddress, name: string, query: Query): string {
  const results = query.select ? undefined : resultNames(query)
  return `${base}/$metadata#${name}${results ? `(${results.join(',')})` : selected(query)}`
}

/** What is left of something where `$select` and `$expand` change that: `(id,detail/content,user(email_addr))`. */
export function selected({ select, expand = [] }: Pick<Query, 'select' | 'expand'>): string {
  const names = (select ?? []).map(item =>
    item.kind === 'path' ? item.path.map(step => step.name).join('/') : '*',
  )
  const relations = expand
    .filter(item => item.part === 'entities')
    .map(item => `${item.path.join('/')}${selected(item.options ?? {}) || '()'}`)
  const parts = [...new Set([...names, ...relations])]
  return parts.length === 0 ? '' : `(${parts.join(',')})`
}

/**
 * The name that the records of a path have in contexts: as the client called them or, for one that is `strict`, as in
 * `$metadata`, where such a client looks it up and finds no hyphen.
 */
export function contextNameOf(
  address: ServiceAddress,
  path: ResourcePath,
  { set }: Place,
  strict: boolean,
): string {
  return strict || path.steps.length > 0 ? metadataName(address, set) : path.name
}
