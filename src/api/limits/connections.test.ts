import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestStores } from '../../../test/support/data-api.ts'
import { type GuardedApi, serveGuarded } from '../../../test/support/guarded-api.ts'
import type { Engine } from '../../store/engine.ts'
import { readAccessLog } from '../access-log/read-access-log.ts'
import { createKey } from '../credentials/keys.ts'

const stores = new TestStores()
let engine: Engine
let api: GuardedApi
let key: string
beforeAll(async () => {
  engine = await stores.open()
  key = (await createKey(engine, 'x', ['all'])).key
  api = await serveGuarded(engine, {
    limits: { headersMs: 300, requestMs: 600, keepAliveMs: 200, responseMs: 500 },
  })
})
afterAll(async () => {
  await api.close()
  await stores.close()
})

/** A connection, what came over it, and how long the server kept it open. */
function open(onConnect: (socket: Socket) => void = () => {}) {
  const { hostname, port } = new URL(api.address)
  const began = Date.now()
  let text = ''
  const socket = connect(Number(port), hostname, () => onConnect(socket))
  socket.on('error', () => {})
  socket.on('data', chunk => {
    text += chunk
  })
  const closed = new Promise<{ text: string; ms: number }>(resolve =>
    socket.on('close', () => resolve({ text, ms: Date.now() - began })),
  )
  return { socket, closed }
}

test('a connection that says nothing is closed', async () => {
  const { text, ms } = await open().closed
  expect(ms).toBeGreaterThan(250)
  expect(ms).toBeLessThan(3_000)
  expect(text === '' || text.startsWith('HTTP/1.1 408 ')).toBe(true)
})

test('one that sends a request in drops is closed with 408', async () => {
  const { socket, closed } = open(opened => opened.write('GET /healthz HTTP/1.1\r\nX-Drops: '))
  const drops = setInterval(() => socket.writable && socket.write('x'), 50)
  const { text, ms } = await closed
  clearInterval(drops)
  expect(ms).toBeLessThan(3_000)
  expect(text).toMatch(/^HTTP\/1\.1 408 /)
  expect(JSON.parse(text.split('\r\n\r\n')[1]!)).toMatchObject({ code: 'RequestTimeout' })
})

test('one whose body does not arrive is closed with 408', async () => {
  const { text, ms } = await open(socket =>
    socket.write('POST /oauth/v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant'),
  ).closed
  expect(ms).toBeLessThan(4_000)
  expect(text).toMatch(/^HTTP\/1\.1 408 /)
})

test('one that asks nothing more is closed after its answer', async () => {
  const { text, ms } = await open(socket => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')).closed
  expect(text).toMatch(/^HTTP\/1\.1 200 /)
  expect(ms).toBeLessThan(4_000)
})

test('one that does not read its answer is cut, and its memory is free', async () => {
  const bytes = 64 * 1024 * 1024
  const { socket, closed } = open(opened => {
    opened.pause()
    opened.write(
      `GET /export/v1/records/users?bytes=${bytes} HTTP/1.1\r\nHost: x\r\nAuthorization: ${key}\r\n\r\n`,
    )
  })
  for (let i = 0; i < 100 && !(await metric('debrief_responses_cut_total')); i++) await sleep(50)
  expect(await metric('debrief_responses_cut_total')).toBe(1)
  for (let i = 0; i < 100 && (await connections()) > 0; i++) await sleep(20)
  expect(await connections()).toBe(0)
  socket.resume()
  expect((await closed).text.length).toBeLessThan(bytes)
  await api.gate.log.flush()
  const [entry] = await readAccessLog(engine, { limit: 1, credential: 'x' })
  expect(entry).toMatchObject({ status: 200, complete: false, bytes })
})

test('one that reads slowly, but in time, gets it all', async () => {
  const response = await api.ask('users?bytes=3000000', key)
  await sleep(300)
  expect((await response.arrayBuffer()).byteLength).toBe(3_000_000)
})

/** Connections of others than whoever asks for the metrics. */
const connections = (): Promise<number> =>
  new Promise((resolve, reject) =>
    api.server.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )

async function metric(name: string): Promise<number> {
  const found = await api.gate.telemetry.registry.getSingleMetric(name)!.get()
  return found.values[0]?.value ?? 0
}
