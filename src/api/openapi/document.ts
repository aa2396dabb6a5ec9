import { dataPaths } from './data-paths.ts'
import { errorCodes, errorsText } from './error-codes.ts'
import { otherPaths } from './other-paths.ts'
import { parameters } from './parameters.ts'
import { type Json, schemas } from './schemas.ts'

/** A description of everything a server answers, as OpenAPI 3.1. */
export interface ApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly paths: { readonly [path: string]: Json }
  readonly components: Json
}

/**
 * The document for a server that clients reach at `address`. The paths of the Data API are relative to its version, as in
 * the vendor's own description, so that one path serves all versions; the others have a server of their own.
 */
export function apiDocument(address: string): ApiDocument {
  const others = Object.entries(otherPaths()) as [string, Json][]
  return {
    openapi: '3.1.0',
    info: {
      title: 'Debrief Data API',
      version: 'v1',
      description:
        'Conversations, interactions, plugin calls, plugin resources and users of an assistant, for reading, as OData 4.01; and the ways to write them.',
    },
    servers: [
      { url: `${address}/export/v1/records`, description: 'The current version' },
      { url: `${address}/export/v1beta2/records`, description: 'The same structure under its former name' },
      {
        url: `${address}/export/v1/flat`,
        description: 'The same without objects and lists: detail_content instead of detail/content',
      },
    ],
    security: [{ ApiKeyAuth: [] }, { OAuth2: [] }, { Basic: [] }],
    paths: {
      ...(dataPaths() as ApiDocument['paths']),
      ...Object.fromEntries(
        others.map(([path, item]) => [path, { servers: [{ url: address || '/' }], ...item }]),
      ),
    },
    components: {
      schemas: schemas(),
      parameters,
      responses: Object.fromEntries(
        [...new Set(errorCodes.map(({ status }) => status))].map(status => [
          status,
          {
            description: errorsText(status),
            content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } },
          },
        ]),
      ),
      securitySchemes: {
        ApiKeyAuth: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'The key alone, or behind "Bearer".',
        },
        OAuth2: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: `${address}/oauth/v1/token`, scopes: {} } },
        },
        Basic: { type: 'http', scheme: 'basic', description: 'Any user; the key is the password.' },
      },
    },
  } as ApiDocument
}
