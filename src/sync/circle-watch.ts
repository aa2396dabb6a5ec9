import type { RecordBatch } from '../store/upsert.ts'

/**
 * Notices links that lead in a circle by what their pages hold, because links to one page may differ (a time, a signature).
 * It remembers one page only (Brent's algorithm): a longer circle is noticed some rounds later.
 */
export class CircleWatch {
  #remembered: string | undefined
  #steps = 0
  #patience = 1

  /** Whether a page was seen before. An empty one tells nothing. */
  closedBy(page: RecordBatch): boolean {
    if (page.records === 0) return false
    const mark = endsOf(page)
    if (mark === this.#remembered) return true
    if (++this.#steps === this.#patience) {
      this.#remembered = mark
      this.#steps = 0
      this.#patience *= 2
    }
    return false
  }
}

/** A page's first and last record. */
function endsOf({ lines }: RecordBatch): string {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength)
  const first = bytes.toString('utf8', 0, bytes.indexOf('\n'))
  const last = bytes.toString('utf8', bytes.lastIndexOf('\n', bytes.length - 2) + 1)
  return [first, last].map(line => line.replace(/^\{"n":\d+,/, '').trim()).join('\n')
}
