import type { FastifyRequest } from 'fastify'
import { type EntityName, findEntity } from '../schema/entities.ts'

/** What a request is for. A page may be the first of a walk or one that a link leads to. */
export const requestKinds = ['page', 'count', 'record', 'token', 'other'] as const
export type RequestKind = (typeof requestKinds)[number]

/** A request, as faults look at it. */
export interface Asked {
  readonly kind: RequestKind
  readonly entity: EntityName | undefined
  /** Path and query, without our marker. */
  readonly link: string
  /** Its `$skiptoken`, when a link was followed. */
  readonly token: string | undefined
  /** Whether it follows a link that a fault put in the way of the page itself. */
  readonly detour: boolean
  /** The credential as it came: `Bearer …`. */
  readonly authorization: string | undefined
}

const COLLECTION = /^\/export\/[^/]+\/(?:records|flat)\/([a-z_-]+)(\/\$count|[/(].*)?$/
const DETOUR = /[?&]detour=1$/

/** A link to the same page that is not the same link: for faults that put a page before the one that was asked for. */
export function detourOf(link: string): string {
  return `${link}${link.includes('?') ? '&' : '?'}detour=1`
}

export const isDetour = (link: string): boolean => DETOUR.test(link)

/** Looks at a request and takes our marker from its address, which the Data API would take for part of the query. */
export function receive(request: FastifyRequest): Asked {
  const { raw, headers } = request
  const came = raw.url ?? '/'
  const link = came.replace(DETOUR, '')
  raw.url = link
  const [path = '', query = ''] = link.replaceAll('%24', '$').split('?')
  const [, name = '', rest] = COLLECTION.exec(path) ?? []
  const entity = findEntity(name)?.name as EntityName | undefined
  return {
    kind: kindOf(path, entity, rest),
    entity,
    link,
    token: /(?:^|&)\$skiptoken=([^&]*)/.exec(query)?.[1],
    detour: came !== link,
    authorization: headers.authorization,
  }
}

function kindOf(path: string, entity: string | undefined, rest: string | undefined): RequestKind {
  if (path === '/oauth/v1/token') return 'token'
  if (entity === undefined) return 'other'
  if (rest === undefined) return 'page'
  return rest === '/$count' ? 'count' : 'record'
}
