import { isIP, isIPv6 } from 'node:net'

/**
 * What one client of the network has: an IPv4 address, or the first 64 bits of an IPv6 address, because whoever has one
 * of those has 2^64 more (RFC 6177).
 */
export function addressGroup(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::') as [string, string?]
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  const groups = [...before, ...gap, ...after]
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
  return `${groups.join(':')}::/64`
}

/**
 * Where the client is: the address at the other end of the connection, or what trusted proxies say of it. Each proxy adds
 * the address it was reached from at the end of `X-Forwarded-For`; what stands before the first one that is not trusted
 * was written by whoever wanted to.
 */
export function clientAddress(
  remote: string,
  forwardedFor: string | readonly string[] | undefined,
  trust: (address: string) => boolean,
): string {
  const hops = (forwardedFor?.toString() ?? '')
    .split(',')
    .map(hop => hop.trim())
    .filter(hop => isIP(hop) !== 0)
  let address = remote
  while (hops.length > 0 && trust(address)) address = hops.pop()!
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
