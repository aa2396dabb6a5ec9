import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordEvent } from '../../access/access-events.ts'
import { admit, type OidcProvider, OidcRefusal, type Pending } from '../../access/oidc.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'
import type { Door } from './door.ts'

const CALLBACK = '/api/sign-in/oidc/callback'
const PENDING = 'sign-in'
/** How long somebody may take at the provider: for a second factor, a new password. */
const PENDING_MS = 15 * 60_000

const pendingForm = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() })

/** Adds the way to the provider and back. What goes wrong is told by the sign-in page, by a word behind the #. */
export function addOidcRoutes(api: FastifyInstance, door: Door, provider: OidcProvider): void {
  const anyone = { config: { right: 'anyone' } } as const
  const problem = (request: FastifyRequest, word: string): string =>
    `${door.base(request)}/sign-in#problem=${word}`

  api.get<{ Querystring: { next?: string } }>('/api/sign-in/oidc', anyone, async (request, reply) => {
    const base = door.base(request)
    try {
      const { address, pending } = await provider.begin(base + CALLBACK, ownPath(request.query.next, base))
      setCookie(request, reply, PENDING, Buffer.from(JSON.stringify(pending)).toString('base64url'), {
        secure: door.isSecure(request),
        // The provider sends the browser back: a strict cookie would not come with it.
        sameSite: 'lax',
        expires: new Date(Date.now() + PENDING_MS),
      })
      return reply.redirect(address.href)
    } catch (error) {
      request.log.error(told(error), 'the sign-in provider does not answer')
      return reply.redirect(problem(request, 'away'))
    }
  })

  api.get(CALLBACK, anyone, async (request, reply) => {
    const base = door.base(request)
    const pending = pendingOf(readCookie(request, PENDING, door.isSecure(request)))
    clearCookie(request, reply, PENDING, door.isSecure(request))
    if (!pending) return reply.redirect(problem(request, 'expired'))
    const from = door.from(request)
    try {
      const query = request.raw.url!.replace(/^[^?]*/, '')
      const claims = await provider.finish(new URL(base + CALLBACK + query), pending)
      const user = await admit(door.engine, provider.settings, claims, from)
      await door.admit(request, reply, user, 'provider')
      return reply.redirect(base + ownPath(pending.next, base))
    } catch (error) {
      const [who, why] = error instanceof OidcRefusal ? [error.who, error.why] : ['', 'failed']
      await recordEvent(
        door.engine,
        'sign_in_failed',
        { id: '', name: who, from },
        { detail: `provider: ${why}` },
      )
      if (why === 'failed') request.log.warn(told(error), 'signing in with the provider failed')
      return reply.redirect(problem(request, why))
    }
  })
}

/** What may be written of a failure: the library’s errors have codes and tokens in them. */
function told(error: unknown): { readonly code: unknown; readonly reason: string } {
  const { code, message } = error as { code?: unknown; message?: string }
  return { code, reason: message ?? String(error) }
}

/** A path of this application, whatever was asked for: nobody is to be sent elsewhere by a link to the sign-in. */
function ownPath(next: string | undefined, base: string): string {
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/'
  const url = new URL(next, base)
  return url.origin === new URL(base).origin ? url.pathname + url.search : '/'
}

function pendingOf(cookie: string | undefined): Pending | undefined {
  if (cookie === undefined) return undefined
  try {
    return pendingForm.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')))
  } catch {
    return undefined
  }
}
