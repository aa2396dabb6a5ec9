import { request } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveDataApi, TestStores } from '../../test/support/data-api.ts'
import { afterThisTest } from '../../test/support/temporary.ts'
import type { Engine } from '../store/engine.ts'
import { addressOfClient, trustedNetworks } from './public-address.ts'

describe('trusted networks', () => {
  test('are addresses and networks of either version', () => {
    const trust = trustedNetworks(['10.0.0.0/8', '192.168.1.7', 'fd00::/8', '::1'])
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.7', 'fd12::1', '::1'])
      expect(trust(address), address).toBe(true)
    for (const address of ['11.0.0.1', '192.168.1.8', 'fe80::1', '127.0.0.1', '', 'x', '::ffff:11.0.0.1'])
      expect(trust(address), address).toBe(false)
    expect(trustedNetworks([])('127.0.0.1')).toBe(false)
  })

  test('are refused when they are none', () => {
    for (const network of ['', 'proxy.example.com', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129'])
      expect(() => trustedNetworks([network]), network).toThrow(TypeError)
  })
})

describe('the address of a client', () => {
  const socket = { remoteAddress: '10.0.0.1', localAddress: '::1', localPort: 8080 }
  const trust = trustedNetworks(['10.0.0.0/8'])
  const address = (headers: Record<string, string>, from = socket.remoteAddress): string =>
    addressOfClient(
      { headers, socket: { ...socket, remoteAddress: from } } as unknown as FastifyRequest,
      trust,
    )
  const forwarded = {
    host: 'inner:8080',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'data.example.com',
    'x-forwarded-prefix': '/debrief/',
  }

  test('is what a trusted proxy says, and what the client says to anybody else', () => {
    expect(address(forwarded)).toBe('https://data.example.com/debrief')
    expect(address(forwarded, '192.0.2.1')).toBe('http://inner:8080')
    expect(address({ host: 'data.example.com', 'x-forwarded-proto': 'https' })).toBe(
      'https://data.example.com',
    )
    expect(address({ host: 'h', 'x-forwarded-host': 'evil.example, good.example' })).toBe(
      'http://good.example',
    )
    expect(address({ host: 'h', 'x-forwarded-proto': 'https', 'x-forwarded-port': '8443' })).toBe(
      'https://h:8443',
    )
    expect(address({ host: 'h', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' })).toBe('https://h')
    expect(address({ host: 'h:9', 'x-forwarded-port': '8443' })).toBe('http://h:9')
    expect(address({ host: '[::1]:80' })).toBe('http://[::1]:80')
  })

  test('is never what could not be an address', () => {
    for (const host of ['a"b', 'a/b', 'a b', '', '@x', 'x:y', 'x?y'])
      expect(address({ host: 'h', 'x-forwarded-host': host }), host).toBe('http://h')
    for (const prefix of ['x', '/..', '/a/../b', '//x', '/"', '/a b', '/?'])
      expect(address({ host: 'h', 'x-forwarded-prefix': prefix }), prefix).toBe('http://h')
    expect(address({ host: 'h', 'x-forwarded-proto': 'javascript' })).toBe('http://h')
    expect(address({ host: 'a"b' })).toBe('http://[::1]:8080')
    expect(address({})).toBe('http://[::1]:8080')
  })
})

describe('links and contexts', () => {
  const stores = new TestStores()
  let engine: Engine
  beforeAll(async () => {
    engine = await stores.open()
    await engine.run({
      sql: `INSERT INTO conversations (id, record) SELECT toString(number) AS id, concat('{"id":"', id, '"}') FROM numbers(3)`,
    })
  })
  afterAll(() => stores.close())

  const HEADERS = {
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'data.example.com',
    'X-Forwarded-Prefix': '/debrief',
    Prefer: 'maxpagesize=1',
  }
  for (const [what, options, expected] of [
    ['a trusted proxy', { trustedProxies: ['127.0.0.0/8'] }, 'https://data.example.com/debrief'],
    ['a proxy nobody trusts', { trustedProxies: ['10.0.0.0/8'] }, undefined],
    ['no proxy that is known', {}, undefined],
    [
      'configuration',
      { publicUrl: 'https://x.example', trustedProxies: ['127.0.0.0/8'] },
      'https://x.example',
    ],
  ] as const)
    test(`behind ${what} begin with ${expected ?? 'the host'}`, async () => {
      const api = await serveDataApi(engine, options)
      afterThisTest(() => api.close())
      const begin = expected ?? api.address
      const page = await api.page('conversations', HEADERS)
      expect(page['@odata.context']).toBe(`${begin}/export/v1/records/$metadata#conversations`)
      expect(
        page['@odata.nextLink']!.startsWith(`${begin}/export/v1/records/conversations?$skiptoken=`),
      ).toBe(true)
      const second = await api.page(page['@odata.nextLink']!.replace(begin, api.address), HEADERS)
      expect(second.value[0]!.id).toBe('1')
    })

  test('without a Host, as in HTTP/1.0, begin with the address that was reached', async () => {
    const api = await serveDataApi(engine)
    afterThisTest(() => api.close())
    const text = await new Promise<string>((resolve, reject) =>
      request(
        `${api.address}/export/v1/records/conversations?$top=1`,
        { setHost: false, headers: { Authorization: api.key, Host: '' } },
        response => {
          let body = ''
          response.on('data', chunk => {
            body += chunk
          })
          response.on('end', () => resolve(body))
        },
      )
        .on('error', reject)
        .end(),
    )
    expect(text).toContain(`"@odata.context":"${api.address}/export/v1/records/$metadata#conversations"`)
  })
})
