import type { JsonRepresentation } from './representation.ts'

/** What stands around the rows of a page. */
export interface PageFrame {
  readonly context: string
  /** How many rows the whole collection has; undefined unless it was asked for. */
  readonly count: number | undefined
  /** Where the client goes on; undefined at the end of a walk that it does not track. */
  readonly link: { readonly name: 'nextLink' | 'deltaLink'; readonly url: string } | undefined
}

/** A page as it goes over the wire (OData JSON Format 4.01, 12). The rows are JSON texts joined by commas. */
export function collectionBody(
  rows: Buffer,
  { metadata, ieee754 }: JsonRepresentation,
  { context, count, link }: PageFrame,
): Buffer {
  const parts = [
    ...(metadata === 'none' ? [] : [`"@odata.context":${JSON.stringify(context)}`]),
    ...(count === undefined ? [] : [`"@odata.count":${ieee754 ? `"${count}"` : count}`]),
    '"value":[',
  ]
  const end = link ? `],"@odata.${link.name}":${JSON.stringify(link.url)}}` : ']}'
  return Buffer.concat([Buffer.from(`{${parts.join(',')}`), rows, Buffer.from(end)])
}
