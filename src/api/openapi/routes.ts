import type { FastifyInstance, FastifyRequest } from 'fastify'
import { compressBody } from '../compression.ts'
import { addressOfClient, trustedNetworks } from '../public-address.ts'
import { apiDocument } from './document.ts'
import { apiPage, apiPageStyle } from './page.ts'

export interface ApiDescriptionOptions {
  readonly publicUrl?: string | undefined
  readonly trustedProxies?: readonly string[] | undefined
}

/** Nothing on the page comes from anywhere else, and nothing in it runs. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Adds the description of the API, which needs no credential: `/openapi.json`, and `/docs/api` for people. */
export function addApiDescription(server: FastifyInstance, options: ApiDescriptionOptions = {}): void {
  const { publicUrl, trustedProxies = [] } = options
  const trust = trustedNetworks(trustedProxies)
  const documentFor = (request: FastifyRequest) => apiDocument(publicUrl ?? addressOfClient(request, trust))

  server.register(async api => {
    api.addHook('onSend', compressBody)
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('X-Content-Type-Options', 'nosniff')
      reply.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    })
    api.get('/openapi.json', async (request, reply) =>
      reply
        .header('Access-Control-Allow-Origin', '*')
        .type('application/json')
        .send(Buffer.from(JSON.stringify(documentFor(request)))),
    )
    api.get('/docs/api', async (request, reply) =>
      reply.type('text/html;charset=utf-8').send(Buffer.from(apiPage(documentFor(request)))),
    )
    api.get('/docs/api/style.css', async (_request, reply) =>
      reply.type('text/css;charset=utf-8').send(Buffer.from(apiPageStyle)),
    )
  })
}
