import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Right, Viewer } from '../../access/roles.ts'
import { sameText } from '../../api/credentials/secret.ts'
import { ApiError } from '../../api/errors.ts'
import type { Door } from './door.ts'
import { isOwnHost } from './hosts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route under /api asks of who calls it: `numbers` unless it says otherwise; `anyone` may be nobody. */
    right?: Right | 'anyone'
  }
  interface FastifyRequest {
    /** Who asks. Set for every route under /api that asks for a right. */
    viewer: Viewer
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Insists that the server is called by a name of its own, that changes are asked for by a page of it, and that who calls a
 * route under /api has the right that it declares.
 *
 * @param names host names that are the server’s
 */
export function guardRoutes(api: FastifyInstance, door: Door, names: readonly string[]): void {
  api.decorateRequest('viewer', null as unknown as Viewer)
  api.addHook('onRequest', async request => {
    refuseOtherNames(request, door, names)
    const { url, config } = request.routeOptions
    if (!url?.startsWith('/api/')) return
    const changes = !SAFE_METHODS.has(request.method)
    if (changes) refuseOtherSites(request, door)
    if (config.right === 'anyone') return
    const viewer = await door.viewer(request)
    if (!viewer) throw new ApiError(401, 'SignInNeeded', 'Sign in to see this.')
    request.viewer = viewer
    const right = config.right ?? 'numbers'
    if (!viewer.rights.includes(right))
      throw new ApiError(
        403,
        'MissingRight',
        `This needs the right “${right}”, which the role ${viewer.role} does not have.`,
      )
    if (changes && !sameText(String(request.headers['x-csrf-token'] ?? ''), door.csrf(request)))
      throw new ApiError(
        403,
        'WrongCsrfToken',
        'The page that asked for this is not one of this session. Load it again.',
        'X-CSRF-Token',
      )
  })
}

function refuseOtherNames(request: FastifyRequest, door: Door, names: readonly string[]): void {
  const host = request.headers.host ?? ''
  // A trusted proxy calls by whatever name it was called itself; behind one, everybody has to sign in.
  if (isOwnHost(host, names) || door.isTrusted(request)) return
  throw new ApiError(
    403,
    'UnknownHost',
    `The dashboards do not answer under the name "${host.slice(0, 100)}". If it is theirs, start the server with --public-url.`,
    'Host',
  )
}

/** What pages of other sites can have a browser send is refused, whatever comes with it. */
function refuseOtherSites(request: FastifyRequest, door: Door): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOurs =
    site === undefined
      ? origin === undefined || origin === new URL(door.base(request)).origin
      : site === 'same-origin'
  if (!isOurs) throw new ApiError(403, 'OtherSite', 'A page of another site asked for this.', 'Origin')
}
