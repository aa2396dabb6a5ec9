import { compileKey, type EntitySetModel, findProperty, type Page, type ParamValues } from '../odata/index.ts'
import { type Engine, rows } from '../store/engine.ts'
import { ApiError } from './errors.ts'
import type { ResourcePath } from './resource-path.ts'

/** Where a path leads: to a set or the part of it that one record is related to, and there perhaps to one record. */
export interface Place {
  readonly set: EntitySetModel
  readonly key: string | undefined
  /** The attribute that has one value in all records that are meant; undefined when all are. */
  readonly within: { readonly property: string; readonly value: string } | undefined
}

/**
 * Follows the relations of a path.
 *
 * @returns undefined where a relation leads to nothing: then there is no content (OData 4.01 Protocol, 11.2.6)
 * @throws ApiError 404 when a record on the way is not there
 */
export async function locate(engine: Engine, path: ResourcePath): Promise<Place | undefined> {
  let place: Place = { set: path.set, key: path.key, within: undefined }
  for (const { navigation, set, key } of path.steps) {
    const value = await valueAt(engine, place, navigation.property)
    if (value === undefined) throw notThere(place)
    if (value === null) return undefined
    if (!navigation.many) {
      place = { set, key: value, within: undefined }
      if ((await valueAt(engine, place, set.key)) === undefined) return undefined
    } else place = { set, key, within: { property: navigation.targetProperty, value } }
  }
  return place
}

export function notThere({ set, key }: Place): ApiError {
  const what = set.entityType?.replaceAll('_', ' ') ?? 'record'
  return new ApiError(404, 'NotFound', `There is no ${what} with the id "${key}" here.`)
}

/** The value of one record's attribute; undefined when there is no such record. */
async function valueAt(engine: Engine, place: Place, property: string): Promise<string | null | undefined> {
  const { from, where, params } = restrict(compileKey(place.set, place.key!), place)
  const [row] = await rows<{ value: string | null }>(engine, {
    sql: `SELECT ${columnOf(place.set, property)} AS value FROM ${from} WHERE ${where} LIMIT 1`,
    params,
  })
  return row?.value
}

/** A condition, limited to the records at a place. */
export function restrict<T extends Pick<Page, 'from' | 'where' | 'params'>>(
  condition: T,
  { set, within }: Place,
): T {
  if (!within) return condition
  const params: ParamValues = { ...condition.params, within_value: within.value }
  // The other conditions are about rows that may have been transformed; this one comes first only where they were not.
  const where = `(${condition.where}) AND ${columnOf(set, within.property)} = {within_value:String}`
  return { ...condition, where, params }
}

function columnOf(set: EntitySetModel, property: string): string {
  return findProperty(set.properties, property)!.column
}
