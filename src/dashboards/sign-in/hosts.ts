import { isIP } from 'node:net'
import { hostname } from 'node:os'

/**
 * Whether a browser may call this server by that name. A page elsewhere can have a name of its own resolve to any address (DNS
 * rebinding), so only names count that are known to be this server’s; an address is no name, and cannot be rebound.
 *
 * @param header the Host header, or what a trusted proxy says it was
 * @param names host names that are ours, without ports
 */
export function isOwnHost(header: string, names: readonly string[]): boolean {
  const host = /^(?<host>\[[^\]]+\]|[^:]+)(?::\d+)?$/.exec(header)?.groups?.host?.toLowerCase()
  if (host === undefined) return false
  return host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0 || names.includes(host)
}

/** The names of a server that listens on `host` and is reached at `publicUrl`. */
export function ownNames(host: string | undefined, publicUrl: string | undefined): readonly string[] {
  const names = [hostname(), host, publicUrl === undefined ? undefined : new URL(publicUrl).hostname]
  return names.filter(name => name !== undefined).map(name => name.toLowerCase())
}
