import type { FastifyReply } from 'fastify'
import { ApiError } from '../errors.ts'
import type { Presented } from './presented.ts'

const REALM = 'realm="Debrief Data API"'
const BASIC = `Basic ${REALM}, charset="UTF-8"`

/**
 * Both ways in are offered: clients such as Excel send a password only when they are asked for one. Each has a field of
 * its own, because clients read only the first challenge of a field (Apache HttpClient, and what is built on it).
 *
 * @see RFC 9110 section 11.6.1, RFC 6750 section 3, RFC 7617 section 2
 */
function challenge(reply: FastifyReply, attributes = ''): void {
  reply.header('WWW-Authenticate', [`Bearer ${REALM}${attributes}`, BASIC])
}

/** The answer to a request without a credential, or with one that is not good. */
export function unauthorized(reply: FastifyReply, { text }: Presented, expired: boolean): ApiError {
  // RFC 6750 section 3.1: without any credential, no reason is given.
  challenge(reply, text ? ', error="invalid_token"' : '')
  if (!text)
    return new ApiError(
      401,
      'MissingKey',
      'A key is needed: send  Authorization: Bearer <key>.',
      'Authorization',
    )
  return expired
    ? new ApiError(
        401,
        'ExpiredKey',
        'The key or token was good, but its time is over. Get a new one.',
        'Authorization',
      )
    : new ApiError(
        401,
        'InvalidKey',
        'The key is not valid: it is unknown, damaged or revoked.',
        'Authorization',
      )
}

/** Says with a 403 that the credential is good, but not for this. */
export function challengeScope(reply: FastifyReply): void {
  challenge(reply, ', error="insufficient_scope"')
}
