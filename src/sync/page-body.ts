import { ByteBuilder } from '../ingest/byte-builder.ts'
import { InputError, RecordSplitter } from '../ingest/record-splitter.ts'
import type { RecordBatch } from '../store/upsert.ts'

/** What a page of a collection says. */
export interface PageBody {
  /** Its lines may be overwritten when the next page is read to the same place. */
  readonly batch: RecordBatch & { readonly lines: Buffer }
  /** The ids of its records, in their order; null for a record without one. */
  readonly ids: readonly (string | null)[]
  /** The link to the next page, in whichever of its spellings; undefined on the last one. */
  readonly next: string | undefined
  /** `@odata.count`, where the page has it. */
  readonly count: number | undefined
}

/** Where the records of a page are put: behind those of earlier pages of the same batch, and how many these are. */
export interface PagePlace {
  readonly before: number
  readonly lines: ByteBuilder
}

/**
 * Takes a response apart: its records, and what stands beside them.
 *
 * @param place where its records are put; of their own when absent
 * @throws InputError when it is not a page, whole; then nothing was put anywhere
 */
export function readPageBody(
  body: Buffer,
  place: PagePlace = { before: 0, lines: new ByteBuilder() },
): PageBody {
  const { before, lines } = place
  const start = lines.length
  try {
    return readWhole(body, new RecordSplitter(before, lines, true))
  } catch (error) {
    lines.truncate(start)
    throw error
  }
}

function readWhole(body: Buffer, splitter: RecordSplitter): PageBody {
  splitter.push(body)
  splitter.end()
  const [envelope, ...more] = splitter.envelopes
  if (!envelope || more.length > 0)
    throw new InputError(
      `The answer is not a Data API response: {"value": […]} was expected, and not ${excerpt(body.toString('utf8', 0, 1000))}`,
    )
  if ('error' in envelope)
    throw new InputError(`The answer is an error with status 200: ${excerpt(JSON.stringify(envelope.error))}`)
  // An empty page without it has been seen; anything else under it would be taken for an empty page, and lost.
  if (envelope.value !== undefined && envelope.value !== null && !Array.isArray(envelope.value))
    throw new InputError(`The answer's value is not a list: ${excerpt(JSON.stringify(envelope.value))}`)
  const next = either(envelope, ['nextLink', 'nextlink'])
  if (next !== undefined && typeof next !== 'string')
    throw new InputError(`The link to the next page is not text: ${JSON.stringify(next)}`)
  const count = Number(either(envelope, ['count']) ?? Number.NaN)
  return {
    batch: splitter.take(),
    ids: splitter.ids ?? [],
    next: next || undefined,
    count: Number.isInteger(count) && count >= 0 ? count : undefined,
  }
}

/** Control information by its name, with the `@` of OData 4 and without. */
function either(envelope: { readonly [name: string]: unknown }, names: readonly string[]): unknown {
  for (const name of names)
    for (const key of [`@odata.${name}`, `odata.${name}`]) {
      const value = envelope[key]
      if (value !== undefined && value !== null) return value
    }
  return undefined
}

/** The beginning of a text on one line; of a page of HTML, its title. */
export function excerpt(text: string): string {
  const title = /<title>([^<]*)/i.exec(text)?.[1]
  const line = (title ?? text).replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
