import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { nextLinkIn, servedFrom, TAIL_BYTES } from './envelope.ts'
import { connect, readPage, type Served } from './export-client.ts'

/** What an export contains, to compare servers by. */
export interface Content {
  readonly rows: number
  readonly pages: number
  readonly bytes: number
  /** Checksum of all ids in their order. */
  readonly ids: string
  /** Checksum of all bytes, with the server's address left out of account. */
  readonly text: string
}

/** Stands for the address of whichever server the pages come from. */
export const NO_ORIGIN = 'http://bench.invalid'

const ID = Buffer.from('"id":"')
const QUOTE = 0x22

/**
 * Reads a collection carefully, outside any measurement.
 *
 * @param copy a file that gets the pages, each after its length in four bytes, as if served from {@link NO_ORIGIN}
 */
export async function readContent(
  { url, key }: Served,
  signal: AbortSignal,
  copy?: string,
): Promise<Content> {
  const { origin } = new URL(url)
  const client = connect(origin, signal)
  const ids = createHash('sha256')
  const text = createHash('sha256')
  const file = copy === undefined ? undefined : createWriteStream(copy)
  let pages = 0
  let rows = 0
  let bytes = 0
  try {
    for (let next: string | undefined = url; next !== undefined; ) {
      pages++
      const chunks: Buffer[] = []
      await readPage(client, next.slice(origin.length), key, chunk => chunks.push(chunk))
      const page = Buffer.concat(chunks)
      const moved = servedFrom(page, origin, NO_ORIGIN)
      rows += addIds(page, id => ids.update(id))
      bytes += page.length
      text.update(moved)
      if (file) await write(file, moved)
      next = nextLinkIn(page.subarray(-TAIL_BYTES))
    }
  } finally {
    await client.destroy()
    if (file) await new Promise(resolve => file.end(resolve))
  }
  return { rows, pages, bytes, ids: ids.digest('hex'), text: text.digest('hex') }
}

/** `"id":"` occurs once in a record: in the text of an attribute its quotes would be escaped. */
function addIds(page: Buffer, add: (id: Buffer) => void): number {
  let rows = 0
  for (let at = page.indexOf(ID); at >= 0; at = page.indexOf(ID, at)) {
    const end = page.indexOf(QUOTE, at + ID.length)
    add(page.subarray(at, end))
    rows++
    at = end
  }
  return rows
}

async function write(file: NodeJS.WritableStream, page: Buffer): Promise<void> {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(page.length)
  file.write(length)
  if (!file.write(page)) await new Promise(resolve => file.once('drain', resolve))
}
