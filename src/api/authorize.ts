import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Entity } from '../schema/attribute.ts'
import { entityNames, findEntity } from '../schema/entities.ts'
import { noteCollection } from './access-log/access-note.ts'
import { mayRead, mayWrite } from './credentials/scopes.ts'
import { ApiError } from './errors.ts'
import type { Gate } from './gate.ts'

/** Who asks, and what they may read. */
export interface Reader {
  /** Of the credential: what is remembered for one is not shown to another. */
  readonly id: string
  readonly scopes: readonly string[]
}

/**
 * Who sends a request, once a query of theirs may run. Its turn ends by itself when the answer is ready.
 *
 * @throws ApiError 401; 429 and 503 when there is too much to do
 */
export async function authorize(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<Reader> {
  const credential = await gate.authenticate(request, reply)
  await gate.enterQuery(request, reply, credential)
  return credential
}

/**
 * Insists that a reader may read a collection, named as in scopes: `plugin-calls`.
 *
 * @throws ApiError 403 that names the scope it lacks
 */
export function requireScope({ scopes }: Reader, entity: string): void {
  if (!mayRead(scopes, entity)) throw missingScope('read', entity, entity)
}

/**
 * The collection a request writes to, when its credential may. The credential comes first: who has none is not told what
 * exists.
 *
 * @throws ApiError 401, 404, 403 or 429
 */
export async function authorizeWrite(
  gate: Gate,
  request: FastifyRequest<{ Params: { entity: string } }>,
  reply: FastifyReply,
): Promise<Entity> {
  const { scopes } = await gate.authenticate(request, reply)
  const { entity: name } = request.params
  const entity = findEntity(name)
  if (!entity)
    throw new ApiError(
      404,
      'UnknownCollection',
      `There is no collection "${name}"; there are ${entityNames.join(', ')}.`,
    )
  noteCollection(request, entity.name)
  if (!mayWrite(scopes, entity.name)) throw missingScope('write', entity.name, `write:${entity.name}`)
  return entity
}

function missingScope(action: 'read' | 'write', entity: string, scope: string): ApiError {
  return new ApiError(
    403,
    'MissingScope',
    `The key may not ${action} ${entity}: it lacks the scope "${scope}".`,
    'Authorization',
  )
}
