import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { Door, type DoorOptions } from './door.ts'
import { guardRoutes } from './guard.ts'
import { ownNames } from './hosts.ts'
import { addOidcRoutes } from './oidc-routes.ts'
import { addSessionRoutes } from './session-routes.ts'
import { addUserRoutes } from './user-routes.ts'

/** Adds signing in, and the guard of every route that is added to `api` after it. */
export async function addSignIn(api: FastifyInstance, options: DoorOptions): Promise<Door> {
  const door = new Door(options)
  await api.register(cookie)
  guardRoutes(api, door, ownNames(options.host, door.publicUrl))
  // Answers about people and sessions are nobody else’s, and nobody’s tomorrow.
  await api.register(async own => {
    own.addHook('onRequest', async (_request, reply) => {
      reply.header('Cache-Control', 'no-store')
    })
    addSessionRoutes(own, door)
    addUserRoutes(own, door)
    if (door.provider) addOidcRoutes(own, door, door.provider)
  })
  return door
}
