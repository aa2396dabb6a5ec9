import type { Attribute, Entity, Relation } from '../schema/attribute.ts'
import { entities } from '../schema/entities.ts'
import { modelOf } from './entity-model.ts'
import type { EntitySetModel, NavigationProperty, ServiceModel } from './model.ts'
import { serviceOf } from './model.ts'

/** What one record is called. */
const entityTypes: { readonly [table: string]: string } = {
  conversations: 'conversation',
  interactions: 'interaction',
  plugin_calls: 'plugin_call',
  plugin_resources: 'plugin_resource',
  users: 'user',
}

/**
 * The Data API as a service: the five entities under the names that are legal in OData (`plugin_calls`), and the
 * relations of the schema in both directions.
 *
 * An attribute that refers to another entity gives that entity under its own name without `_id` (`user_id` gives `user`,
 * `parent_interaction_id` gives `parent`); the other way round the referring set's name is used (`interactions`), and
 * `replies` where a set refers to itself.
 */
export const dataService: ServiceModel = serviceOf({
  namespace: 'Debrief',
  container: 'DataApi',
  sets: Object.fromEntries(entities.map((entity: Entity) => [entity.table, setOf(entity)])),
})

function setOf(entity: Entity): EntitySetModel {
  return {
    ...modelOf(entity),
    table: entity.table,
    entityType: entityTypes[entity.table]!,
    description: entity.meaning,
    navigation: [...references(entity), ...entities.flatMap((other: Entity) => referrers(entity, other))],
  }
}

function references(entity: Entity): NavigationProperty[] {
  return Object.entries(entity.relations).map(([attribute, relation]) => {
    const to = find(relation)
    return {
      name: referenceName(attribute),
      target: to.table,
      many: false,
      property: attribute,
      targetProperty: 'id',
      partner: referrersName(entity, to),
      description: sentence(`${relation.meaning}${relation.mayBeMissing ? '; it may be missing' : ''}`),
    }
  })
}

/** The relations of `other` that lead to `entity`, seen from `entity`. */
function referrers(entity: Entity, other: Entity): NavigationProperty[] {
  return Object.entries(other.relations)
    .filter(([, relation]) => find(relation).table === entity.table)
    .map(([attribute]) => ({
      name: referrersName(other, entity),
      target: other.table,
      many: true,
      property: 'id',
      targetProperty: attribute,
      partner: referenceName(attribute),
      description: `Its ${other.name}: those whose ${attribute} it is. ${meaningOf(other, attribute)}`,
    }))
}

function referenceName(attribute: string): string {
  return attribute === 'parent_interaction_id' ? 'parent' : attribute.replace(/_id$/, '')
}

function referrersName(referring: Entity, referred: Entity): string {
  return referring.table === referred.table ? 'replies' : referring.table
}

function find({ to }: Relation): Entity {
  return entities.find((entity: Entity) => entity.name === to)!
}

function meaningOf(entity: Entity, attribute: string): string {
  return (entity.attributes[attribute] as Attribute).meaning
}

function sentence(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`
}
