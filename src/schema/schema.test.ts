import { describe, expect, test } from 'vitest'
import type { Attributes } from './attribute.ts'
import { columnsOf } from './columns.ts'
import { entities, findEntity } from './entities.ts'
import type { Interaction } from './record.ts'

describe('the five entities', () => {
  test('keep their attributes in the order the Data API writes them', () => {
    const unsorted = (attributes: Attributes): string[] => {
      const names = Object.keys(attributes)
      const nested = Object.values(attributes).flatMap(a => ('attributes' in a ? unsorted(a.attributes) : []))
      return [...names.filter((name, i) => i > 0 && names[i - 1]! > name), ...nested]
    }
    for (const entity of entities) expect(unsorted(entity.attributes), entity.name).toEqual([])
  })

  test('have a key and a version that are never null', () => {
    for (const { attributes, name } of entities) {
      expect(attributes.id, name).not.toHaveProperty('nullable')
      expect(attributes.last_updated_time, name).toMatchObject({ type: 'instant' })
      expect(attributes.last_updated_time, name).not.toHaveProperty('nullable')
    }
  })

  test('relate attributes that exist to entities that exist', () => {
    for (const entity of entities)
      for (const [attribute, relation] of Object.entries(entity.relations)) {
        expect(Object.keys(entity.attributes)).toContain(attribute)
        expect(findEntity(relation.to)?.name).toBe(relation.to)
      }
  })

  test('are found by both spellings', () => {
    expect(findEntity('plugin-calls')).toBe(findEntity('plugin_calls'))
    expect(findEntity('plugins')).toBeUndefined()
  })

  test('give the types of columns and of records', () => {
    const types = Object.fromEntries(columnsOf(findEntity('interactions')!).map(c => [c.name, c.type]))
    expect(types).toMatchObject({
      id: 'String',
      label: 'LowCardinality(Nullable(String))',
      created_time: "DateTime64(3, 'UTC')",
      parent_interaction_id: 'Nullable(String)',
    })
    expect(types.detail).toMatch(/^Tuple\(content Nullable\(String\), .*file_types Array\(String\)/)
    const interaction = { detail: { content: 'x' }, label: null } satisfies Partial<Interaction>
    expect(interaction.label).toBeNull()
  })
})
