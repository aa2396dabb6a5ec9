import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { recordEvent } from '../../access/access-events.ts'
import { LinkError, readLink, redeemLink } from '../../access/links.ts'
import { SHORTEST_PASSWORD, weakness } from '../../access/password.ts'
import type { Right } from '../../access/roles.ts'
import { type KnownUser, setPassword, UserError, userNamed, userOf } from '../../access/users.ts'
import { ApiError } from '../../api/errors.ts'
import { read } from './body.ts'
import type { Door } from './door.ts'

/** What a page learns of who looks at it. */
export interface SessionAnswer {
  /** Null for nobody, and while nobody has to sign in. */
  readonly user: { readonly id: string; readonly name: string; readonly role: string } | null
  readonly rights: readonly Right[]
  /** To be sent with each change, as `X-CSRF-Token`. */
  readonly csrf: string
  /** How one signs in; `none` while nobody has to. */
  readonly signIn: 'local' | 'oidc' | 'none'
  /** Whether this person, or who is not known yet, may use a password. */
  readonly passwords: boolean
  /** What the provider is called. */
  readonly provider?: string
}

/** Texts are bounded before anything is done with them. */
const name = z.string().max(320)
const password = z.string().max(4_000)
const link = z.string().max(100)

/** Adds who one is, signing in and out with a password, and setting one. */
export function addSessionRoutes(api: FastifyInstance, door: Door): void {
  const { engine, settings, byPassword } = door
  const anyone = { config: { right: 'anyone' } } as const

  api.get('/api/session', anyone, async (request): Promise<SessionAnswer> => {
    const viewer = await door.viewer(request)
    const isOpen = viewer?.id === ''
    const user = viewer && !isOpen ? { id: viewer.id, name: viewer.name, role: viewer.role } : null
    return {
      user,
      rights: viewer?.rights ?? [],
      csrf: door.csrf(request),
      signIn: isOpen ? 'none' : door.provider ? 'oidc' : 'local',
      passwords: settings.passwords && !viewer?.issuer,
      ...(door.provider ? { provider: door.provider.settings.title } : {}),
    }
  })

  api.post('/api/sign-in', anyone, async (request, reply) => {
    insistOnPasswords()
    const given = read(z.object({ name, password }), request.body)
    const user = await letIn(given.name, given.password, request, reply)
    await door.admit(request, reply, user, 'password')
    return reply.code(204).send()
  })

  api.post('/api/sign-out', async (request, reply) => {
    await door.dismiss(request, reply)
    await recordEvent(engine, 'sign_out', request.viewer)
    return reply.code(204).send()
  })

  // The link is in the body: an address would be written into logs.
  api.post('/api/sign-in/link', anyone, async request => {
    insistOnPasswords()
    const { user, expires_time } = await good(read(z.object({ link }), request.body).link)
    return { name: user?.name ?? null, expires_time, shortest_password: SHORTEST_PASSWORD }
  })

  api.post('/api/sign-in/password', anyone, async (request, reply) => {
    insistOnPasswords()
    const given = read(z.object({ link, password, name: name.default('') }), request.body)
    const { user } = await good(given.link)
    await checkName(user, given.name)
    const hash = await hashOf(given.password, user?.name ?? given.name)
    const known = await redeemLink(engine, given.link, hash, given.name).catch(told)
    door.forget()
    const who = { ...known, from: door.from(request) }
    if (!user) await recordEvent(engine, 'user_added', who, { about: known.name, detail: known.role })
    await recordEvent(engine, 'password_set', who, { about: known.name, detail: 'with a link' })
    await door.admit(request, reply, known, 'link')
    return reply.code(204).send()
  })

  api.get('/api/account/sessions', async ({ viewer }) => ({ sessions: await door.sessions.list(viewer.id) }))

  api.delete<{ Params: { id: string } }>('/api/account/sessions/:id', async (request, reply) => {
    await door.sessions.endOf(request.viewer.id, request.params.id)
    await recordEvent(engine, 'session_ended', request.viewer)
    return reply.code(204).send()
  })

  api.post('/api/account/password', async (request, reply) => {
    insistOnPasswords()
    const given = read(z.object({ current: password, password }), request.body)
    const { viewer } = request
    const user = viewer.id === '' ? undefined : await userOf(engine, viewer.id)
    if (user?.issuer !== '')
      throw new ApiError(400, 'NoPassword', 'You do not sign in with a password of this service.')
    const attempt = await byPassword.attempt(user.name, given.current, viewer.from)
    if ('refused' in attempt) {
      if (attempt.refused === 'wait') throw tooMany(attempt.waitMs, reply)
      // Not 401: they are signed in.
      throw new ApiError(403, 'WrongPassword', 'The current password is wrong.', 'current')
    }
    await setPassword(engine, user.id, await hashOf(given.password, user.name))
    door.forget()
    await recordEvent(engine, 'password_set', viewer, { about: user.name })
    await door.admit(request, reply, user, 'new password')
    return reply.code(204).send()
  })

  function insistOnPasswords(): void {
    if (!settings.passwords)
      throw new ApiError(403, 'NoPasswords', 'Passwords are not used here: sign in with the provider.')
  }

  async function letIn(
    asked: string,
    secret: string,
    request: Parameters<Door['from']>[0],
    reply: { header(name: string, value: string): unknown },
  ): Promise<KnownUser> {
    const attempt = await byPassword.attempt(asked, secret, door.from(request))
    if (!('refused' in attempt)) return attempt
    if (attempt.refused === 'wait') throw tooMany(attempt.waitMs, reply)
    throw new ApiError(401, 'WrongPassword', 'The name or the password is wrong.')
  }

  /** @throws ApiError with a sentence for whoever holds the link */
  const good = (secret: string) => readLink(engine, secret).catch(told)

  /** What is to be told before a password is hashed: the first administrator’s name. */
  async function checkName(user: KnownUser | undefined, asked: string): Promise<void> {
    if (user) return
    if (asked.trim() === '')
      throw new ApiError(400, 'NameMissing', 'Say who you are: a name or an e-mail address.', 'name')
    if (await userNamed(engine, asked))
      throw new ApiError(409, 'NameTaken', 'There is a user of that name.', 'name')
  }

  function hashOf(secret: string, of: string): Promise<string> {
    const why = weakness(secret, of)
    if (why !== undefined) throw new ApiError(400, 'WeakPassword', why, 'password')
    return byPassword.passwords.hash(secret)
  }
}

function told(error: unknown): never {
  if (error instanceof LinkError) throw new ApiError(410, 'LinkOver', error.message)
  if (error instanceof UserError) throw new ApiError(400, 'InvalidUser', error.message)
  throw error
}

function tooMany(waitMs: number, reply: { header(name: string, value: string): unknown }): ApiError {
  const seconds = Math.ceil(waitMs / 1000)
  reply.header('Retry-After', String(seconds))
  return new ApiError(429, 'TooManyAttempts', `Too many attempts failed. Try again in ${seconds} s.`)
}
