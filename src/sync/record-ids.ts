import type { RecordBatch } from '../store/upsert.ts'

const ID_KEY = Buffer.from('"id":"')
const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEWLINE = 0x0a

/**
 * The id of every record of a batch, in its order; null for a record without one. Found in the bytes: only a record that has
 * the key more than once, as in a nested object, or an escape in its id, is parsed.
 */
export function recordIds({ lines, records }: RecordBatch): (string | null)[] {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
  const ids: (string | null)[] = []
  // The next place the key stands at, beyond the records looked at; so that the bytes are searched once.
  let key = bytes.indexOf(ID_KEY)
  for (let start = 0; ids.length < records; ) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline < 0 ? bytes.length : newline
    if (key < 0 || key >= end) {
      ids.push(null)
      start = end + 1
      continue
    }
    const from = key + ID_KEY.length
    const to = bytes.indexOf(QUOTE, from)
    key = bytes.indexOf(ID_KEY, from)
    let certain = to >= 0 && to < end
    for (let i = from; certain && i < to; i++) certain = bytes[i] !== BACKSLASH
    while (key >= 0 && key < end) {
      certain = false
      key = bytes.indexOf(ID_KEY, key + ID_KEY.length)
    }
    ids.push(certain ? bytes.toString('latin1', from, to) : parsedId(bytes.toString('utf8', start, end)))
    start = end + 1
  }
  return ids
}

function parsedId(line: string): string | null {
  try {
    const { record } = JSON.parse(line) as { record: { id?: unknown } | null }
    return typeof record?.id === 'string' ? record.id : null
  } catch {
    return null
  }
}
