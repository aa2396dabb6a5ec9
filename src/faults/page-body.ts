/** A page of a collection, taken apart without touching the text of its records. */
export interface PageBody {
  /** What stands before the list: `{"@odata.context":"…",`. */
  readonly head: string
  /** The records' texts with commas between them. */
  readonly rows: string
  /** Where the next page is. */
  readonly next: string | undefined
}

const LIST = '"value":['
const LINK = '],"@odata.nextLink":'

/** Takes an answer of our own Data API apart; undefined when it is no page. */
export function readPageBody(body: Buffer): PageBody | undefined {
  const text = body.toString('utf8')
  const list = text.indexOf(LIST)
  if (list < 0) return undefined
  const head = text.slice(0, list)
  const from = list + LIST.length
  // No record can have it in its text, where the quotation marks would be escaped.
  const link = text.lastIndexOf(LINK)
  if (link < 0) return { head, rows: text.slice(from, text.lastIndexOf(']')), next: undefined }
  const next = JSON.parse(text.slice(link + LINK.length, -1)) as string
  return { head, rows: text.slice(from, link), next }
}

export function writePageBody({ head, rows, next }: PageBody): Buffer {
  const end = next === undefined ? ']}' : `${LINK}${JSON.stringify(next)}}`
  return Buffer.from(`${head}${LIST}${rows}${end}`)
}

/** The token that a link carries. */
export function tokenIn(link: string): string | undefined {
  return /[?&](?:\$|%24)skiptoken=([^&]*)/.exec(link)?.[1]
}
