import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Tells whether an address belongs to a proxy whose headers are believed. */
export type Trust = (address: string) => boolean

/**
 * Proxies by address or by network: `10.0.0.0/8`, `192.168.1.7`, `fd00::/8`.
 *
 * @throws TypeError for what is neither
 */
export function trustedNetworks(networks: readonly string[]): Trust {
  // As for most, of whom this would be asked several times a request.
  if (networks.length === 0) return () => false
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix, ...more] = network.split('/')
    const version = isIP(address)
    const bits =
      prefix === undefined ? (version === 6 ? 128 : 32) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
    if (version === 0 || more.length > 0 || bits < 0 || bits > (version === 6 ? 128 : 32))
      throw new TypeError(`"${network}" is not the address of a proxy, nor a network such as 10.0.0.0/8.`)
    list.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4')
  }
  return address => {
    // A socket for both versions writes an address of version 4 as one of version 6.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4')
  }
}

const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/
const PREFIX = /^(?:\/[A-Za-z0-9._~%-]+)+$/

/**
 * Where the client reached this server, without a path of ours: what links begin with. Headers that say so count only when
 * a trusted proxy sent them; of several values the last is the one that it wrote itself.
 */
export function addressOfClient({ socket, headers }: FastifyRequest, trust: Trust): string {
  const own = headers.host !== undefined && HOST.test(headers.host) ? headers.host : localAddress(socket)
  if (!trust(socket.remoteAddress ?? '')) return `http://${own}`
  const told = (name: string): string | undefined =>
    headers[`x-forwarded-${name}`]?.toString().split(',').at(-1)?.trim() || undefined
  const proto = told('proto')?.toLowerCase() === 'https' ? 'https' : 'http'
  const forwarded = told('host')
  const host = forwarded !== undefined && HOST.test(forwarded) ? forwarded : own
  const prefix = told('prefix')?.replace(/\/+$/, '') ?? ''
  const path = PREFIX.test(prefix) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(prefix) ? prefix : ''
  return `${proto}://${withPort(host, told('port'), proto)}${path}`
}

/** Some proxies tell the port apart from the host. */
function withPort(host: string, port: string | undefined, proto: 'http' | 'https'): string {
  const usual = proto === 'https' ? '443' : '80'
  if (port === undefined || port === usual || !/^\d{1,5}$/.test(port) || /:\d+$/.test(host)) return host
  return `${host}:${port}`
}

function localAddress({ localAddress = '127.0.0.1', localPort = 80 }: FastifyRequest['socket']): string {
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`
}
