import { columnOf, type EntitySetModel } from './model.ts'

/**
 * SQL for the text of a reference to an entity: an object with its id, which is relative to the service's root and so to
 * the context of the answer it stands in (OData JSON Format 4.01, 4.5.8 and 14).
 */
export function referenceText(set: EntitySetModel): string {
  const text = `replaceAll(${columnOf(set, set.key)}, '''', '''''')`
  return `concat('{"@odata.id":"${nameOf(set)}(%27', encodeURLComponent(${text}), '%27)"}')`
}

/** The set of the references to a set's entities: the same rows in the same order, of which only the reference is given. */
export function referencesTo(set: EntitySetModel): EntitySetModel {
  return { ...set, name: `${set.name}/$ref`, record: referenceText(set) }
}

/** The name it has in its service. */
function nameOf(set: EntitySetModel): string {
  for (const [name, known] of set.service?.sets ?? []) if (known === set) return name
  return set.name
}
