import { request } from 'node:http'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveDataApi, type TestApi, TestStores } from '../../test/support/data-api.ts'
import { chosenEncoding, encodings } from './compression.ts'

const stores = new TestStores()
let api: TestApi
beforeAll(async () => {
  const engine = await stores.open()
  await engine.run({
    sql: `INSERT INTO conversations (created_time, id, last_updated_time, route, user_id, record)
          SELECT now64(3), leftPad(toString(number), 5, '0') AS id, now64(3), 'DM', 'u',
            concat('{"id":"', id, '","text":"Größe ', toString(cityHash64(id)), '"}')
          FROM numbers(2000)`,
  })
  api = await serveDataApi(engine)
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

/** What goes over the wire, not decoded. */
function raw(
  path: string,
  acceptEncoding?: string,
): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: api.key,
      ...(acceptEncoding === undefined ? {} : { 'Accept-Encoding': acceptEncoding }),
    }
    request(`${api.address}/export/v1/records/${path}`, { headers }, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('the encoding', () => {
  const cases: [accepted: string | undefined, chosen: string | undefined][] = [
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate', undefined],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'zstd'],
    ['zstd;q=0, *;q=0.1', 'br'],
    ['gzip;q=0, *', 'zstd'],
    ['*;q=0', undefined],
    ['identity;q=0.5, gzip;q=0.3', undefined],
    ['identity;q=0, gzip;q=0.3', 'gzip'],
    ['gzip;q=nonsense', undefined],
  ]
  for (const [accepted, chosen] of cases)
    test(`for "${accepted}" is ${chosen ?? 'none'}`, () => {
      expect(chosenEncoding(accepted, ['zstd', 'br', 'gzip'])).toBe(chosen)
    })
})

describe('a page', () => {
  const decode: Record<string, (body: Buffer) => Buffer> = {
    gzip: zlib.gunzipSync,
    br: zlib.brotliDecompressSync,
    zstd: (zlib as unknown as { zstdDecompressSync: (body: Buffer) => Buffer }).zstdDecompressSync,
  }
  for (const encoding of encodings)
    test(`is the same bytes through ${encoding}, and fewer`, async () => {
      const plain = await raw('conversations?$orderby=id')
      const { headers, body } = await raw('conversations?$orderby=id', encoding)
      expect(headers).toMatchObject({
        'content-encoding': encoding,
        'content-type': 'application/json;odata.metadata=minimal',
        'content-length': String(body.length),
      })
      expect(body.length).toBeLessThan(plain.body.length / 2)
      const records = (bytes: Buffer): string => bytes.toString().split('"@odata.nextLink"')[0]!
      expect(records(decode[encoding]!(body))).toBe(records(plain.body))
    })

  test('is not compressed for those who cannot read it, and says that it might have been', async () => {
    const { headers, body } = await raw('conversations')
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toContain('Accept-Encoding')
    expect(headers['content-length']).toBe(String(body.length))
  })

  test('that is tiny is not compressed', async () => {
    for (const path of ['conversations?$top=1', 'conversations/$count', 'nothing'])
      expect((await raw(path, 'gzip, br')).headers['content-encoding'], path).toBeUndefined()
  })

  test('can be read by whoever walks through all of them', async () => {
    const pages = await api.walk('conversations', 300)
    expect(pages.flatMap(page => page.value)).toHaveLength(2000)
  })
})

test('$metadata is compressed too', async () => {
  const { headers, body } = await raw('$metadata', 'gzip')
  expect(headers['content-encoding']).toBe('gzip')
  expect(zlib.gunzipSync(body).toString()).toContain('<edmx:Edmx')
})
