import type { Entity } from './attribute.ts'
import { conversations } from './conversations.ts'
import { interactions } from './interactions.ts'
import { pluginCalls } from './plugin-calls.ts'
import { pluginResources } from './plugin-resources.ts'
import { users } from './users.ts'

/** The five entities, parents before children: a sync in this order meets the fewest orphans. */
export const entities = [users, conversations, interactions, pluginCalls, pluginResources] as const

export type EntityName = (typeof entities)[number]['name']

/** Every entity's name as it stands in URLs, in the order of {@link entities}. */
export const entityNames: readonly EntityName[] = entities.map(entity => entity.name)

const byName: ReadonlyMap<string, Entity> = new Map(
  entities.flatMap((entity: Entity) => [
    [entity.name, entity],
    [entity.table, entity],
  ]),
)

/**
 * The entity called `name`, in its URL spelling (`plugin-calls`) or its SQL spelling (`plugin_calls`).
 *
 * @returns undefined when there is no such entity
 */
export function findEntity(name: string): Entity | undefined {
  return byName.get(name)
}
