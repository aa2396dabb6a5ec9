/** How a page is wrapped, and where in its bytes the address it was served from occurs. */
export const COLLECTION_PATH = '/export/v1/records/interactions'

const LINK = '"@odata.nextLink":"'
const QUOTE = 0x22
/** The link is the last thing in a page, and no longer than this. */
export const TAIL_BYTES = 2048
const HEAD_BYTES = 256

/** The link to the next page, found without parsing: a quote inside a record's text would be escaped. */
export function nextLinkIn(tail: Buffer): string | undefined {
  const at = tail.lastIndexOf(LINK)
  if (at < 0) return undefined
  const start = at + LINK.length
  return tail.toString('utf8', start, tail.indexOf(QUOTE, start))
}

/** The same page as if it were served from another address. Only its envelope is touched. */
export function servedFrom(page: Buffer, origin: string, other: string): Buffer {
  const tail = Math.max(HEAD_BYTES, page.length - TAIL_BYTES)
  const moved = (part: Buffer): Buffer =>
    Buffer.from(part.toString('latin1').replaceAll(`"${origin}/`, `"${other}/`), 'latin1')
  return Buffer.concat([
    moved(page.subarray(0, HEAD_BYTES)),
    page.subarray(HEAD_BYTES, tail),
    moved(page.subarray(tail)),
  ])
}
