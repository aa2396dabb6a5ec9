import { describe, expect, test } from 'vitest'
import { entities } from '../schema/entities.ts'
import { modelOf } from './entity-model.ts'
import type { Property } from './model.ts'
import { compilePage } from './page.ts'
import { parseQuery } from './query.ts'

describe('the models of the five entities', () => {
  test('have a key, and say how to see that an object or a list is null', () => {
    for (const entity of entities) {
      const model = modelOf(entity)
      expect(model.properties.find(p => p.name === model.key)).toMatchObject({
        type: 'Edm.String',
        nullable: false,
      })
      for (const property of model.properties)
        if (property.nullable && (property.kind === 'complex' || property.kind === 'collection'))
          expect(property.isNull).toBe(`JSONType(record, '${property.name}') = 'Null'`)
    }
  })

  test('let every attribute be selected, compared with null and, when it is one value, ordered by', () => {
    const paths = (properties: readonly Property[], owner = ''): [string, Property][] =>
      properties.flatMap(p => [
        [owner + p.name, p] as [string, Property],
        ...(p.kind === 'complex' ? paths(p.properties, `${owner}${p.name}/`) : []),
      ])
    for (const entity of entities) {
      const model = modelOf(entity)
      for (const [path, property] of paths(model.properties)) {
        const order = property.kind === 'primitive' ? `&$orderby=${path} desc` : ''
        const page = compilePage(parseQuery(`$select=${path}&$filter=${path} ne null${order}`, model))
        expect(page.projection).toContain(`'${property.name}'`)
      }
    }
  })
})
