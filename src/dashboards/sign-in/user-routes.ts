import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { EVENT_KINDS, readEvents, recordEvent } from '../../access/access-events.ts'
import { LINK_HOURS, linkAddress, makeLink } from '../../access/links.ts'
import { ROLES, type Role, type Viewer } from '../../access/roles.ts'
import {
  addUser,
  insistOnAnotherAdministrator,
  isAnybody,
  type KnownUser,
  listUsers,
  removeUser,
  setDisabled,
  setRole,
  UserError,
  userOf,
} from '../../access/users.ts'
import { ApiError } from '../../api/errors.ts'
import { read } from './body.ts'
import type { Door } from './door.ts'

const role = z.enum(ROLES as readonly [Role, ...Role[]])
const newUser = z.object({ name: z.string().max(320), role })
const change = z.object({ role: role.optional(), disabled: z.boolean().optional() })
const question = z.object({
  kind: z.enum(EVENT_KINDS).optional(),
  user: z.string().optional(),
  conversation: z.string().optional(),
  since: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
})

/** Adds what administrators do with users, and what is written down of everybody. */
export function addUserRoutes(api: FastifyInstance, door: Door): void {
  const { engine } = door
  const administration = { config: { right: 'administration' } } as const

  api.get('/api/users', administration, async () => ({ users: await listUsers(engine), roles: ROLES }))

  api.post('/api/users', administration, async (request, reply) => {
    if (!door.settings.passwords)
      throw new ApiError(
        400,
        'NoPasswords',
        'Passwords are not used here: people are added when they sign in.',
      )
    const user = read(newUser, request.body)
    if (user.role !== 'administrator' && !(await isAnybody(engine)))
      throw new ApiError(400, 'InvalidUser', 'The first user has to be an administrator.', 'role')
    const id = await addUser(engine, user).catch(told)
    door.forget()
    await recordEvent(engine, 'user_added', request.viewer, { about: user.name.trim(), detail: user.role })
    return reply
      .code(201)
      .send({ id, ...(await linkFor(request.viewer, { id, name: user.name.trim() }, door.base(request))) })
  })

  api.post<{ Params: { id: string } }>('/api/users/:id/link', administration, async request => {
    const user = await found(request.params.id)
    if (user.issuer !== '')
      throw new ApiError(
        400,
        'NoPassword',
        `${user.name} signs in with the provider and has no password here.`,
      )
    return linkFor(request.viewer, user, door.base(request))
  })

  api.put<{ Params: { id: string } }>('/api/users/:id', administration, async (request, reply) => {
    const user = await found(request.params.id)
    const { role, disabled } = read(change, request.body)
    if ((role !== undefined && role !== 'administrator') || disabled) await keepAnAdministrator(user)
    if (role !== undefined && role !== user.role) {
      await setRole(engine, user.id, role)
      await note('role_changed', request.viewer, user, `${user.role} → ${role}`)
    }
    if (disabled !== undefined && disabled !== user.disabled) {
      await setDisabled(engine, user.id, disabled)
      await note(disabled ? 'user_disabled' : 'user_enabled', request.viewer, user)
    }
    return reply.code(204).send()
  })

  api.delete<{ Params: { id: string } }>('/api/users/:id', administration, async (request, reply) => {
    const user = await found(request.params.id)
    await keepAnAdministrator(user)
    await removeUser(engine, user.id)
    await note('user_removed', request.viewer, user)
    return reply.code(204).send()
  })

  api.get('/api/access-events', administration, async request => {
    const { since, ...asked } = read(question, request.query)
    const events = await readEvents(engine, {
      ...asked,
      since: since === undefined ? undefined : new Date(since),
    })
    return { events }
  })

  async function found(id: string): Promise<KnownUser> {
    const user = await userOf(engine, id)
    if (!user)
      throw new ApiError(404, 'UnknownUser', 'There is no such user; somebody may have removed them.')
    return user
  }

  const keepAnAdministrator = (user: KnownUser) => insistOnAnotherAdministrator(engine, user.id).catch(told)

  async function note(
    kind: 'role_changed' | 'user_disabled' | 'user_enabled' | 'user_removed',
    viewer: Viewer,
    user: KnownUser,
    detail = '',
  ): Promise<void> {
    door.forget()
    await recordEvent(engine, kind, viewer, { about: user.name, detail })
  }

  async function linkFor(viewer: Viewer, user: { readonly id: string; readonly name: string }, base: string) {
    const link = linkAddress(base, await makeLink(engine, user.id))
    await recordEvent(engine, 'link_made', viewer, { about: user.name })
    return { link, hours: LINK_HOURS }
  }
}

function told(error: unknown): never {
  if (error instanceof UserError) throw new ApiError(400, 'InvalidUser', error.message)
  throw error
}
