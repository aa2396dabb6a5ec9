import { Client } from 'undici'
import { nextLinkIn, TAIL_BYTES } from './envelope.ts'

/** A server that serves the collection. */
export interface Served {
  /** Where its first page is. */
  readonly url: string
  readonly key: string
}

export interface Exported {
  readonly pages: number
  readonly bytes: number
  readonly seconds: number
}

/**
 * Reads a collection to its end, one page after another over one connection, as fast as it comes. Nothing is parsed: the link
 * is found in the last bytes of each page.
 *
 * @param signal ends it at once, with an error
 * @param halfway called once, when `half` pages have come
 */
export async function exportAll(
  { url, key }: Served,
  signal: AbortSignal,
  half = Number.POSITIVE_INFINITY,
  halfway: () => void = () => {},
): Promise<Exported> {
  const { origin } = new URL(url)
  const client = connect(origin, signal)
  const begun = performance.now()
  let bytes = 0
  let pages = 0
  try {
    for (let next: string | undefined = url; next !== undefined; pages++) {
      if (pages === half) halfway()
      let tail: Buffer = Buffer.alloc(0)
      await readPage(client, next.slice(origin.length), key, chunk => {
        bytes += chunk.length
        tail = chunk.length >= TAIL_BYTES ? chunk : Buffer.concat([tail.subarray(-TAIL_BYTES), chunk])
      })
      next = nextLinkIn(tail.subarray(-TAIL_BYTES))
    }
    return { pages, bytes, seconds: (performance.now() - begun) / 1000 }
  } finally {
    await client.destroy()
  }
}

/** A connection that breaks when `signal` says so. */
export function connect(origin: string, signal: AbortSignal): Client {
  signal.throwIfAborted()
  const client = new Client(origin)
  const stop = (): void => {
    client.destroy().catch(() => {})
  }
  signal.addEventListener('abort', stop, { once: true })
  client.once('disconnect', () => signal.removeEventListener('abort', stop))
  return client
}

/** Gives the chunks of one page to `take` as they come. */
export function readPage(
  client: Client,
  path: string,
  key: string,
  take: (chunk: Buffer) => void,
  pageSize?: number,
): Promise<void> {
  const prefer = pageSize === undefined ? {} : { prefer: `odata.maxpagesize=${pageSize}` }
  return new Promise((resolve, reject) => {
    client.dispatch(
      { method: 'GET', path, headers: { authorization: `Bearer ${key}`, ...prefer } },
      {
        onRequestStart() {},
        onResponseStart(controller, status) {
          if (status !== 200) controller.abort(new Error(`${path} was answered with ${status}.`))
        },
        onResponseData(_controller, chunk) {
          take(chunk as Buffer)
        },
        onResponseEnd() {
          resolve()
        },
        onResponseError(_controller, error) {
          reject(error)
        },
      },
    )
  })
}
