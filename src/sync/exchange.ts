import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Agent, type Dispatcher, request } from 'undici'
import { ByteBuilder } from '../ingest/byte-builder.ts'
import { excerpt } from './page-body.ts'

/** How long each phase of a request may take, in milliseconds. */
export interface Timeouts {
  readonly connect: number
  readonly headers: number
  /** Between two pieces of a body. */
  readonly body: number
  /** The whole request, however it drips. */
  readonly total: number
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 15_000,
  headers: 120_000,
  body: 60_000,
  total: 600_000,
}

/** An answer, whole and unpacked. The memory of its body is used again once it is read. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** As many as came over the line. */
  readonly bytes: number
  /** The source's clock; NaN where it does not say. */
  readonly date: number
  readonly retryAfter: string
}

/** One server, and the connections to it. Redirections are not followed: a credential goes nowhere else. */
export class Exchange {
  readonly #origin: string
  readonly #timeouts: Timeouts
  readonly #agent: Agent
  readonly #encoding: Readonly<Record<string, string>>
  /** Memory for bodies: fresh memory for each would cost more than copying them. */
  readonly #idle: ByteBuilder[] = []

  constructor({ origin, hostname }: URL, timeouts: Timeouts) {
    this.#origin = origin
    this.#timeouts = timeouts
    const { connect, headers, body } = timeouts
    this.#agent = new Agent({ connect: { timeout: connect }, headersTimeout: headers, bodyTimeout: body })
    // Between two programs of one machine, packing costs more than it saves.
    this.#encoding = isLoopback(hostname) ? {} : { 'accept-encoding': 'gzip, deflate, br' }
  }

  /**
   * Sends a request, and gives what `read` makes of the answer.
   *
   * @throws whatever keeps an answer from coming whole: the network, a time-out, damaged packing; and what `read` throws
   */
  async send<T>(
    path: string,
    options: Pick<Dispatcher.RequestOptions, 'method' | 'body'> & {
      readonly headers: Readonly<Record<string, string>>
      readonly signal?: AbortSignal | undefined
    },
    read: (answer: Answer) => T,
  ): Promise<T> {
    const late = AbortSignal.timeout(this.#timeouts.total)
    const { statusCode, headers, body } = await request(`${this.#origin}${path}`, {
      ...options,
      headers: { ...this.#encoding, ...options.headers },
      dispatcher: this.#agent,
      signal: options.signal ? AbortSignal.any([late, options.signal]) : late,
    })
    const header = (name: string): string => String(headers[name] ?? '')
    const memory = this.#idle.pop() ?? new ByteBuilder()
    try {
      for await (const chunk of body) memory.append(chunk as Buffer)
      const packed = memory.view()
      return read({
        status: statusCode,
        body: await unpack(packed, header('content-encoding')),
        bytes: packed.length,
        date: Date.parse(header('date')),
        retryAfter: header('retry-after'),
      })
    } finally {
      memory.clear()
      this.#idle.push(memory)
    }
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))

const unpackers: Readonly<Record<string, (packed: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(gunzip),
  deflate: promisify<Buffer, Buffer>(inflate),
  br: promisify<Buffer, Buffer>(brotliDecompress),
}

async function unpack(body: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body
  const unpacker = unpackers[encoding.trim().toLowerCase()]
  if (!unpacker) throw new Error(`the answer is packed in a way nobody asked for: ${excerpt(encoding)}`)
  try {
    return await unpacker(body)
  } catch (error) {
    throw new Error(
      `the packed answer (${encoding}) is damaged: ${error instanceof Error ? error.message : error}`,
    )
  }
}
