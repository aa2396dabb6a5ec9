import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'undici'
import { expect, test } from 'vitest'
import { debriefJson, serve } from './support/command.ts'
import { temporaryDirectory } from './support/temporary.ts'
import { conversationId } from './support/walkers.ts'

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60)
const READERS = 500
const SLOW = 50
const GARBAGE = 50
const CREDENTIALS = 10
const ROWS = 200_000

const conversation = (i: number): string =>
  JSON.stringify({
    created_time: '2026-03-01T00:00:00.000Z',
    detail: { content: 'How do I reset my password? '.repeat(8), domain: i % 3 ? 'IT' : 'HR' },
    id: conversationId(i),
    last_updated_time: '2026-03-02T00:00:00.000Z',
    route: 'DM',
    user_id: `u${i % 500}`,
  })

/** What one connection asks, again and again; each answer is checked. */
const QUESTIONS = [
  'conversations',
  "conversations?$filter=detail/domain eq 'HR' and contains(detail/content,'password')",
  'conversations?$orderby=created_time desc&$top=50&$select=id,route',
  'conversations/$count',
  `conversations('${conversationId(777)}')`,
  'conversations?$apply=groupby((route,user_id),aggregate($count as n))',
]

test(`${READERS} connections for ${SECONDS} seconds, among ${SLOW} that hardly read and ${GARBAGE} that send garbage`, async () => {
  const store = temporaryDirectory()
  const input = Array.from({ length: ROWS }, (_, i) => conversation(i)).join('\n')
  await debriefJson(['import', 'conversations', '-', '--store', store], { input })
  const keys: string[] = []
  for (let i = 0; i < CREDENTIALS; i++) {
    const made = await debriefJson<{ key: string }>([
      'keys',
      'create',
      '--name',
      `reader ${i}`,
      '--scope',
      'all',
      '--store',
      store,
    ])
    keys.push(made.key)
  }
  const { api, pid, said, stop } = await serve(store)
  const { origin, pathname, port } = new URL(api)
  const end = performance.now() + SECONDS * 1000
  const latencies: number[] = []
  const errors: string[] = []
  let bytes = 0

  const reader = async (number: number): Promise<void> => {
    const client = new Client(origin, { headersTimeout: 120_000, bodyTimeout: 120_000 })
    const headers = { authorization: `Bearer ${keys[number % CREDENTIALS]}` }
    let path = ''
    for (let round = number; performance.now() < end; round++) {
      path ||= `${pathname}/${encodeURI(QUESTIONS[round % QUESTIONS.length]!)}`
      const begun = performance.now()
      const { statusCode, body } = await client.request({ method: 'GET', path, headers })
      const text = await body.text()
      latencies.push(performance.now() - begun)
      bytes += text.length
      if (statusCode !== 200) errors.push(`${statusCode} ${path} ${text.slice(0, 200)}`)
      // Collections are walked on by every other reader.
      const link = number % 2 === 0 && /"@odata\.nextLink":"([^"]+)"\}$/.exec(text.slice(-4096))?.[1]
      path = link ? link.slice(origin.length) : ''
      if (text.startsWith('{')) JSON.parse(text)
    }
    await client.close()
  }

  // As much as fits into the buffers on the way is sent at once; then so little is read that the rest has to wait.
  const slow = async (number: number): Promise<number> => {
    const socket = connect(Number(port), '127.0.0.1')
    let got = 0
    socket.on('error', () => {})
    socket.write(
      `GET ${pathname}/conversations HTTP/1.1\r\nHost: x\r\nPrefer: odata.maxpagesize=10000\r\nAuthorization: Bearer ${keys[number % CREDENTIALS]}\r\n\r\n`,
    )
    socket.pause()
    while (performance.now() < end) {
      await sleep(250)
      got += socket.read(2048)?.length ?? socket.read()?.length ?? 0
    }
    socket.destroy()
    return got
  }

  const WASTE = [
    'GET / HTTP/1.1\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    `GET ${pathname}/conversations?$filter=${'('.repeat(5000)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keys[0]}\r\n\r\n`,
    `GET ${pathname}/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer dbf_000000000000_nobody\r\n\r\n`,
    `POST ${pathname}/conversations HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n{`,
    `GET ${pathname}/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `X\0Y\r\n\r\n`.repeat(50),
  ]
  let wasted = 0
  const garbage = async (number: number): Promise<void> => {
    for (let round = number; performance.now() < end; round++) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', () => {})
      socket.write(WASTE[round % WASTE.length]!, 'latin1')
      wasted++
      await sleep(200)
      if (round % 3 > 0) socket.destroy()
    }
  }

  const many = <T>(count: number, begin: (number: number) => Promise<T>): Promise<T>[] =>
    Array.from({ length: count }, (_, i) => begin(i))
  const slowly = many(SLOW, slow)
  await Promise.all([...many(READERS, reader), ...many(GARBAGE, garbage)])
  const got = await Promise.all(slowly)
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => Math.round(latencies[Math.floor(latencies.length * share)]!)
  console.log({
    requests: latencies.length,
    requestsPerSecond: Math.round(latencies.length / SECONDS),
    megabytes: Math.round(bytes / 1e6),
    milliseconds: { median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(0.999999) },
    serverPeakMegabytes: Math.round(peak),
    wasted,
    slowReadersGot: got.filter(Boolean).length,
  })
  expect(errors.slice(0, 5)).toEqual([])
  expect(latencies.length, 'everybody was answered').toBeGreaterThan(READERS)
  expect(peak, 'memory of the server in MB').toBeLessThan(2500)
  // It is still there for whoever comes.
  const after = await fetch(`${api}/conversations/$count`, {
    headers: { Authorization: `Bearer ${keys[1]}` },
  })
  expect([after.status, await after.text()]).toEqual([200, String(ROWS)])
  const { code } = await stop()
  expect(code, said().stderr).toBe(0)
})
