import type { RecordPage } from './page-reader.ts'
import type { JsonRepresentation } from './representation.ts'

/** What stands around the rows of a page. */
export interface PageFrame {
  readonly context: string
  /** How many rows the whole collection has; undefined unless it was asked for. */
  readonly count: number | undefined
  /** Where the client goes on; undefined at the end of a walk that it does not track. */
  readonly link: { readonly name: 'nextLink' | 'deltaLink'; readonly url: string } | undefined
}

/**
 * A page as it goes over the wire (OData JSON Format 4.01, 12). The rows are JSON texts joined by commas. Where there is room
 * around them, the frame is written there: they stay where they are, and the page is used up.
 */
export function collectionBody(
  page: RecordPage,
  { metadata, ieee754 }: JsonRepresentation,
  { context, count, link }: PageFrame,
): Buffer {
  const parts = [
    ...(metadata === 'none' ? [] : [`"@odata.context":${JSON.stringify(context)}`]),
    ...(count === undefined ? [] : [`"@odata.count":${ieee754 ? `"${count}"` : count}`]),
    '"value":[',
  ]
  const end = link ? `],"@odata.${link.name}":${JSON.stringify(link.url)}}` : ']}'
  return framed(page, `{${parts.join(',')}`, end)
}

function framed({ rows, room = { before: 0, behind: 0 } }: RecordPage, head: string, tail: string): Buffer {
  const [before, behind] = [Buffer.byteLength(head), Buffer.byteLength(tail)]
  if (before > room.before || behind > room.behind)
    return Buffer.concat([Buffer.from(head), rows, Buffer.from(tail)])
  const length = before + rows.length + behind
  const body = Buffer.from(rows.buffer as ArrayBuffer, rows.byteOffset - before, length)
  body.write(head)
  body.write(tail, length - behind)
  return body
}
