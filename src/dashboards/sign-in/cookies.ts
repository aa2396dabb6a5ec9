import type { FastifyReply, FastifyRequest } from 'fastify'
import '@fastify/cookie'

/**
 * The name of a cookie. With `__Host-` a browser takes it from this very host alone, over HTTPS. Without HTTPS it has the port
 * in it: cookies of one machine’s servers are otherwise the same to a browser.
 */
function nameOf({ socket }: FastifyRequest, purpose: string, secure: boolean): string {
  return secure ? `__Host-debrief-${purpose}` : `debrief-${purpose}-${socket.localPort ?? 0}`
}

/** Undefined when there is none, or one that cannot be of ours. */
export function readCookie(request: FastifyRequest, purpose: string, secure: boolean): string | undefined {
  const value = request.cookies[nameOf(request, purpose, secure)]
  return value !== undefined && value.length > 0 && value.length < 2_000 ? value : undefined
}

export interface CookieOptions {
  readonly secure: boolean
  /** `lax` for what has to be there when another site sends the browser back. */
  readonly sameSite: 'strict' | 'lax'
  readonly expires: Date
}

export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  purpose: string,
  value: string,
  { secure, sameSite, expires }: CookieOptions,
): void {
  reply.setCookie(nameOf(request, purpose, secure), value, {
    path: '/',
    httpOnly: true,
    secure,
    sameSite,
    expires,
  })
}

export function clearCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  purpose: string,
  secure: boolean,
): void {
  reply.clearCookie(nameOf(request, purpose, secure), { path: '/', httpOnly: true, secure })
}
