import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

type Compress = (body: Buffer) => Promise<Buffer>

const gzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip)
const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)

/**
 * The quick levels: records shrink to a fifth with these, and to little less with the thorough ones at several times the
 * cost (brotli 1 does 320 MB/s, gzip 1 98, gzip 6 53). They run in threads of their own: other requests do not wait.
 */
const ENCODINGS: ReadonlyMap<string, Compress> = new Map<string, Compress>([
  ...zstd(),
  [
    'br',
    body =>
      brotli(body, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: 1,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        },
      }),
  ],
  ['gzip', body => gzip(body, { level: 1 })],
])

/** Node has it from 22.15 on. */
function zstd(): [string, Compress][] {
  const { zstdCompress } = zlib as {
    zstdCompress?: (body: Buffer, done: (e: Error | null, b: Buffer) => void) => void
  }
  return zstdCompress ? [['zstd', promisify(zstdCompress)]] : []
}

/** Names of the encodings this server has, the best first. */
export const encodings: readonly string[] = [...ENCODINGS.keys()]

/** Below this a body fits into one packet anyway. */
const LEAST_BYTES = 1400

/**
 * The encoding that `Accept-Encoding` weighs highest; ours decides among equals. Undefined for none (RFC 9110, 12.5.3).
 */
export function chosenEncoding(accepted: string | undefined, known = encodings): string | undefined {
  if (!accepted) return undefined
  const weights = new Map<string, number>()
  for (const part of accepted.toLowerCase().split(',')) {
    const [, name, weight = '1'] = /^\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?$/.exec(part) ?? []
    if (name !== undefined) weights.set(name === 'x-gzip' ? 'gzip' : name, Number(weight))
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0
  let best: string | undefined
  // What is not encoded is accepted unless it is said that it is not, but only as much as it is said to be.
  let most = weights.get('identity') ?? 0
  for (const name of known)
    if (weightOf(name) > most || (best === undefined && weightOf(name) > 0 && weightOf(name) === most)) {
      best = name
      most = weightOf(name)
    }
  return best
}

/** Compresses a body, as the client accepts it. For Fastify's `onSend`. */
export async function compressBody(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<unknown> {
  if (!(typeof body === 'string' || Buffer.isBuffer(body)) || body.length < LEAST_BYTES) return body
  if (reply.hasHeader('Content-Encoding')) return body
  reply.header('Vary', 'Accept, Accept-Encoding')
  const encoding = chosenEncoding(request.headers['accept-encoding']?.toString())
  if (encoding === undefined) return body
  const compressed = await ENCODINGS.get(encoding)!(typeof body === 'string' ? Buffer.from(body) : body)
  reply.header('Content-Encoding', encoding).header('Content-Length', compressed.length)
  return compressed
}
