import type { AddressInfo } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { dataService, flatService, type ServiceModel } from '../odata/index.ts'
import type { Engine } from '../store/engine.ts'
import { redactUrl } from './access-log/redact-query.ts'
import { authorize } from './authorize.ts'
import { DeltaTokens } from './changes/delta-token.ts'
import type { Reading } from './collection-request.ts'
import { compressBody } from './compression.ts'
import { addTokenEndpoint } from './credentials/token-endpoint.ts'
import { answer, nothingAt } from './data-routes.ts'
import { ApiError, apiError, sendError } from './errors.ts'
import { Gate } from './gate.ts'
import { connectionSettings } from './limits/connections.ts'
import { DEFAULT_LIMITS, type Limits } from './limits/limits.ts'
import { admitQuery, admitReading, askedFor, MAX_QUERY_BYTES, refuseMethod } from './methods.ts'
import { refuseCharset, refuseIsolation, responseVersion } from './protocol-headers.ts'
import { addressOfClient, trustedNetworks } from './public-address.ts'
import { ReadAhead } from './read-ahead.ts'
import { SigningKeys } from './signing-keys.ts'
import { SkipTokens } from './skip-token.ts'
import { SkipWalks } from './skip-walks.ts'
import { answerUnreadable, MAX_HEADER_BYTES } from './unreadable-request.ts'

/** Versions of the Data API in its paths. The beta had the same structure. */
const VERSIONS = ['v1', 'v1beta2']
const GONE_VERSIONS = ['v1beta1']

/** By what stands behind the version: the records as they are, and for tools that read no objects and lists, flat. */
const SERVICES: readonly (readonly [root: string, service: ServiceModel])[] = [
  ['records', dataService],
  ['flat', flatService(dataService)],
]

export interface DataApiOptions {
  readonly engine: Engine
  /** The address clients use when it differs from the one they connect to, as behind a proxy: `https://data.example.com`. */
  readonly publicUrl?: string | undefined
  /** Proxies whose `X-Forwarded-…` headers say what clients use, as addresses or networks. Without `publicUrl` only. */
  readonly trustedProxies?: readonly string[] | undefined
  /** How long a link to a further page can be followed: a day unless it is said. */
  readonly maxLinkAgeMs?: number | undefined
  /** Who may in, how often, how many at once; one with the usual limits when absent. */
  readonly gate?: Gate | undefined
}

/** A server with nothing on it yet but our errors. */
export function createServer(logger?: FastifyBaseLogger, limits: Limits = DEFAULT_LIMITS): FastifyInstance {
  const { http, ...connections } = connectionSettings(limits)
  const server = Fastify({
    ...connections,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // While it shuts down, a connection's last request is answered as any other.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    // The router takes an encoded dollar sign, which some clients send, for another character.
    rewriteUrl: ({ url = '' }) =>
      url.includes('%24') ? url.replace(/^[^?]*/, path => path.replaceAll('%24', '$')) : url,
    http: { ...http, maxHeaderSize: MAX_HEADER_BYTES },
    clientErrorHandler: answerUnreadable,
    // An address that cannot be decoded reaches no route, and none of its hooks.
    frameworkErrors: (thrown, _request, reply) => {
      sendError(reply.header('OData-Version', '4.0'), apiError(thrown))
    },
    ...(logger
      ? { loggerInstance: logger, logController: new LogController({ disableRequestLogging: true }) }
      : { logger: false }),
  })
  server.setErrorHandler((thrown, request, reply) => {
    const error = apiError(thrown)
    if (error.status === 500)
      request.log.error({ err: thrown, url: redactUrl(request.url) }, 'request failed')
    return sendError(reply, error)
  })
  server.setNotFoundHandler(nothingThere)
  return server
}

function nothingThere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendError(reply, nothingAt(request))
}

/** Adds the Data API's routes to a server. */
export function addDataApi(server: FastifyInstance, options: DataApiOptions): void {
  const { engine, publicUrl, trustedProxies = [], maxLinkAgeMs } = options
  const trust = trustedNetworks(trustedProxies)
  const gate = options.gate ?? new Gate({ engine, trust })
  const signing = new SigningKeys(engine)
  const reading: Reading = {
    engine,
    readAhead: new ReadAhead(engine),
    tokens: new SkipTokens(signing, maxLinkAgeMs),
    deltas: new DeltaTokens(signing),
    skipWalks: new SkipWalks(),
  }

  gate.telemetry.gauge(
    'debrief_read_ahead_bytes',
    'Bytes of pages read ahead.',
    () => reading.readAhead.bytes,
  )

  const routes = async (api: FastifyInstance): Promise<void> => {
    // An answer has a version even when the one that was asked for cannot be, or nothing was asked that could be heard.
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('OData-Version', '4.0')
    })
    gate.guard(api)
    api.addHook('onRequest', async ({ headers }, reply) => {
      reply.header('OData-Version', responseVersion(headers))
      refuseIsolation(headers)
      refuseCharset(headers)
    })
    api.addHook('onSend', compressBody)
    api.setNotFoundHandler(nothingThere)

    const route = (url: string, root: string, service: ServiceModel): void => {
      const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const { version } = request.params as { version: string }
        checkVersion(version)
        const reader = await authorize(gate, request, reply)
        const base = `${publicUrl ?? addressOfClient(request, trust)}/export/${version}/${root}`
        const { path, query } = behind(root, request.raw.url!)
        return answer(reading, {
          request,
          reply,
          reader,
          ...askedFor(request, path, query),
          address: { base, service },
          program: `${gate.addressOf(request)} ${request.headers['user-agent'] ?? ''}`,
        })
      }
      // Methods are refused before the body is read, which may be one that cannot be.
      api.route({ method: ['GET', 'HEAD'], url, onRequest: admitReading, handler })
      api.route({ method: 'POST', url, onRequest: admitQuery, bodyLimit: MAX_QUERY_BYTES, handler })
      api.route({
        method: ['DELETE', 'OPTIONS', 'PATCH', 'PUT'],
        url,
        onRequest: refuseMethod,
        handler: refuseMethod,
      })
    }
    // The service itself, and whatever resource is behind it: its path is read by the rules of OData, not by the router.
    for (const [root, service] of SERVICES)
      for (const url of [`/:version/${root}`, `/:version/${root}/*`]) route(url, root, service)
  }
  // Under a prefix, so that what is found nowhere in the Data API is answered as the rest of it.
  server.register(routes, { prefix: '/export' })
  addTokenEndpoint(server, gate)
}

/** What stands behind a service's root in an address, still encoded. */
function behind(root: string, url: string): { path: string; query: string } {
  const at = url.indexOf(`/${root}`) + root.length + 1
  const end = url.indexOf('?', at)
  const path = url.slice(at, end < 0 ? undefined : end)
  return { path: path.replace(/^\//, ''), query: end < 0 ? '' : url.slice(end + 1) }
}

function checkVersion(version: string): void {
  if (VERSIONS.includes(version)) return
  if (GONE_VERSIONS.includes(version))
    throw new ApiError(410, 'VersionGone', `Version ${version} of the Data API is gone. Use v1.`)
  throw new ApiError(404, 'UnknownVersion', `There is no version "${version}" of the Data API. Use v1.`)
}

/** Listens, and gives the address with the port the system chose where 0 was asked for. */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  await server.listen({ host, port })
  const { port: actual } = server.server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
}
