/** Raised for a file that is not CSV with a head of names. */
export class CsvError extends Error {
  override name = 'CsvError'
}

/** A line of a CSV file: its number, from 1, and its fields by the names in the head. */
export interface CsvRow {
  readonly line: number
  readonly fields: ReadonlyMap<string, string>
}

/**
 * Reads CSV (RFC 4180) whose first row names the columns: commas or semicolons, quotes, line breaks within quotes. Names are
 * taken in lower case, with underscores for spaces. Rows of empty fields are left out.
 *
 * @throws CsvError for a row with more fields than the head, a name twice, or a quote that is not closed
 */
export async function* readCsv(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<CsvRow> {
  let head: string[] | undefined
  for await (const { line, fields } of records(input)) {
    if (!head) {
      head = fields.map(name =>
        name
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_'),
      )
      const twice = head.find((name, i) => head!.indexOf(name) !== i)
      if (twice !== undefined) throw new CsvError(`The head names the column "${twice}" twice.`)
      continue
    }
    if (fields.every(field => field.trim() === '')) continue
    if (fields.length > head.length)
      throw new CsvError(`Line ${line} has ${fields.length} fields; the head names ${head.length}.`)
    yield { line, fields: new Map(head.map((name, i) => [name, (fields[i] ?? '').trim()])) }
  }
}

async function* records(
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<{ line: number; fields: string[] }> {
  const decoder = new TextDecoder()
  let rest = ''
  let line = 1
  let separator: string | undefined
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    for (let end = recordEnd(rest); end !== -1; end = recordEnd(rest)) {
      const text = rest.slice(0, end)
      rest = rest.slice(end + 1)
      separator ??= separatorOf(text)
      yield { line, fields: split(text, separator) }
      line += text.split('\n').length
    }
  }
  if (rest.trim() === '') return
  if ((rest.split('"').length - 1) % 2 === 1)
    throw new CsvError(`The quote that begins after line ${line} is not closed.`)
  yield { line, fields: split(rest, separator ?? separatorOf(rest)) }
}

/** Where the first record ends: at a line break outside quotes. A quote within quotes is doubled, so quotes are counted. */
function recordEnd(text: string): number {
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i)
    if (character === 34) quoted = !quoted
    else if (character === 10 && !quoted) return i
  }
  return -1
}

/** Spreadsheets of many countries write semicolons. */
const separatorOf = (head: string): string => (head.split(';').length > head.split(',').length ? ';' : ',')

function split(record: string, separator: string): string[] {
  const text = record.replace(/\r$/, '')
  const fields: string[] = []
  for (let at = 0; at <= text.length; ) {
    if (text[at] === '"') {
      let field = ''
      for (at++; at < text.length; at++) {
        if (text[at] !== '"') field += text[at]
        else if (text[at + 1] === '"') field += text[at++]
        else break
      }
      fields.push(field)
      const next = text.indexOf(separator, at)
      at = next === -1 ? text.length + 1 : next + 1
    } else {
      const next = text.indexOf(separator, at)
      fields.push(text.slice(at, next === -1 ? undefined : next))
      at = next === -1 ? text.length + 1 : next + 1
    }
  }
  return fields
}
