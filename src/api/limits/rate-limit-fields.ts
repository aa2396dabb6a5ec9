import type { FastifyReply } from 'fastify'
import type { Taken, TokenBuckets } from './token-bucket.ts'

/**
 * Tells a client how much it may still ask: its policy, and where it stands.
 *
 * A bucket of `burst` tokens that fills with `rate` a second is a quota (`q`) of `burst` in a window (`w`) of the seconds
 * it takes to fill; `r` is what is left of it, and `t` when all of it is there again.
 *
 * @see draft-ietf-httpapi-ratelimit-headers, sections 3 and 4
 */
export function sendRateLimit(reply: FastifyReply, { rate, burst }: TokenBuckets, taken: Taken): void {
  const window = Math.max(1, Math.ceil(burst / rate))
  reply.header('RateLimit-Policy', `"requests";q=${Math.floor(burst)};w=${window}`)
  reply.header('RateLimit', `"requests";r=${taken.remaining};t=${taken.resetSeconds}`)
}

/** Seconds after which a refused client may try again (RFC 9110 section 10.2.3). */
export function sendRetryAfter(reply: FastifyReply, seconds: number): void {
  reply.header('Retry-After', String(Math.max(1, Math.ceil(seconds))))
}
