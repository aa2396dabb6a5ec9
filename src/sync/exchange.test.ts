import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { afterThisTest } from '../../test/support/temporary.ts'
import { DEFAULT_TIMEOUTS, Exchange, type Timeouts } from './exchange.ts'

async function exchangeWith(listener: RequestListener, timeouts: Partial<Timeouts> = {}): Promise<Exchange> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const exchange = new Exchange(url, { ...DEFAULT_TIMEOUTS, ...timeouts })
  afterThisTest(async () => {
    server.closeAllConnections()
    server.close()
    await exchange.close()
  })
  return exchange
}

const get = { method: 'GET', headers: {} } as const
const TEXT = '{"value":[]}'.repeat(50)

test('answers are unpacked, and counted as they came', async () => {
  const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, identity: Buffer.from }
  for (const [encoding, pack] of Object.entries(packers)) {
    const packed = pack(Buffer.from(TEXT))
    const exchange = await exchangeWith((_, response) =>
      response
        .writeHead(200, { 'content-encoding': encoding, date: 'Sat, 21 Nov 2026 10:00:00 GMT' })
        .end(packed),
    )
    const answer = await exchange.send('/', get, read => ({ ...read, body: read.body.toString() }))
    expect(answer.body, encoding).toBe(TEXT)
    expect(answer).toMatchObject({
      status: 200,
      bytes: packed.length,
      date: Date.parse('2026-11-21T10:00:00Z'),
    })
  }
})

test('packing that is damaged, or that nobody asked for, is no answer', async () => {
  const damaged = gzipSync(Buffer.from(TEXT)).subarray(0, 30)
  for (const [encoding, message] of [
    ['gzip', /the packed answer \(gzip\) is damaged/],
    ['zstd', /packed in a way nobody asked for: zstd/],
  ] as const) {
    const exchange = await exchangeWith((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(damaged),
    )
    await expect(exchange.send('/', get, () => {})).rejects.toThrow(message)
  }
})

test('an answer that drips for ever is given up, though every drop comes in time', async () => {
  const exchange = await exchangeWith(
    (_, response) => {
      response.writeHead(200).flushHeaders()
      const drip = setInterval(() => response.write('.'), 20)
      response.once('close', () => clearInterval(drip))
    },
    { total: 300 },
  )
  await expect(exchange.send('/', get, () => {})).rejects.toThrow(/timeout/i)
})
