import type { Attribute, Attributes, Entity } from '../../schema/attribute.ts'
import { entities } from '../../schema/entities.ts'

export type Json = { readonly [name: string]: unknown }

/** The schemas of records, pages and errors, by name: derived from the entities, whose meaning they repeat. */
export function schemas(): Json {
  return {
    ...Object.fromEntries(
      entities.flatMap((entity: Entity) => [
        [schemaName(entity), record(entity)],
        [`${schemaName(entity)}_page`, page(entity)],
      ]),
    ),
    error: {
      type: 'object',
      required: ['code', 'message', 'error'],
      description: 'What went wrong, in both shapes that are documented for this API.',
      properties: {
        code: { type: 'string' },
        message: { type: 'string', description: 'What is wrong, where, and what to do; for people.' },
        error: {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            target: { type: 'string', description: 'The part of the request that is wrong.' },
          },
        },
      },
    },
  }
}

export function schemaName(entity: Entity): string {
  return entity.table
}

function record({ meaning, attributes }: Entity): Json {
  return { ...object(attributes, true), description: meaning }
}

/** The attributes of a record are always there; those of an object in it depend on the record's type. */
function object(attributes: Attributes, complete: boolean): Json {
  return {
    type: 'object',
    ...(complete ? { required: Object.keys(attributes) } : {}),
    properties: Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [name, property(attribute)]),
    ),
    additionalProperties: true,
  }
}

function property(attribute: Attribute): Json {
  const { meaning: description, nullable } = attribute
  const type = (name: string): Json => ({ type: nullable ? [name, 'null'] : name, description })
  switch (attribute.type) {
    case 'string':
      // Sets of values are open: what is listed is known, not all there is.
      return { ...type('string'), ...(attribute.values ? { examples: attribute.values } : {}) }
    case 'instant':
      return { ...type('string'), format: 'date-time' }
    case 'flag':
      return type('boolean')
    case 'strings':
      return { ...type('array'), items: { type: 'string' } }
    case 'object':
      return { ...object(attribute.attributes, false), ...type('object') }
    case 'objects':
      return { ...type('array'), items: object(attribute.attributes, false) }
  }
}

function page(entity: Entity): Json {
  return {
    type: 'object',
    required: ['value'],
    properties: {
      '@odata.context': { type: 'string', description: 'URL to the metadata of the response.' },
      '@odata.count': { type: 'integer', description: 'How many records match; with $count=true.' },
      '@odata.nextLink': {
        type: 'string',
        description: 'URL of the next page, to be followed as it is. The last page has none.',
      },
      '@odata.deltaLink': {
        type: 'string',
        description:
          'URL of what changes from now on; on the last page, where the client prefers track-changes.',
      },
      value: { type: 'array', items: { $ref: `#/components/schemas/${schemaName(entity)}` } },
    },
  }
}
