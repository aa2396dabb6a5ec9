// A server that has every response in memory: what HTTP alone allows on this machine.
// Usage: memory-server.js <file of pages> <key>
import { closeSync, openSync, readSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NO_ORIGIN } from './content.ts'
import { COLLECTION_PATH, nextLinkIn, servedFrom, TAIL_BYTES } from './envelope.ts'
import { serveUntilStopped } from './processes.ts'

const [path, key] = process.argv.slice(2)
const expected = `Bearer ${key}`
const pages = new Map<string, Buffer>()

const server = createServer((request, response) => {
  const page = request.headers.authorization === expected ? pages.get(request.url ?? '') : undefined
  if (!page) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-length': page.length,
    'content-type': 'application/json;odata.metadata=minimal',
    'odata-version': '4.0',
  })
  response.end(page)
})

server.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  load(path!, origin)
  serveUntilStopped(JSON.stringify({ url: `${origin}${COLLECTION_PATH}` }))
})

function load(file: string, origin: string): void {
  const source = openSync(file, 'r')
  const length = Buffer.alloc(4)
  let place = COLLECTION_PATH
  while (readSync(source, length) > 0) {
    const page = Buffer.alloc(length.readUInt32LE())
    readSync(source, page)
    const moved = servedFrom(page, NO_ORIGIN, origin)
    pages.set(place, moved)
    place = nextLinkIn(moved.subarray(-TAIL_BYTES))?.slice(origin.length) ?? ''
  }
  closeSync(source)
}
