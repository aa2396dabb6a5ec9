import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const WEB = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** What is answered by others, or not at all: an unknown path in there is no page. */
const ELSEWHERE = /^\/(api|docs|export|ingest|oauth)(\/|$)/
const FILE = /\.[a-z0-9]{1,8}$/i

/** Programs and styles: read as a whole, so that they are compressed like answers. */
const ASSET = /^\/assets\/[\w-][\w.-]*\.(js|css|svg)$/
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** The names of assets change with their content. */
const FOREVER = 'public, max-age=31536000, immutable'

/** The built web application. Its pages are made in the browser, so that the address of any of them gives the one file there is. */
export async function addPages(api: FastifyInstance): Promise<void> {
  if (!existsSync(WEB)) return
  await api.register(fastifyStatic, { root: WEB, serve: false })
  api.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      const path = request.url.split('?')[0]!
      if (ASSET.test(path) && existsSync(join(WEB, path)))
        return reply
          .type(TYPES[extname(path)]!)
          .header('Cache-Control', FOREVER)
          .send(await readFile(join(WEB, path)))
      return reply.sendFile(FILE.test(path) || ELSEWHERE.test(path) ? path.slice(1) : 'index.html', {
        maxAge: 0,
      })
    },
  })
}
