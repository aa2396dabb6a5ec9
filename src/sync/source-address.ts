import { filterOf, type Range } from './range.ts'
import { SyncError } from './sync-error.ts'

/** Where a source’s collections are, and how what is asked of them is written. */
export class SourceAddress {
  readonly base: URL

  /**
   * @param text such as `https://api.moveworks.ai/export/v1/records`
   * @throws SyncError when it is no address of a source
   */
  constructor(text: string) {
    if (!URL.canParse(text))
      throw new SyncError(
        `The source "${text}" is not a URL; expected one like https://api.moveworks.ai/export/v1/records.`,
      )
    this.base = new URL(text.replace(/\/+$/, ''))
    if (!/^https?:$/.test(this.base.protocol))
      throw new SyncError(`The source "${text}" is not an http(s) URL.`)
  }

  /** The address without anything secret: by this name a source’s progress is kept. */
  get name(): string {
    return `${this.base.origin}${this.base.pathname}`
  }

  /** Path and query. Options without a value are left out. */
  link(path: string, options: Readonly<Record<string, string>>): string {
    const query = Object.entries(options).filter(([, value]) => value !== '')
    return `${this.base.pathname}/${path}${query.length > 0 ? '?' : ''}${query
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`
  }

  /**
   * Path and query of a first page, in the order of ids.
   *
   * @param after only records with higher ids
   * @param select only these attributes
   */
  pageLink(entity: string, range: Range, after?: string, select?: string): string {
    const conditions = [filterOf(range), after === undefined ? '' : `id gt ${quoted(after)}`]
    return this.link(entity, {
      $filter: conditions.filter(Boolean).join(' and '),
      $select: select ?? '',
      $orderby: 'id',
    })
  }

  /** Path and query of a first page of the records with these ids, of which it gives the ids only. */
  idsLink(entity: string, ids: readonly string[]): string {
    const $filter = ids.map(id => `id eq ${quoted(id)}`).join(' or ')
    return this.link(entity, { $filter, $select: 'id', $orderby: 'id' })
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
