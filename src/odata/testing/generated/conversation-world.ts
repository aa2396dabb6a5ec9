import type { Attribute, Attributes, Entity } from '../../../schema/attribute.ts'
import { type EntityName, entities } from '../../../schema/entities.ts'
import { dataService } from '../../data-service.ts'
import type { TestRecord } from '../engine.ts'
import type { Random } from './random.ts'
import { texts } from './texts.ts'
import { heldOf, World } from './world.ts'

const INSTANTS = [
  '2024-02-29T13:14:15.678Z',
  '2024-02-29T13:14:15.679Z',
  '2024-03-01T00:00:00.000Z',
  '1969-12-31T23:59:59.500Z',
  '2025-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00.000Z',
]

export type ConversationRecords = { readonly [entity in EntityName]: readonly TestRecord[] }

/** Records of the five entities that lead to each other or into nothing, with many equal and many absent values. */
export function conversationRecords(random: Random, each: number): ConversationRecords {
  const records = entities.map((entity: Entity) => [
    entity.name,
    random.list(each, each, i => {
      const made = objectOf(random, entity.attributes)
      for (const [attribute, { to }] of Object.entries(entity.relations)) {
        const absent = (entity.attributes[attribute] as Attribute).nullable && random.chance(0.3)
        made[attribute] = absent ? null : random.chance(0.1) ? 'Qqlost' : `Qq${to}${random.below(each)}`
      }
      return { ...made, id: `Qq${entity.name}${i}` }
    }),
  ])
  return Object.fromEntries(records) as ConversationRecords
}

/** The same records for evaluation in memory. */
export function conversationWorld(records: ConversationRecords): World {
  const sets = entities.map(({ name, table }) => {
    const { properties } = dataService.sets.get(table)!
    return [
      table,
      (records[name] as readonly TestRecord[]).map(record => heldOf(properties, record)),
    ] as const
  })
  return new World(dataService, Object.fromEntries(sets))
}

function objectOf(random: Random, attributes: Attributes): { [name: string]: TestRecord[string] } {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, attributeValue(random, attribute)]),
  )
}

function attributeValue(random: Random, attribute: Attribute): TestRecord[string] {
  if (attribute.nullable && random.chance(0.3)) return null
  switch (attribute.type) {
    case 'string':
      return random.pick(texts)
    case 'instant':
      return random.pick(INSTANTS)
    case 'flag':
      return random.chance(0.5)
    case 'strings':
      return random.list(1, 4, () => random.pick(texts))
    case 'object':
      return objectOf(random, attribute.attributes)
    case 'objects':
      return random.list(1, 3, () => objectOf(random, attribute.attributes))
  }
}
