import type { PageBody } from './page-body.ts'

/**
 * Notices links that lead in a circle by what their pages hold, because links to one page may differ (a time, a signature).
 * It remembers one page only (Brent's algorithm): a longer circle is noticed some rounds later.
 */
export class CircleWatch {
  #remembered: string | undefined
  #steps = 0
  #patience = 1

  /** Whether a page was seen before. An empty one tells nothing. */
  closedBy(page: PageBody['batch']): boolean {
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
function endsOf({ lines }: PageBody['batch']): string {
  const first = lines.toString('utf8', 0, lines.indexOf('\n'))
  const last = lines.toString('utf8', lines.lastIndexOf('\n', lines.length - 2) + 1)
  return [first, last].map(line => line.replace(/^\{"n":\d+,/, '').trim()).join('\n')
}
