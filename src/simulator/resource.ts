import type { PluginResource } from '../schema/record.ts'

/**
 * Something a plugin can draw on. The same one is used again and again, so its `detail`, most of a resource record's
 * bytes, is written as JSON only once.
 */
export interface Resource {
  readonly type: string
  readonly resourceId: string
  readonly detailText: string
  readonly name: string | null
  /** Where it can be read, when it has an address of its own. */
  readonly link: string | null
}

/** A resource from its parts; the keys of `detail` are given in alphabetical order. */
export function resource(type: string, resourceId: string, detail: PluginResource['detail']): Resource {
  return {
    type: `RESOURCE_TYPE_${type}`,
    resourceId,
    detailText: JSON.stringify(detail),
    name: detail?.name ?? null,
    link: detail?.url ?? null,
  }
}
