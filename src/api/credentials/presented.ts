/** What a client sent to be let in, and how. */
export interface Presented {
  /** The key or token; undefined where nothing was sent. Never to be logged. */
  readonly text: string | undefined
  readonly scheme: 'Bearer' | 'Basic'
}

/**
 * Reads an Authorization header in the forms clients send: the key alone, `Bearer <key or token>` (RFC 6750), and
 * `Basic` (RFC 7617) with the key as password and any user name, as Excel, Power BI and Tableau do.
 */
export function readPresented(header: string | undefined): Presented {
  const { scheme = '', rest = '' } =
    /^(?:(?<scheme>Bearer|Basic)(?:\s+|$))?(?<rest>.*)$/is.exec((header ?? '').trim())?.groups ?? {}
  const sent = rest.trim()
  if (scheme.toLowerCase() !== 'basic') return { text: sent || undefined, scheme: 'Bearer' }
  // What is no Basic credential was sent all the same: it is wrong, not missing.
  return { text: sent && (readBasic(sent)?.password ?? sent), scheme: 'Basic' }
}

/** User name and password of a Basic credential; a password may contain colons. Undefined when it has none. */
export function readBasic(encoded: string): { user: string; password: string } | undefined {
  const { user, password } =
    /^(?<user>[^:]*):(?<password>.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8'))?.groups ?? {}
  return user === undefined || password === undefined ? undefined : { user, password: password.trim() }
}
