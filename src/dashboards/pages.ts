import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { AskedAhead } from './asked-ahead.ts'

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

/**
 * The built web application. Its pages are made in the browser, so that the address of any of them gives the one file there is. What it
 * will ask is said beside it (`Link`, RFC 8288, with the relation `preload` of HTML), and the browser asks at once.
 */
export async function addPages(api: FastifyInstance, askedAhead: AskedAhead): Promise<void> {
  if (!existsSync(WEB)) return
  await api.register(fastifyStatic, { root: WEB, serve: false })
  const own = ownFiles(await readFile(join(WEB, 'index.html'), 'utf8'))
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
      if (FILE.test(path) || ELSEWHERE.test(path)) return reply.sendFile(path.slice(1), { maxAge: 0 })
      const ahead = await askedAhead(request)
      // A browser has six connections, and takes what is named first: nothing can be drawn without the program.
      if (ahead.length > 0)
        reply.header(
          'Link',
          [...own, ...ahead.map(each => `<${each}>; rel=preload; as=fetch; crossorigin`)].join(', '),
        )
      return reply.sendFile('index.html', { maxAge: 0 })
    },
  })
}

/** How the page names its own files, in the order in which it needs them, and what says so in a link. */
const OWN_FILES: readonly (readonly [written: RegExp, link: string])[] = [
  [/<script src="([^"]+)"/g, 'rel=preload; as=script'],
  [/<link rel="stylesheet" crossorigin href="([^"]+)"/g, 'rel=preload; as=style; crossorigin'],
  [
    /(?:<script type="module" crossorigin src|<link rel="modulepreload" crossorigin href)="([^"]+)"/g,
    'rel=modulepreload; crossorigin',
  ],
]

const ownFiles = (page: string): string[] =>
  OWN_FILES.flatMap(([written, link]) =>
    Array.from(page.matchAll(written), ([, path]) => `<${path}>; ${link}`),
  )
