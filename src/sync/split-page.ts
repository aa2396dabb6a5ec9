import { RecordSplitter } from '../ingest/record-splitter.ts'
import type { RecordBatch } from '../store/upsert.ts'

/** A page taken apart: its records, ready for the engine, and what stands beside them, with an empty `value`. */
export interface SplitPage {
  readonly batch: RecordBatch
  readonly envelopes: readonly { readonly [name: string]: unknown }[]
}

const VALUE = Buffer.from('"value":[')
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const SPACE = 0x20

/** What stands around a record in its line, at most: `{"n":…,"record":` and `}` and a line feed. */
const AROUND = 40
const DEEPEST = 64

/**
 * Takes a page apart as {@link RecordSplitter} does. A page that has no white space outside of texts, as sources write them,
 * goes an eighth of the way: its records are copied as they stand. Any other one, and any that is not as it should be, goes
 * the whole way, and gets its error there.
 *
 * @param before how many records come before it in its batch
 * @throws InputError when it is not JSON
 */
export function splitPage(body: Buffer, before: number): SplitPage {
  const compact = splitCompactPage(body, before)
  if (compact) return compact
  const splitter = new RecordSplitter(before)
  splitter.push(body)
  splitter.end()
  return { batch: splitter.take(), envelopes: splitter.envelopes }
}

function splitCompactPage(body: Buffer, before: number): SplitPage | undefined {
  const list = body.indexOf(VALUE)
  if (list < 0 || body[0] !== OPEN_BRACE) return undefined
  const end = body.length
  const closers = new Uint8Array(DEEPEST)
  let lines = Buffer.allocUnsafe(end + (end >> 3) + AROUND)
  let length = 0
  let records = 0
  let at = list + VALUE.length
  if (body[at] === CLOSE_BRACKET) at++
  else
    for (;;) {
      const start = at
      if (body[at] !== OPEN_BRACE) return undefined
      let depth = 0
      do {
        if (at >= end) return undefined
        const byte = body[at++]!
        if (byte === QUOTE) {
          for (let inText = body[at++]; inText !== QUOTE; inText = body[at++]) {
            if (inText === BACKSLASH) at++
            if (at >= end) return undefined
          }
        } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          if (depth === DEEPEST) return undefined
          // The closing bracket stands two places behind the opening one.
          closers[depth++] = byte + 2
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          if (closers[--depth] !== byte) return undefined
        } else if (byte <= SPACE) return undefined
      } while (depth > 0)
      records++
      if (length + at - start + AROUND > lines.length) {
        const larger = Buffer.allocUnsafe(2 * (lines.length + at - start))
        lines.copy(larger, 0, 0, length)
        lines = larger
      }
      length += lines.write(`{"n":${before + records},"record":`, length, 'latin1')
      length += body.copy(lines, length, start, at)
      lines[length++] = CLOSE_BRACE
      lines[length++] = 0x0a
      const next = body[at++]
      if (next === CLOSE_BRACKET) break
      if (next !== COMMA) return undefined
    }
  const envelope = parsed(`${body.toString('utf8', 0, list)}"value":[]${body.toString('utf8', at)}`)
  return envelope && { batch: { lines: lines.subarray(0, length), records }, envelopes: [envelope] }
}

function parsed(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    return JSON.parse(text) as { readonly [name: string]: unknown }
  } catch {
    return undefined
  }
}
