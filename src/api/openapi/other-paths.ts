import { entityNames } from '../../schema/entities.ts'
import { errorResponses } from './data-paths.ts'
import type { Json } from './schemas.ts'

/** What a server has beside the Data API's resources, by its whole path. */
export function otherPaths(): Json {
  const entity = {
    name: 'entity',
    in: 'path',
    required: true,
    schema: { type: 'string', enum: entityNames },
    description: 'The collection.',
  }
  const id = {
    name: 'id',
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: 'The record’s id.',
  }
  return {
    '/oauth/v1/token': {
      post: {
        operationId: 'get-token',
        tags: ['credentials'],
        summary: 'Get an access token for a key: OAuth 2.0, client credentials',
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: tokenRequest },
            'application/x-www-form-urlencoded': { schema: tokenRequest },
          },
        },
        responses: {
          200: {
            description: 'The token, and for how many seconds it is good.',
            content: { 'application/json': { schema: tokenAnswer } },
          },
          ...errorResponses([400, 401, 405, 429, 500, 503]),
        },
      },
    },
    '/ingest/v1/{entity}': {
      parameters: [entity],
      post: ingest(
        'store-records',
        'Store records: a JSON array or NDJSON, plain or gzip',
        'How many were new, changed, unchanged and refused, and why.',
      ),
    },
    '/ingest/v1/{entity}/deletions': {
      parameters: [entity],
      post: ingest('delete-records', 'Delete records by their ids', 'How many were deleted.'),
    },
    '/ingest/v1/{entity}/{id}': {
      parameters: [entity, id],
      delete: {
        operationId: 'delete-record',
        tags: ['ingest'],
        summary: 'Delete one record',
        responses: {
          204: { description: 'It is deleted.' },
          ...errorResponses([401, 403, 404, 429, 500, 503]),
        },
      },
    },
    '/healthz': open('health', 'Whether the process lives', 'application/json'),
    '/readyz': open('readiness', 'Whether it should be sent requests', 'application/json', [503]),
    '/metrics': open('metrics', 'What the service has done, for Prometheus', 'text/plain'),
    '/openapi.json': open('openapi', 'This description', 'application/json'),
    '/docs/api': open('documentation', 'This description as a page', 'text/html'),
    '/docs/api/style.css': open('documentation-style', 'How that page looks', 'text/css'),
  }
}

const tokenRequest: Json = {
  type: 'object',
  required: ['grant_type'],
  properties: {
    grant_type: { type: 'string', const: 'client_credentials' },
    client_id: { type: 'string', description: 'The key’s id, unless HTTP Basic says it.' },
    client_secret: { type: 'string', description: 'The key, unless HTTP Basic says it.' },
    scope: { type: 'string', description: 'Some of the key’s scopes; all of them when absent.' },
  },
}

const tokenAnswer: Json = {
  type: 'object',
  required: ['access_token', 'expires_in', 'token_type'],
  properties: {
    access_token: { type: 'string' },
    expires_in: { type: 'integer' },
    token_type: { type: 'string', const: 'Bearer' },
  },
}

function ingest(operationId: string, summary: string, description: string): Json {
  return {
    operationId,
    tags: ['ingest'],
    summary,
    requestBody: { required: true, content: { 'application/json': {}, 'application/x-ndjson': {} } },
    responses: {
      200: { description, content: { 'application/json': { schema: { type: 'object' } } } },
      ...errorResponses([400, 401, 403, 404, 413, 429, 500, 503]),
    },
  }
}

function open(operationId: string, summary: string, type: string, errors: readonly number[] = []): Json {
  return {
    get: {
      operationId,
      tags: ['service'],
      summary,
      security: [],
      responses: { 200: { description: summary, content: { [type]: {} } }, ...errorResponses(errors) },
    },
  }
}
