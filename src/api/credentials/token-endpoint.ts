import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, apiError, sendError } from '../errors.ts'
import type { Gate } from '../gate.ts'
import type { ProvedKey } from './key-ring.ts'
import { covers } from './scopes.ts'
import { keyText, readKey } from './secret.ts'
import { readTokenRequest, TokenError, type TokenRequest } from './token-request.ts'

const MAX_BODY_BYTES = 16 * 1024

/** What is answered to a client that proved itself (RFC 6749 section 5.1). */
interface TokenAnswer {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
  /** Only when the client asked for some. */
  readonly scope?: string
}

/** Adds `POST /oauth/v1/token`: access tokens by OAuth 2.0 client credentials. */
export function addTokenEndpoint(server: FastifyInstance, gate: Gate): void {
  const routes = async (api: FastifyInstance): Promise<void> => {
    // RFC 6749 section 5.1, and for errors as well.
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('Cache-Control', 'no-store').header('Pragma', 'no-cache')
    })
    gate.guard(api)
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    api.setErrorHandler((thrown, request, reply) => {
      if (thrown instanceof TokenError) return sendTokenError(reply, thrown)
      const error = apiError(thrown)
      if (error.status === 500) request.log.error({ err: thrown }, 'request for a token failed')
      return sendError(reply, error)
    })

    api.post('/v1/token', async (request, reply) => {
      const answer = await answerTo(gate, request, reply)
      // One of the vendor's documents has the answer at the top, another inside `data`.
      return { ...answer, data: answer }
    })
    api.route({
      method: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT'],
      url: '/v1/token',
      onRequest: refuseMethod,
      handler: refuseMethod,
    })
  }
  server.register(routes, { prefix: '/oauth' })
}

async function answerTo(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<TokenAnswer> {
  const { headers, body } = request
  const asked = readTokenRequest(
    typeof body === 'string' ? body : '',
    headers['content-type'],
    headers.authorization,
  )
  const text = keyOf(asked)
  gate.admitAddress(request, reply, text)
  const key = text === undefined ? undefined : await gate.authenticator.keys.verify(text)
  if (text === undefined || typeof key !== 'object') {
    gate.noteFailure(request)
    gate.telemetry.refused.inc({ code: 'invalid_client' })
    throw new TokenError(
      'invalid_client',
      key === 'expired'
        ? 'The client secret was good, but its time is over.'
        : 'The client is unknown or revoked, or its secret is wrong.',
    )
  }
  gate.noteSuccess(text)
  if (request.access)
    request.access.credential = { kind: 'key', id: key.id, name: key.name, scopes: key.scopes }
  gate.admitCredential(reply, key.id)
  return issue(gate, key, asked)
}

/** A client's secret may be the secret of its key, or the whole key, which names the client once more. */
function keyOf({ clientId, clientSecret }: TokenRequest): string | undefined {
  const text = readKey(clientSecret) ? clientSecret : keyText(clientId, clientSecret)
  return readKey(text)?.id === clientId ? text : undefined
}

async function issue(gate: Gate, key: ProvedKey, { scopes }: TokenRequest): Promise<TokenAnswer> {
  for (const scope of scopes)
    if (!covers(key.scopes, scope))
      throw new TokenError(
        'invalid_scope',
        `The scope "${scope.slice(0, 60)}" is not one of the client’s: ${key.scopes.join(' ')}.`,
      )
  const granted = scopes.length > 0 ? scopes : key.scopes
  // A token does not outlive its key, and the client is told so.
  const left = Math.max(1, Math.floor((key.until - gate.now()) / 1000))
  const expires_in = Math.min(gate.limits.tokenSeconds, left)
  const access_token = await gate.authenticator.tokens.issue(key, granted, expires_in)
  gate.telemetry.tokens.inc()
  const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {}
  return { access_token, expires_in, token_type: 'Bearer', ...scope }
}

/** RFC 6749 section 5.2, whose `error` is a text; `code` and `message` are where all our errors have them. */
function sendTokenError(reply: FastifyReply, { code, message, status }: TokenError): FastifyReply {
  if (status === 401) reply.header('WWW-Authenticate', 'Basic realm="Debrief Data API", charset="UTF-8"')
  return reply
    .code(status)
    .type('application/json')
    .send({ error: code, error_description: describable(message), code, message })
}

/** A description may hold printable ASCII but for quotation mark and backslash. */
const describable = (text: string): string => text.replace(/["’“”]/g, "'").replace(/[^\x20-\x7e]|\\/g, '?')

async function refuseMethod(request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('Allow', 'POST')
  throw new ApiError(405, 'MethodNotAllowed', `${request.method} is not allowed: tokens are got with POST.`)
}
