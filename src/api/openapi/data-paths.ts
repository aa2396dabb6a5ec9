import { dataService, type EntitySetModel } from '../../odata/index.ts'
import type { Entity } from '../../schema/attribute.ts'
import { entities } from '../../schema/entities.ts'
import {
  collectionParameters,
  countParameters,
  entityParameters,
  formatParameters,
  recordParameters,
  referenceParameters,
} from './parameters.ts'
import { type Json, schemaName } from './schemas.ts'

/** The statuses any request for data may be answered with. */
const DATA_ERRORS = [400, 401, 403, 404, 406, 410, 412, 414, 429, 500, 501, 503]

export const errorResponses = (statuses: readonly number[]): Json =>
  Object.fromEntries(statuses.map(status => [status, { $ref: `#/components/responses/${status}` }]))

const json = (description: string, schema: Json): Json => ({
  description,
  content: { 'application/json': { schema } },
})
const text = (description: string, example: string): Json => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' }, example } },
})
const REFERENCES: Json = {
  type: 'object',
  properties: {
    value: { type: 'array', items: { type: 'object', properties: { '@odata.id': { type: 'string' } } } },
  },
}
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

/** The Data API's resources, behind `/export/v1/records`. */
export function dataPaths(): Json {
  return {
    '/': {
      get: operation('service', 'The collections that the credential may read', formatParameters, {
        200: json('Name, kind and address of each.', { type: 'object' }),
      }),
    },
    '/$metadata': {
      get: operation('metadata', 'The model: types, keys and relations', formatParameters, {
        200: {
          description: 'CSDL, as XML unless only JSON is accepted.',
          content: { 'application/xml': {}, 'application/json': {} },
        },
      }),
    },
    '/$entity': {
      get: operation('entity', 'The record that an id means', entityParameters, {
        200: json('The record.', { type: 'object' }),
      }),
    },
    ...Object.assign({}, ...entities.map((entity: Entity) => entityPaths(entity))),
  }
}

function entityPaths(entity: Entity): Json {
  const { name, meaning } = entity
  const set = dataService.sets.get(entity.table)!
  const one = `/${name}('{id}')`
  const key = [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'The record’s id.' },
  ]
  const attribute = {
    name: 'attribute',
    in: 'path',
    required: true,
    schema: { type: 'string', enum: Object.keys(entity.attributes) },
    description: 'An attribute; a path leads into an object: detail/content.',
  }
  const what = name.replaceAll('-', ' ')
  return {
    [`/${name}`]: {
      get: operation(`list-${name}`, `List ${what}`, collectionParameters, {
        200: json(`A page of ${what}. ${meaning}`, reference(`${schemaName(entity)}_page`)),
      }),
    },
    [`/${name}/$count`]: {
      get: operation(`count-${name}`, `Count ${what}`, countParameters, {
        200: text('The number alone.', '42'),
      }),
    },
    [`/${name}/$ref`]: {
      get: operation(`refer-${name}`, `Refer to ${what}: their ids as addresses`, referenceParameters, {
        200: json('A page of references.', REFERENCES),
      }),
    },
    [`/${name}/$query`]: {
      post: {
        ...operation(`query-${name}`, `List ${what}, with options too long for an address`, [], {
          200: json(`A page of ${what}.`, reference(`${schemaName(entity)}_page`)),
          ...errorResponses([413, 415]),
        }),
        requestBody: {
          required: true,
          content: {
            'text/plain': { schema: { type: 'string' }, example: '$filter=id%20ne%20null&$top=10' },
          },
        },
      },
    },
    [one]: {
      parameters: key,
      get: operation(`get-${name}`, `One of the ${what}, by its id`, recordParameters, {
        200: {
          ...json('The record, with an ETag.', reference(schemaName(entity))),
          headers: { ETag: { schema: { type: 'string' } } },
        },
        204: { description: 'A relation on the way leads to nothing.' },
        304: { description: 'The client has it already.' },
      }),
    },
    [`${one}/{attribute}`]: {
      parameters: [...key, attribute],
      get: operation(`get-${name}-attribute`, `An attribute of one of the ${what}`, formatParameters, {
        200: json('The value.', { type: 'object', properties: { value: {} } }),
        204: { description: 'The value is null.' },
      }),
    },
    [`${one}/{attribute}/$value`]: {
      parameters: [...key, attribute],
      get: operation(`get-${name}-value`, `The plain value of an attribute of one of the ${what}`, [], {
        200: text('The value alone.', 'IT'),
        204: { description: 'The value is null.' },
      }),
    },
    ...relationPaths(name, one, key, set),
  }
}

function relationPaths(name: string, one: string, key: readonly Json[], set: EntitySetModel): Json {
  return Object.fromEntries(
    (set.navigation ?? []).map(({ name: relation, target, many, description }) => [
      `${one}/${relation}`,
      {
        parameters: key,
        get: operation(
          `get-${name}-${relation}`,
          description ?? relation,
          many ? collectionParameters : recordParameters,
          {
            200: json(many ? 'A page of them.' : 'The record.', reference(many ? `${target}_page` : target)),
            ...(many ? {} : { 204: { description: 'There is none.' } }),
          },
        ),
      },
    ]),
  )
}

function operation(operationId: string, summary: string, parameters: readonly Json[], responses: Json): Json {
  return {
    operationId,
    tags: ['data'],
    summary,
    parameters,
    responses: { ...responses, ...errorResponses(DATA_ERRORS) },
  }
}
