import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it reached the proxy. */
export interface Asked {
  /** Path and query, as they came. */
  readonly link: string
  /** The same, decoded. */
  readonly text: string
  /** The collection: `users`. */
  readonly entity: string
  readonly kind: 'page' | 'count' | 'clock'
  /** The same for the same link, from 1: how often it has been asked for. */
  readonly attempt: number
  readonly authorization: string | undefined
}

/** What goes wrong with one request. */
export type Fault =
  /** The proxy answers in the source's place. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** The source's answer, changed. */
  | { readonly rewrite: (body: string) => string }
  /** The source's answer up to so many bytes, then the connection is cut. */
  | { readonly cutAfter: number }

/** A Data API behind a real HTTP proxy that breaks what a test wants broken. */
export interface FaultProxy {
  /** Where the collections are. */
  readonly url: string
  readonly origin: string
  /** Everything that was asked for, in order. */
  readonly asked: Asked[]
  /** Decides what goes wrong with each request; nothing, until it is set. */
  fault: (asked: Asked) => Fault | undefined | Promise<Fault | undefined>
  /** What time it is there, in milliseconds since 1970. */
  now: () => number
  close(): Promise<void>
}

/**
 * @param source address of the Data API, without a path
 * @param pageSize rows a page, as if the source had no other size
 */
export async function startFaultProxy(source: string, pageSize?: number): Promise<FaultProxy> {
  const asked: Asked[] = []
  const attempts = new Map<string, number>()
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const link = request.url ?? '/'
    attempts.set(link, (attempts.get(link) ?? 0) + 1)
    const one = {
      ...describe(link),
      attempt: attempts.get(link)!,
      authorization: request.headers.authorization,
    }
    asked.push(one)
    const fault = await proxy.fault(one)
    if (fault && 'status' in fault) {
      response.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers }).end(fault.body)
      return
    }
    const answer = await fetch(`${source}${link}`, {
      headers: {
        authorization: request.headers.authorization ?? '',
        ...(pageSize ? { prefer: `odata.maxpagesize=${pageSize}` } : {}),
      },
    })
    const body = (await answer.text()).replaceAll(source, proxy.origin)
    const bytes = Buffer.from(fault && 'rewrite' in fault ? fault.rewrite(body) : body)
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
      'content-length': bytes.length,
      date: new Date(proxy.now()).toUTCString(),
    })
    if (fault && 'cutAfter' in fault)
      response.write(bytes.subarray(0, fault.cutAfter), () => response.destroy())
    else response.end(bytes)
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy: FaultProxy = {
    origin,
    url: `${origin}/export/v1/records`,
    asked,
    fault: () => undefined,
    now: Date.now,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return proxy
}

function describe(link: string): Pick<Asked, 'link' | 'text' | 'entity' | 'kind'> {
  const url = new URL(link, 'http://proxy')
  const [entity = '', rest] = url.pathname.replace(/^.*\/records\//, '').split('/')
  const clock = url.searchParams.get('$top') === '1'
  return {
    link,
    text: decodeURIComponent(`${url.pathname}${url.search}`),
    entity,
    kind: rest === '$count' ? 'count' : clock ? 'clock' : 'page',
  }
}
