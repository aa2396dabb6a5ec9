import type { Attribute, Attributes, Entity } from '../schema/attribute.ts'
import type { EntitySetModel, Property } from './model.ts'

const RECORD = 'record'

/**
 * The model of one of the Data API's entities, over the columns that the schema derives for it.
 *
 * Enumerations of the schema are open, so they are strings here: a value nobody listed can be asked for.
 */
export function modelOf(entity: Entity): EntitySetModel {
  return { name: entity.name, properties: propertiesOf(entity.attributes, []), key: 'id', record: RECORD }
}

/** `path` leads from the record to the owner of `attributes`; undefined inside a list, where no path leads. */
function propertiesOf(attributes: Attributes, path: readonly string[] | undefined): Property[] {
  return Object.entries(attributes).map(([name, attribute]) =>
    propertyOf(name, attribute, path && [...path, name]),
  )
}

function propertyOf(name: string, attribute: Attribute, path: readonly string[] | undefined): Property {
  const nullable = attribute.nullable === true
  const base = { name, column: name, nullable, description: attribute.meaning }
  switch (attribute.type) {
    case 'string':
      return { kind: 'primitive', ...base, type: 'Edm.String' }
    case 'instant':
      return { kind: 'primitive', ...base, type: 'Edm.DateTimeOffset' }
    case 'flag':
      return { kind: 'primitive', ...base, type: 'Edm.Boolean' }
    case 'strings':
      return { kind: 'collection', ...base, ...nullTest(nullable, path), element: 'Edm.String' }
    case 'object': {
      const properties = propertiesOf(attribute.attributes, path)
      return { kind: 'complex', ...base, ...nullTest(nullable, path), properties }
    }
    case 'objects': {
      const element = propertiesOf(attribute.attributes, undefined)
      return { kind: 'collection', ...base, ...nullTest(nullable, path), element }
    }
  }
}

/** Neither a tuple nor an array column can say that it was null: the record can. */
function nullTest(nullable: boolean, path: readonly string[] | undefined): { isNull?: string } {
  if (!nullable || !path) return {}
  return { isNull: `JSONType(${[RECORD, ...path.map(name => `'${name}'`)].join(', ')}) = 'Null'` }
}
