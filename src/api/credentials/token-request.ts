import { readBasic } from './presented.ts'

/** What a client asks of the token endpoint. */
export interface TokenRequest {
  readonly clientId: string
  readonly clientSecret: string
  /** The scopes it wants; empty for all it may have. */
  readonly scopes: readonly string[]
}

/** The errors of RFC 6749 section 5.2 that can occur here. */
export type TokenErrorCode = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'

/** Why no token is given, in the words of RFC 6749 section 5.2 and in ours. */
export class TokenError extends Error {
  override name = 'TokenError'
  readonly code: TokenErrorCode

  constructor(code: TokenErrorCode, message: string) {
    super(message)
    this.code = code
  }

  get status(): number {
    return this.code === 'invalid_client' ? 401 : 400
  }
}

/**
 * Reads a request for a token: form or JSON, the client's name and secret in it or in an Authorization header.
 *
 * @see RFC 6749 sections 2.3.1, 3.2 and 4.4.2
 * @throws TokenError
 */
export function readTokenRequest(
  body: string,
  contentType: string | undefined,
  authorization: string | undefined,
): TokenRequest {
  const fields = fieldsOf(body, contentType)
  const grant = fields.get('grant_type')
  if (!grant)
    throw new TokenError('invalid_request', 'The grant_type is missing; it must be client_credentials.')
  if (grant !== 'client_credentials')
    throw new TokenError(
      'unsupported_grant_type',
      `The grant_type is "${grant.slice(0, 60)}"; only client_credentials is supported.`,
    )
  const header = clientOf(authorization)
  if (header && (fields.get('client_secret') || (fields.get('client_id') ?? header.id) !== header.id))
    throw new TokenError(
      'invalid_request',
      'The client is named both in the Authorization header and in the body; use one of them.',
    )
  const clientId = header?.id ?? fields.get('client_id')
  const clientSecret = header?.secret ?? fields.get('client_secret')
  if (!clientId || !clientSecret)
    throw new TokenError(
      'invalid_client',
      'The client is not named: send client_id (the key’s id) and client_secret (the key) in the body, or with HTTP Basic.',
    )
  return { clientId, clientSecret, scopes: (fields.get('scope') ?? '').split(' ').filter(Boolean) }
}

function fieldsOf(body: string, contentType = ''): ReadonlyMap<string, string> {
  const isJson =
    /\bjson\b/i.test(contentType) || (!/form/i.test(contentType) && body.trimStart().startsWith('{'))
  return isJson ? jsonFields(body) : formFields(body)
}

function jsonFields(body: string): ReadonlyMap<string, string> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new TokenError('invalid_request', 'The body is not JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TokenError('invalid_request', 'The body is not a JSON object.')
  const fields = new Map<string, string>()
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'string') fields.set(name, field)
    else if (['grant_type', 'client_id', 'client_secret', 'scope'].includes(name) && field !== null)
      throw new TokenError('invalid_request', `${name} is not a text.`)
  }
  return fields
}

/** RFC 6749 section 3.2: a parameter must not be repeated; one without a value is as good as none. */
function formFields(body: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [name, field] of new URLSearchParams(body)) {
    if (fields.has(name))
      throw new TokenError('invalid_request', `"${name.slice(0, 60)}" is in the body twice.`)
    fields.set(name, field)
  }
  return fields
}

/** RFC 6749 section 2.3.1: name and secret are encoded as in a form before they become a Basic credential. */
function clientOf(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic\s+(?<encoded>\S+)\s*$/i.exec(authorization ?? '')?.groups?.encoded
  const basic = encoded === undefined ? undefined : readBasic(encoded)
  if (!basic) {
    if (authorization)
      throw new TokenError('invalid_client', 'The Authorization header is not that of HTTP Basic.')
    return undefined
  }
  return { id: decoded(basic.user), secret: decoded(basic.password) }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
