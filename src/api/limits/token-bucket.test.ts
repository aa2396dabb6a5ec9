import { describe, expect, test } from 'vitest'
import { addressGroup, clientAddress } from './address.ts'
import { RecentlyGood } from './recently-good.ts'
import { TokenBuckets } from './token-bucket.ts'

describe('a token bucket', () => {
  test('gives its burst at once, then its rate', () => {
    let now = 0
    const buckets = new TokenBuckets(2, 5, () => now)
    const take = (): boolean => buckets.take('a').allowed
    expect(Array.from({ length: 7 }, take)).toEqual([true, true, true, true, true, false, false])
    now += 499
    expect(take()).toBe(false)
    now += 1
    expect([take(), take()]).toEqual([true, false])
    now += 1_000
    expect([take(), take(), take()]).toEqual([true, true, false])
    now += 3_600_000
    expect(Array.from({ length: 6 }, take), 'never more than its burst').toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
  })

  test('says what is left, and when it may be tried again', () => {
    let now = 0
    const buckets = new TokenBuckets(0.5, 2, () => now)
    expect(buckets.look('a')).toEqual({ allowed: true, remaining: 2, resetSeconds: 0, retrySeconds: 0 })
    expect(buckets.take('a')).toEqual({ allowed: true, remaining: 1, resetSeconds: 2, retrySeconds: 0 })
    expect(buckets.take('a')).toEqual({ allowed: true, remaining: 0, resetSeconds: 4, retrySeconds: 0 })
    expect(buckets.take('a')).toEqual({ allowed: false, remaining: 0, resetSeconds: 4, retrySeconds: 2 })
    now += 1_500
    const { allowed, retrySeconds } = buckets.take('a')
    expect([allowed, retrySeconds]).toEqual([false, 1])
    now += retrySeconds * 1_000
    expect(buckets.take('a').allowed).toBe(true)
  })

  test('is each client’s own, and no clock that is set back takes anything away', () => {
    let now = 1_000_000
    const buckets = new TokenBuckets(1, 1, () => now)
    expect([buckets.take('a').allowed, buckets.take('b').allowed]).toEqual([true, true])
    now = 0
    expect(buckets.take('a').allowed).toBe(false)
    now = 1_000
    expect(buckets.take('a').allowed).toBe(true)
  })

  test('is forgotten when it is full and there are many; one that is not full stays', () => {
    let now = 0
    const buckets = new TokenBuckets(1, 2, () => now)
    for (let i = 0; i < 10_000; i++) buckets.take(`client ${i}`)
    now += 1_000
    buckets.take('client 7')
    buckets.take('client 7')
    buckets.take('one more')
    expect(buckets.size).toBeLessThan(10)
    expect(buckets.take('client 7').allowed).toBe(false)
  })
})

test('the client of the network is an IPv4 address, or 64 bits of an IPv6 address', () => {
  const groups: [string, string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ]
  for (const [address, group] of groups) expect(addressGroup(address), address).toBe(group)
})

test('X-Forwarded-For is believed as far as trusted proxies wrote it', () => {
  const trust = (address: string): boolean => address.startsWith('10.')
  const at = (remote: string, header?: string): string => clientAddress(remote, header, trust)
  expect(at('203.0.113.5')).toBe('203.0.113.5')
  expect(at('203.0.113.5', '198.51.100.1'), 'anybody can write that').toBe('203.0.113.5')
  expect(at('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1')
  expect(at('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.9')).toBe('198.51.100.1')
  expect(at('10.0.0.1', '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3')
  expect(at('10.0.0.1', 'unknown, <script>')).toBe('10.0.0.1')
  expect(at('::ffff:203.0.113.5')).toBe('203.0.113.5')
})

test('a credential counts as good for five minutes at least, and for ten at most', () => {
  let now = 0
  const good = new RecentlyGood(() => now)
  now = 299_000
  good.add('k')
  expect([good.has('k'), good.has('x')]).toEqual([true, false])
  now += 300_000
  expect(good.has('k')).toBe(true)
  now += 301_000
  expect(good.has('k')).toBe(false)
  good.add('k')
  now += 3_600_000
  expect(good.has('k')).toBe(false)
})
